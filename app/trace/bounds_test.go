package trace_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/trace"
)

// A log is its recorder's: what another maker records of its own product takes none from it.
func TestLogDigestsAreNotSquatted(t *testing.T) {
	w := traceWorld(t)
	now := at("2026-05-04 12:00")
	stolen := batch("dev/b1", "2026-05-04 09:00", "2026-05-04 10:00", func(m *trace.Record) {
		m.Product, m.Log, m.Count = ref("dev/risk"), digest("operator/b1"), 1
		m.Counters = []trace.Counter{{Members: []uint16{0}, Units: 1}}
	})
	w.ok(now, stolen, "dev")
	w.ok(now, batch("operator/b1", "2026-05-04 09:00", "2026-05-04 10:00"), "operator")
	again := func(m *trace.Record) { m.Log = digest("operator/b1") }
	w.refused(trace.ErrLogUsed, now,
		batch("operator/b2", "2026-05-04 10:00", "2026-05-04 11:00", again), "operator")
}

// The pass over a period has bounded work for each product version, whoever records what.
func TestSetsOfInputsAreBounded(t *testing.T) {
	w := traceWorld(t)
	var inputs []string
	for i := range 14 {
		id := fmt.Sprintf("tax/r%d", i)
		w.resource(id, 1)
		inputs = append(inputs, id)
	}
	w.product("operator/wide", product.Primary, "bureau/yy", inputs...)
	next := 1
	counters := func(n int) (out []trace.Counter) {
		for range n {
			var members []uint16
			for i := range uint16(14) {
				if next>>i&1 == 1 {
					members = append(members, i)
				}
			}
			out = append(out, trace.Counter{Members: members, Units: 1})
			next++
		}
		return out
	}
	start := at("2026-05-04 09:00")
	record := func(i int, of []trace.Counter) *trace.Record {
		return batch(fmt.Sprintf("operator/w%d", i), "2026-05-04 09:00", "2026-05-04 10:00",
			func(m *trace.Record) {
				m.Product, m.Counters, m.Count = ref("operator/wide"), of, uint64(len(of))
				m.Stream = fmt.Sprintf("s%d", i)
				m.From, m.To = start, start+60
			})
	}
	for i := range 64 {
		w.ok(at("2026-05-04 12:00"), record(i, counters(64)), "operator")
	}
	r := w.refused(trace.ErrTooManySets, at("2026-05-04 12:00"), record(64, counters(1)), "operator")
	if r.Field != "counters" {
		t.Errorf("field %s", r.Field)
	}
	next = 1
	w.ok(at("2026-05-04 12:00"), record(65, counters(64)), "operator") // sets met before
}

// A period takes uses until the hour at which it freezes, not until the end of that block (E7).
func TestTraceUntilTheHour(t *testing.T) {
	w := traceWorld(t)
	due := at("2026-07-16 00:00")
	m := batch("operator/b1", "2026-06-30 09:00", "2026-06-30 10:00")
	w.refused(trace.ErrFrozen, due, m, "operator")
	w.ok(due-1, m, "operator")
}
