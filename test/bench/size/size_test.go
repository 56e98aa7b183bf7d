package main

import "testing"

// The measurement itself, on few leaves.
func TestSize(t *testing.T) {
	var r report
	if err := r.play("../../../localnet/stories/guizhou/story.yaml"); err != nil {
		t.Fatal(err)
	}
	if err := r.open(25_000); err != nil {
		t.Fatal(err)
	}
	if r.Papers < 50 || r.Periods == 0 || r.PerPaper <= 0 || r.PerPeriod <= 0 || r.Held < r.State ||
		r.Files == 0 {
		t.Errorf("%+v", r)
	}
}
