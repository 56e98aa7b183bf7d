// Command collect measures the collector: lines of a gateway's access log per second and processor,
// from the file through the durable queue into sealed, compressed segments and signed batches whose
// proofs hold. It prints one JSON report. docs/bench.md says how to read such reports.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/suyuan-ledger/suyuan/api/collect"
)

func main() {
	lines := flag.Int("lines", 2_000_000, "lines of the log")
	form := flag.String("form", "jsonl", "jsonl or csv")
	drop := flag.Bool("drop-lines", false, "do not keep the lines of the log in the segments")
	uses := flag.Int("batch", 10_000, "uses of a batch")
	procs := flag.Int("procs", 1, "processors to use")
	dir := flag.String("dir", "", "folder to work in; default a temporary one")
	flag.Parse()
	runtime.GOMAXPROCS(*procs)
	debug.SetMemoryLimit(collect.MemoryBytes)
	r, err := measure(context.Background(), plan{*lines, *form, *drop, *uses, *procs, *dir})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if _, e := fmt.Println(string(text)); errors.Join(err, e) != nil {
		os.Exit(1)
	}
}
