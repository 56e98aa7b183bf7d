// Command signednode is a kvstore with suyuan's signature check and one proved write behind the
// same node as suyuan's, for comparison: `signednode start --home HOME`.
package main

import (
	"fmt"
	"os"

	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

func main() {
	if len(os.Args) != 4 || os.Args[1] != "start" || os.Args[2] != "--home" {
		fmt.Fprintln(os.Stderr, "usage: signednode start --home HOME")
		os.Exit(2)
	}
	if err := load.ServeSigned(os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
