package main

import (
	"io"
	"testing"
)

// TestMeasure settles a small quarter twice: the measure works, every fen is paid, and the lines
// depend on the world alone. Times and PostgreSQL are for make bench.
func TestMeasure(t *testing.T) {
	out, err := measure([]int{2_000, 20_000}, 1, false, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	again, err := pass(province(2_000), 1)
	if err != nil {
		t.Fatal(err)
	}
	if again.LinesRoot != out.Passes[0].LinesRoot || again.Lines < 20_000 {
		t.Errorf("%d lines with root %s, then %s", again.Lines, out.Passes[0].LinesRoot, again.LinesRoot)
	}
	if p := out.Proof; p.Lines < 20_000 || p.Hashes < 14 || p.Leaf == 0 {
		t.Errorf("proofs of one line: %+v", p)
	}
	sum := int64(0)
	for _, fen := range again.payouts {
		sum += fen
	}
	sold := int64(0)
	for _, s := range province(2_000).world().Sales {
		sold += s.Amount
	}
	if sum != sold {
		t.Errorf("%d fen sold, %d paid", sold, sum)
	}
}
