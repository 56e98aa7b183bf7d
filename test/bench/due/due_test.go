package main

import "testing"

// A small run: every deadline is told after its instant and none before, by bounded blocks.
func TestDue(t *testing.T) {
	out, err := measure(plan{deadlines: 1_200, papers: 100, usual: 2})
	if err != nil {
		t.Fatal(err)
	}
	if out.Blocks != 3 || out.Most != 500 || out.Usual.CPU <= 0 ||
		out.Notices.CPUWorst < out.Notices.CPU {
		t.Errorf("%+v", out)
	}
}
