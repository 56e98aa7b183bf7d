package main

import "testing"

// A short statement is measured, so that the bench keeps working.
func TestMeasure(t *testing.T) {
	out, err := measure(200, []string{"xlsx", "csv"})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range out {
		if m.Bytes < 1000 || m.Lines != 200 {
			t.Errorf("%+v", m)
		}
	}
}
