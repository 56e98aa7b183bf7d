package main

import (
	"context"
	"testing"
)

// The benchmark runs on both forms, and every line of it is counted and proved.
func TestMeasure(t *testing.T) {
	for _, form := range []string{"jsonl", "csv"} {
		r, err := measure(context.Background(), plan{lines: 20_000, form: form, uses: 2000, procs: 2,
			dir: t.TempDir()})
		if err != nil || r.Lines != 20_000 || r.ProofsChecked != r.Batches || r.Batches < 10 {
			t.Errorf("%s: %+v, %v", form, r, err)
		}
	}
}
