package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

// tooSlow is the ratio from which on the run fails: no block beside those that land takes more than
// twice the usual time.
const tooSlow = 2

func main() {
	p := plan{}
	flag.IntVar(&p.receipts, "receipts", 3000, "receipts in the quarter")
	flag.IntVar(&p.costs, "costs", 3000, "costs in the quarter, each a row that the run carries on")
	flag.IntVar(&p.papers, "papers", 200, "papers in each block")
	flag.IntVar(&p.usual, "usual", 30, "blocks measured before the quarter is frozen")
	flag.Parse()
	out, err := measure(p)
	if err == nil {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(out)
	}
	if err == nil && out.Ratio > tooSlow {
		err = fmt.Errorf("blocks beside the landing take %.2f times the usual", out.Ratio)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
