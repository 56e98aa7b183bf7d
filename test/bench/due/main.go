package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

// tooSlow is the ratio from which on the run fails: no block takes more than twice the usual time.
const tooSlow = 2

func main() {
	p := plan{}
	flag.IntVar(&p.deadlines, "deadlines", 10_000, "deadlines that fall due in one second")
	flag.IntVar(&p.papers, "papers", 400, "papers in each block, before and after")
	flag.IntVar(&p.usual, "usual", 100, "blocks measured before the instant")
	flag.Parse()
	out, err := measure(p)
	if err == nil {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(out)
	}
	if worst := max(out.Ratio, out.Worst); err == nil && worst > tooSlow {
		err = fmt.Errorf("a block took %.2f times the usual", worst)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
