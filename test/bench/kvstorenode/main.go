// Command kvstorenode is CometBFT's kvstore application behind the same node as suyuan's, for
// comparison: `kvstorenode start --home HOME`.
package main

import (
	"fmt"
	"os"

	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

func main() {
	if len(os.Args) != 4 || os.Args[1] != "start" || os.Args[2] != "--home" {
		fmt.Fprintln(os.Stderr, "usage: kvstorenode start --home HOME")
		os.Exit(2)
	}
	if err := load.ServeKVStore(os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
