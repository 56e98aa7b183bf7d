package main

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/test/bench/load"
)

// Papers are turned into uses of each validator; the networks themselves are for make bench.
func TestInUses(t *testing.T) {
	run := load.Run{Validators: 4, StateBytes: 4000, DiskBytes: 8000}
	run.Offered.TxPerSecond, run.Saturated.TxPerSecond = 100, 250
	run.Offered.Failed, run.Saturated.Refused = 1, 2
	r := inUses(load.Plan{Units: 10_000, Rate: 120}, run)
	if r.Taken != 1e6 || r.Most != 2.5e6 || r.Offered != 1.2e6 || r.StateBytes != 1e5 ||
		r.DiskBytes != 2e5 || r.Failed != 1 || r.Refused != 2 {
		t.Errorf("%+v", r)
	}
	for _, output := range []string{"text", "json"} {
		var b strings.Builder
		if err := r.print(&b, output); err != nil || !strings.Contains(b.String(), "1000000") {
			t.Errorf("%s: %v", b.String(), err)
		}
	}
}
