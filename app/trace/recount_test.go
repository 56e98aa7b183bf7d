package trace_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// clause makes the agreement say which count settles from 2026-05-03 on.
func (w *world) clause(rule string) {
	w.Helper()
	w.ok(at("2026-05-02 09:00"), &trace.CountRule{Agreement: ref("bureau/yy"), Rule: rule,
		From: date("2026-05-03"), Document: paper("clause")}, "bureau", "operator")
}

// recounted is what the recounts of the second quarter change, and how many there are.
func (w *world) recounted() (units int64, rows int) {
	trace.EachRecount(w.s, "2026Q2", w.height, func(v trace.Recount) bool {
		rows++
		for _, m := range v.Moves {
			units += int64(m.Is) - int64(m.Was)
		}
		return true
	})
	between := 0
	trace.EachRecountBetween(w.s, 0, w.height, func(_ uint64, v trace.Recount) bool {
		between++
		return v.Period == "2026Q2"
	})
	if between != rows {
		w.Errorf("%d by height, %d by period", between, rows)
	}
	return units, rows
}

// What a closed period paid stands. A difference that is resolved afterwards restates it where the
// agreement says which count settles, and for as long as the regime restates periods (M3, M11).
func TestResolveAfterClose(t *testing.T) {
	for _, c := range []struct {
		rule   string
		months uint32
		paid   uint64
		units  int64
		rows   int
	}{
		{trace.RuleConsumer, 14, 30, -20, 1}, {trace.RuleLower, 14, 10, 0, 0},
		{trace.RuleHigher, 14, 30, -20, 1}, {"", 14, 10, 0, 0}, {trace.RuleConsumer, 0, 30, 0, 0},
	} {
		w := dualWorld(t)
		if c.rule != "" {
			w.clause(c.rule)
		}
		next := at("2026-05-05 09:00")
		w.ok(next, sold("operator/b1", theDay+" 09:00", theDay+" 10:00"), "operator")
		w.ok(next, counterReport("bank/c1", 30), "bank")
		w.endBlock(next, rule.Block{})
		w.freeze("2026Q2")
		regime.SetParameter(&rule.Ctx{Store: w.s}, "restate_months", c.months)
		before := w.height
		events := w.ok(at("2026-07-20 09:00"), &trace.MismatchResolve{Number: 1,
			Stands: trace.SideProvider, Reason: "decided"}, "bureau")
		units, rows := w.recounted()
		if got := w.uses("2026Q2"); got != c.paid || units != c.units || rows != c.rows ||
			len(events) != 2+c.rows {
			t.Errorf("%q, %d months: paid %d, recounted %d in %d rows: %v", c.rule, c.months, got,
				units, rows, events)
		}
		trace.EachRecount(w.s, "2026Q2", before, func(v trace.Recount) bool {
			t.Errorf("entered before: %+v", v)
			return true
		})
		w.endBlock(w.now, rule.Block{})
		if again, _ := w.recounted(); again != c.units {
			t.Errorf("recounted again: %d", again)
		}
	}
}

// A batch of a closed period is a row of its own; under a clause the end of the block sees to it
// that what settles is one side's count, not both.
func TestLateBatchUnderAClause(t *testing.T) {
	w := dualWorld(t)
	w.clause(trace.RuleConsumer)
	next := at("2026-05-05 09:00")
	w.ok(next, counterReport("bank/c1", 10), "bank")
	w.endBlock(next, rule.Block{})
	w.freeze("2026Q2")
	regime.SetParameter(&rule.Ctx{Store: w.s}, "restate_months", 14)
	w.ok(next, sold("operator/b1", theDay+" 09:00", theDay+" 10:00"), "operator")
	w.endBlock(next, rule.Block{})
	late := uint64(0)
	trace.EachLate(w.s, "2026Q2", w.height, func(b trace.Batch) bool { late += b.Count; return true })
	if units, _ := w.recounted(); w.uses("2026Q2") != 10 || late != 10 || units != -10 {
		t.Errorf("closed with %d, late %d, recounted %d", w.uses("2026Q2"), late, units)
	}
	if len(w.open()) != 0 {
		t.Errorf("both sides counted ten: %+v", w.open())
	}
}

// A consumer that says now this, now that about a closed period uses up its own part of what a
// period may hold; the provider still records what came late.
func TestConsumerLeavesRoom(t *testing.T) {
	type totalKey struct {
		Period  string
		Product wire.ID
		Version uint32
		Use     string
	}
	w := dualWorld(t)
	w.clause(trace.RuleConsumer)
	next := at("2026-05-05 09:00")
	w.ok(next, sold("operator/b1", theDay+" 09:00", theDay+" 10:00"), "operator")
	totals := table[totalKey, trace.Total](trace.Chapter(), "trace/totals")
	at := totalKey{"2026Q2", ref("operator/credit"), 1, trace.Commercial}
	used, ok := totals.Get(w.s, at)
	if !ok {
		t.Fatal("no total")
	}
	used.Sets = 3072
	totals.Set(w.s, at, used)
	w.refused(trace.ErrTooManySets, next, counterReport("bank/c1", 30), "bank")
	w.ok(next, sold("operator/b2", theDay+" 10:00", theDay+" 11:00"), "operator")
	used, _ = totals.Get(w.s, at)
	used.Sets = 3071
	totals.Set(w.s, at, used)
	w.ok(next, counterReport("bank/c1", 30), "bank")
}
