package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// tooSlow is the ratio from which on the run fails: no block beside those that land takes more than
// twice the usual time.
const tooSlow = 2

// both are the two measurements: a quarter through its papers at one node, and a generated one on
// validators.
type both struct {
	Papers  *report        `json:"through_papers,omitempty"`
	Quarter *quarterReport `json:"on_validators,omitempty"`
}

func main() {
	if home, yes := node(os.Args[1:]); yes {
		exit(serve(home))
	}
	p := plan{}
	flag.IntVar(&p.receipts, "receipts", 3000, "receipts in the quarter; 0: not measured")
	flag.IntVar(&p.costs, "costs", 3000, "costs in the quarter, each a row that the run carries on")
	flag.IntVar(&p.papers, "papers", 200, "papers in each block")
	flag.IntVar(&p.usual, "usual", 30, "blocks measured before the quarter is frozen")
	a := across{quarter: quarter{Owners: 400, Products: 10_000, Inputs: 10, Signatures: 5}}
	flag.IntVar(&a.validators, "validators", 4, "validators of the generated quarter; 0: not measured")
	flag.IntVar(&a.quarter.Sales, "sales", 1_000_000, "sales of the generated quarter")
	flag.IntVar(&a.quarter.Products, "products", a.quarter.Products, "its products")
	flag.DurationVar(&a.lead, "lead", 600*time.Second, "between freezing and landing; as by default")
	flag.DurationVar(&a.usual, "before", 60*time.Second, "of blocks before the quarter is frozen")
	flag.DurationVar(&a.after, "after", 20*time.Second, "of blocks after the landing")
	flag.IntVar(&a.rate, "rate", 5, "papers a second all along")
	flag.StringVar(&a.memory, "memory", "4GiB", "memory that a node tries to keep below")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var out both
	err := out.measure(ctx, p, a)
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	if e.Encode(out) == nil {
		exit(err)
	}
}

func (out *both) measure(ctx context.Context, p plan, a across) error {
	if p.receipts > 0 {
		r, err := measure(p)
		if err != nil {
			return err
		}
		if out.Papers = &r; r.Ratio > tooSlow {
			return fmt.Errorf("blocks beside the landing take %.2f times the usual", r.Ratio)
		}
	}
	if a.validators == 0 {
		return nil
	}
	r, err := a.land(ctx)
	if err != nil {
		return err
	}
	if out.Quarter = &r; r.Ratio >= tooSlow {
		return fmt.Errorf("a block beside the landing takes %.2f times the usual", r.Ratio)
	}
	return nil
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
