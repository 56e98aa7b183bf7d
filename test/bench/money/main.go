package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/test/bench/postgres"
)

// report is what a run prints.
type report struct {
	Passes   []measured `json:"passes"`
	Growth   float64    `json:"growth"` // time of the largest over the smallest, per sale
	Proof    proved     `json:"proof"`  // of one line of the largest
	Database *database  `json:"postgresql,omitempty"`
}

// database compares the largest pass with PostgreSQL.
type database struct {
	PerRowSeconds     float64 `json:"per_row_seconds"`
	PerRowRatio       float64 `json:"per_row_ratio"`
	AggregatedSeconds float64 `json:"aggregated_seconds"`
	AggregatedRatio   float64 `json:"aggregated_ratio"`
	SamePayouts       bool    `json:"same_payouts"` // of the aggregated query and the pass
}

func main() {
	sales := flag.String("sales", "10000,100000,1000000", "numbers of sales to settle")
	runs := flag.Int("runs", 3, "passes over each world, the best counts")
	sql := flag.Bool("postgresql", true, "compare with PostgreSQL")
	flag.Parse()
	var counts []int
	for _, text := range strings.Split(*sales, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			fmt.Fprintf(os.Stderr, "-sales: %q is no number\n", text)
			os.Exit(2)
		}
		counts = append(counts, n)
	}
	out, err := measure(counts, *runs, *sql, os.Stderr)
	if err == nil {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// measure settles a province-quarter with each number of sales, and lets PostgreSQL do the last.
func measure(counts []int, runs int, sql bool, say io.Writer) (out report, err error) {
	for _, n := range counts {
		m, err := pass(province(n), runs)
		if err != nil {
			return out, err
		}
		fmt.Fprintf(say, "%9d sales: %.3f s, %.0f MB allocated, %d lines\n", n, m.Seconds,
			m.AllocMB, m.Lines)
		out.Passes = append(out.Passes, m)
	}
	first, last := out.Passes[0], out.Passes[len(out.Passes)-1]
	out.Growth = last.Seconds / first.Seconds / (float64(last.Sales) / float64(first.Sales))
	settled, err := settlement.Compute(province(last.Sales).world())
	if err != nil {
		return out, err
	}
	if out.Proof, err = prove(settled, 200); err != nil {
		return out, err
	}
	fmt.Fprintf(say, "proof of one of %d lines: %.2f ms to make (p95 %.2f), "+
		"%.2f to check (%.2f), %d + %d × 32 bytes\n",
		out.Proof.Lines, out.Proof.MakeMS, out.Proof.Make95, out.Proof.CheckMS, out.Proof.Check95,
		out.Proof.Leaf, out.Proof.Hashes)
	if !sql {
		return out, nil
	}
	db, err := compare(last, say)
	if errors.Is(err, postgres.ErrNoServer) {
		fmt.Fprintln(say, err)
		return out, nil
	}
	out.Database = db
	return out, err
}

func compare(m measured, say io.Writer) (_ *database, err error) {
	p, err := postgres.Start()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	if err := load(p, province(m.Sales).world()); err != nil {
		return nil, err
	}
	out := &database{}
	var got map[string]int64
	took := 0.0
	for i := range 3 { // the best of three, as the pass
		rows, seconds, err := payouts(p, aggregated)
		if err != nil {
			return nil, err
		}
		if got = rows; i == 0 || seconds < took {
			took = seconds
		}
	}
	out.AggregatedSeconds, out.AggregatedRatio = took, took/m.Seconds
	out.SamePayouts = maps.Equal(got, m.payouts)
	fmt.Fprintf(say, "PostgreSQL, aggregated: %.3f s, %.1f× the pass, same payouts: %v\n", took,
		out.AggregatedRatio, out.SamePayouts)
	if _, took, err = payouts(p, perRow); err != nil {
		return nil, err
	}
	out.PerRowSeconds, out.PerRowRatio = took, took/m.Seconds
	fmt.Fprintf(say, "PostgreSQL, per sale row: %.3f s, %.1f× the pass\n", took, out.PerRowRatio)
	if !out.SamePayouts {
		return out, errors.New("PostgreSQL and the pass pay different amounts")
	}
	return out, nil
}
