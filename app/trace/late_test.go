package trace_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
)

// Where a period is closed before its days for late records are over, a batch of it enters as a
// late row and leaves the sums that were settled as they are (rulings M3).
func TestLateBatch(t *testing.T) {
	w := traceWorld(t)
	w.ok(at("2026-06-30 12:00"), batch("operator/b1", "2026-06-30 09:00", "2026-06-30 10:00"),
		"operator")
	w.freeze("2026Q2")
	late := batch("operator/b2", "2026-06-30 10:00", "2026-06-30 11:00")
	w.refused(trace.ErrFrozen, at("2026-07-03 09:00"), late, "operator")
	regime.SetParameter(&rule.Ctx{Store: w.s}, "restate_months", 14)
	w.refused(trace.ErrFrozen, at("2026-07-07 11:01"), late, "operator")
	w.ok(at("2026-07-07 11:00"), late, "operator")
	units := uint64(0)
	trace.EachCounter(w.s, "2026Q2", func(s trace.Sum) bool { units += s.Units; return true })
	if units != 10 {
		t.Errorf("the settled sums are %d", units)
	}
	found := 0
	trace.EachLate(w.s, "2026Q2", w.height, func(b trace.Batch) bool {
		found++
		return b.ID == ref("operator/b2")
	})
	trace.EachLateBetween(w.s, w.height-1, w.height, func(height uint64, b trace.Batch) bool {
		found++
		return b.Period == "2026Q2"
	})
	trace.EachLateBetween(w.s, 0, w.height-1, func(uint64, trace.Batch) bool { found++; return true })
	trace.EachLate(w.s, "2026Q2", w.height-1, func(trace.Batch) bool { found++; return true })
	if found != 2 {
		t.Errorf("found %d", found)
	}
}
