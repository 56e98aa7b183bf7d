package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

func violation(id string, change ...func(*market.ViolationRecord)) *market.ViolationRecord {
	m := &market.ViolationRecord{ID: ref(id), Batch: ref("operator/u1"), Customer: wire.Hash{1},
		Found: market.Resold, Units: []uint64{80}, Evidence: evidence("转售调查")}
	for _, f := range change {
		f(m)
	}
	return m
}

// batch puts a usage batch of customer 1 on 2026-05-03.
func (w *world) batch(id, use string, counters ...uint64) {
	b := trace.Batch{ID: ref(id), Product: ref("operator/credit"), Version: 1, Use: use,
		From: at("2026-05-03 08:00"), To: at("2026-05-03 20:00"), Customer: wire.Hash{1},
		Period: "2026Q2"}
	for i, n := range counters {
		b.Counters = append(b.Counters, trace.Counter{Members: []uint16{uint16(i)}, Units: n})
		b.Count += n
	}
	table[wire.ID, trace.Batch](trace.Chapter(), "trace/batches").Set(w.s, b.ID, b)
}

func verdict(id string, accept bool) *market.ViolationConfirm {
	m := &market.ViolationConfirm{ID: ref(id), Accept: accept}
	if !accept {
		m.Reason = "证据不足"
	}
	return m
}

func misusedWorld(t *testing.T) *world {
	w := priced(t)
	w.party(party.Party{ID: "audit", Nature: party.Administrative}, "audit")
	w.batch("operator/u1", trace.Welfare, 100, 10)
	w.batch("operator/u2", trace.Commercial, 100)
	return w
}

func TestViolationRefused(t *testing.T) {
	w := misusedWorld(t)
	w.ok(now, violation("operator/v0"), "operator")
	for _, c := range []struct {
		name string
		def  *rule.Refusal
		m    *market.ViolationRecord
		by   string
	}{
		{"no id", rule.BadField, violation("operator/v",
			func(m *market.ViolationRecord) { m.ID = wire.ID{} }), "operator"},
		{"no batch", rule.BadField, violation("operator/v",
			func(m *market.ViolationRecord) { m.Batch = wire.ID{} }), "operator"},
		{"no customer", rule.BadField, violation("operator/v",
			func(m *market.ViolationRecord) { m.Customer = wire.Hash{} }), "operator"},
		{"no finding", rule.BadField, violation("operator/v",
			func(m *market.ViolationRecord) { m.Found = "lost" }), "operator"},
		{"no units", rule.BadField, violation("operator/v",
			func(m *market.ViolationRecord) { m.Units = []uint64{0} }), "operator"},
		{"no evidence", rule.BadField, violation("operator/v",
			func(m *market.ViolationRecord) { m.Evidence = rule.Evidence{} }), "operator"},
		{"another's id", rule.BadField, violation("audit/v"), "operator"},
		{"an id used", market.ErrViolationExists, violation("operator/v0"), "operator"},
		{"paid use", market.ErrNotFreeUse, violation("operator/v",
			func(m *market.ViolationRecord) { m.Batch = ref("operator/u2") }), "operator"},
		{"no such batch", market.ErrNotFreeUse, violation("operator/v",
			func(m *market.ViolationRecord) { m.Batch = ref("operator/u9") }), "operator"},
		{"another customer", market.ErrViolationCustomer, violation("operator/v",
			func(m *market.ViolationRecord) { m.Customer = wire.Hash{2} }), "operator"},
		{"a stranger", market.ErrFinder, violation("dev/v"), "dev"},
		{"more than was used", market.ErrViolationUnits, violation("operator/v",
			func(m *market.ViolationRecord) { m.Units = []uint64{0, 11} }), "operator"},
		{"no such counter", market.ErrViolationUnits, violation("operator/v",
			func(m *market.ViolationRecord) { m.Units = []uint64{0, 0, 1} }), "operator"},
	} {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, now, c.m, c.by) })
	}
}

// A resold public call is reported by one party and confirmed by another; its units change sides,
// the batch does not change, and free supply to the buyer is flagged (law/matrix S16).
func TestViolation(t *testing.T) {
	w := misusedWorld(t)
	before, _ := trace.GetBatch(w.s, ref("operator/u1"))
	w.ok(now, violation("operator/v1"), "operator")
	w.ok(now, violation("audit/v2"), "audit")
	w.refused(rule.BadField, now, &market.ViolationConfirm{ID: ref("operator/v1")}, "bureau")
	w.refused(market.ErrNotRecorded, now, verdict("operator/v9", true), "bureau")
	w.refused(market.ErrConfirmer, now, verdict("operator/v1", true), "operator")
	w.refused(market.ErrSelfConfirmed, now, verdict("operator/v1", true), "bureau", "operator")
	events := w.ok(now, verdict("operator/v1", true), "bureau")
	if v := events[0].(market.ViolationChecked); v.Units != 80 || v.Period != "2026Q2" || v.Uncounted {
		t.Errorf("%+v", v)
	}
	w.refused(market.ErrNotRecorded, now, verdict("operator/v1", true), "bureau")
	w.refused(market.ErrViolationUnits, now, verdict("audit/v2", true), "bureau") // 20 are left
	w.ok(now, verdict("audit/v2", false), "bureau")
	n := 0
	market.EachViolation(w.s, "2026Q2", func(v market.Violation, b trace.Batch) bool {
		n++
		return v.ID == ref("operator/v1") && b.ID == before.ID
	})
	if after, _ := trace.GetBatch(w.s, ref("operator/u1")); n != 1 || after.Count != before.Count {
		t.Errorf("%d violations, batch %+v", n, after)
	}
	free := trade("operator/t9", func(m *market.TradeConfirm) { m.Purpose = "welfare" })
	if got := flagsOf(w.ok(now, free, "operator", "exchange")[0]); len(got) != 1 ||
		got[0] != market.FlagResold {
		t.Errorf("flags %v", got)
	}
	list := w.ask("violations", "by", "audit").(rule.Page[market.Violation])
	if len(list.Items) != 1 || list.Items[0].Status != market.Rejected {
		t.Errorf("%+v", list)
	}
}

// What the implementing body reports itself is confirmed by audit, finance or another bureau.
func TestViolationReportedByTheBody(t *testing.T) {
	w := misusedWorld(t)
	w.ok(now, violation("bureau/v1"), "bureau")
	w.refused(market.ErrConfirmer, now, verdict("bureau/v1", true), "bureau")
	w.ok(now, verdict("bureau/v1", true), "audit")
}

// A closed period is restated; one that is closed for ever keeps the violation on record only.
func TestViolationOfAClosedPeriod(t *testing.T) {
	w := misusedWorld(t)
	w.restatable(14)
	w.ok(now, violation("operator/v1"), "operator")
	w.ok(now, violation("operator/v2", func(m *market.ViolationRecord) { m.Units = []uint64{0, 5} }),
		"operator")
	w.freeze("2026Q2")
	w.ok(at("2026-08-01 09:00"), verdict("operator/v1", true), "bureau")
	if got := w.late(); len(got) != 1 || got[0].Kind != market.LateViolation ||
		got[0].Period != "2026Q2" || got[0].ID != ref("operator/v1") {
		t.Errorf("late %+v", got)
	}
	w.ok(at("2028-08-01 09:00"), verdict("operator/v2", true), "bureau")
	if v, _ := market.GetViolation(w.s, ref("operator/v2")); !v.Uncounted || v.Entered != 0 {
		t.Errorf("%+v", v)
	}
}
