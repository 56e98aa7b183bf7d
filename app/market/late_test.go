package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// restatable lets closed periods be restated for some months.
func (w *world) restatable(months uint32) {
	regime.SetParameter(&rule.Ctx{Store: w.s}, "restate_months", months)
}

func (w *world) late() (out []market.Late) {
	market.EachLate(w.s, 0, ^uint64(0), func(v market.Late) bool {
		out = append(out, v)
		return true
	})
	return out
}

// A receipt, a refund and a correction of a closed period enter it as late rows; those of an open
// one do not; after the months for it they are refused (rulings M3).
func TestLateRows(t *testing.T) {
	w := priced(t)
	w.restatable(14)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(now, &market.CostConfirm{ID: ref("operator/c1"), Accept: true}, "bureau")
	w.freeze("2026Q2")
	at1 := at("2026-07-20 09:00")
	w.ok(at1, receipt("operator/r1", "2026-06-30", "2026-07-01", 2, "0.90"), "operator")
	events := w.ok(at1, confirm("operator/r1"), "exchange")
	if len(w.late()) != 1 || w.late()[0].Period != "2026Q2" || w.late()[0].ID != ref("operator/r1") ||
		w.late()[0].Height != w.height || events[0].Event() != "period.late_row" {
		t.Errorf("late rows %+v, events %+v", w.late(), events)
	}
	market.EachSale(w.s, "2026Q2", func(s market.Sale) bool {
		if s.Entered != w.height {
			t.Errorf("entered at %d", s.Entered)
		}
		return true
	})
	w.ok(at1, refundOf("operator/f1", "2026-06-30", "2026-06-30", "-0.20", "0.00"), "operator")
	w.ok(at1, confirm("operator/f1"), "exchange")
	w.ok(at1, &market.CostCorrect{ID: ref("operator/k1"), Ref: ref("operator/c1"),
		Less: yuan("100.00"), Evidence: evidence("audit")}, "operator")
	yes := &market.CostConfirm{ID: ref("operator/k1"), Accept: true}
	w.refused(market.ErrConfirmer, at1, yes, "dev")
	w.ok(at1, yes, "bureau")
	if got := w.late(); len(got) != 3 || got[2].Kind != market.LateCost || got[2].Period != "2026Q2" {
		t.Errorf("late rows %+v", got)
	}
	// 2026-06-30 and fourteen months: 2027-08-30.
	last := day("2027-08-31")
	w.ok(last-1, receipt("operator/r2", "2026-06-30", "2026-06-30", 1, "0.45"), "operator")
	w.refused(market.ErrFrozen, last, confirm("operator/r2"), "exchange")
	w.refused(market.ErrFrozen, last, receipt("operator/r3", "2026-06-30", "2026-06-30", 1, "0.45"),
		"operator")
	w.refused(market.ErrFrozen, last, &market.CostCorrect{ID: ref("operator/k2"),
		Ref: ref("operator/c1"), Less: 1, Evidence: evidence("audit")}, "operator")
}

func TestCostCorrect(t *testing.T) {
	w := marketWorld(t)
	correct := func(id string, change ...func(*market.CostCorrect)) *market.CostCorrect {
		m := &market.CostCorrect{ID: ref(id), Ref: ref("operator/c1"), Less: yuan("50000.00"),
			Evidence: evidence("audit")}
		for _, f := range change {
			f(m)
		}
		return m
	}
	w.ok(now, cost("operator/c1"), "operator")
	w.refused(market.ErrCorrection, now, correct("operator/k"), "operator")
	w.ok(now, &market.CostConfirm{ID: ref("operator/c1"), Accept: true}, "bureau")
	for _, c := range []struct {
		def *rule.Refusal
		m   *market.CostCorrect
		by  string
	}{
		{rule.BadField, correct("dev/k"), "operator"},
		{rule.BadField, correct("operator/k", func(m *market.CostCorrect) { m.Less = 0 }), "operator"},
		{rule.BadField, correct("operator/k", func(m *market.CostCorrect) {
			m.Evidence = rule.Evidence{}
		}), "operator"},
		{rule.BadField, correct("operator/k", func(m *market.CostCorrect) { m.Ref = wire.ID{} }),
			"operator"},
		{market.ErrCostExists, correct("operator/c1"), "operator"},
		{market.ErrCostRecorder, correct("dev/k"), "dev"},
		{market.ErrOverCorrected, correct("operator/k", func(m *market.CostCorrect) {
			m.Less = yuan("80000.01")
		}), "operator"},
	} {
		w.refused(c.def, now, c.m, c.by)
	}
	w.ok(now, correct("operator/k1"), "operator")
	w.ok(now, correct("operator/k2"), "operator")
	yes := &market.CostConfirm{ID: ref("operator/k1"), Accept: true}
	w.refused(market.ErrSelfConfirmed, now, yes, "bureau", "operator")
	w.ok(now, yes, "bureau")
	w.refused(market.ErrOverCorrected, now, &market.CostConfirm{ID: ref("operator/k2"), Accept: true},
		"bureau")
	w.refused(market.ErrCorrection, now, correct("operator/k3", func(m *market.CostCorrect) {
		m.Ref = ref("operator/k1")
	}), "operator")
	if c, _ := market.GetCost(w.s, ref("operator/c1")); c.Corrected != yuan("50000.00") ||
		c.Amount != yuan("80000.00") || len(w.late()) != 0 {
		t.Errorf("cost %+v", c)
	}
	var less wire.Fen
	of := market.Cost{ID: ref("operator/c1")}
	market.EachCorrection(w.s, of, w.height, func(c market.Cost) { less += c.Amount })
	market.EachCorrection(w.s, of, 1, func(market.Cost) { t.Error("too early") })
	if less != -yuan("50000.00") {
		t.Errorf("corrections %s", less)
	}
}

// What of confirmed money belongs to periods to come is shown by period (rulings M4).
func TestDeferred(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, receipt("operator/r1", "2026-06-01", "2026-10-31", 153, "68.85"), "operator")
	if got := w.ask("deferred").(market.DeferredShown); len(got.Periods) != 0 {
		t.Errorf("before it is confirmed: %+v", got)
	}
	w.ok(now, confirm("operator/r1"), "exchange")
	got := w.ask("deferred").(market.DeferredShown)
	if len(got.Periods) != 2 || got.Amount != yuan("55.35") || got.Periods[0].Period != "2026Q3" ||
		got.Periods[0].Amount != yuan("41.40") || got.Periods[1].Amount != yuan("13.95") ||
		got.Periods[1].Receipts != 1 {
		t.Errorf("deferred %+v", got)
	}
	one := w.ask("deferred", "period", "2026Q4").(market.DeferredShown)
	if len(one.Periods) != 1 || len(one.Periods[0].Sales) != 1 {
		t.Errorf("deferred of a quarter %+v", one)
	}
}
