package main

import "testing"

// A small quarter is frozen and lands, and blocks go on; times are for make bench.
func TestMeasure(t *testing.T) {
	out, err := measure(plan{receipts: 20, costs: 20, papers: 10, usual: 3})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Landing) == 0 || out.Written < 20 || out.Lines < 20 || out.Usual.Median <= 0 ||
		out.Freeze <= 0 || out.Others.Median <= 0 {
		t.Errorf("%+v", out)
	}
}
