// Command suyuan is the whole program of a member: its node, its keys and papers, its questions,
// and the checking of what others hand over. One file per command group.
package main

import "os"

// version and commit are set when the binary is built.
var (
	version = "0.1.0"
	commit  = "unknown"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
