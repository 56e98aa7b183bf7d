package market_test

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func cost(id string, change ...func(*market.CostRecord)) *market.CostRecord {
	m := &market.CostRecord{ID: ref(id), Agreement: ref("bureau/yy"), Product: ref("operator/credit"),
		Version: 1, Class: "computing", Investor: "operator", Amount: yuan("80000.00"),
		Voucher: digest(id), Date: 20260420}
	for _, f := range change {
		f(m)
	}
	return m
}

func TestCost(t *testing.T) {
	w := marketWorld(t)
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(now, cost("investor/c1", func(m *market.CostRecord) {
		m.Investor, m.Product, m.Version = "investor", wire.ID{}, 0
	}), "investor")
	cases := []struct {
		name string
		def  *rule.Refusal
		m    *market.CostRecord
		by   string
	}{
		{"same id", market.ErrCostExists, cost("operator/c1"), "operator"},
		{"not the author's id", rule.BadField, cost("dev/c1"), "operator"},
		{"unknown agreement", market.ErrUnknownAgreement,
			cost("operator/c", func(m *market.CostRecord) { m.Agreement = ref("a/b") }), "operator"},
		{"no party of the agreement", market.ErrCostRecorder, cost("dev/c"), "dev"},
		{"class not in the rule", market.ErrClass, cost("operator/c",
			func(m *market.CostRecord) { m.Class = "labour" }), "operator"},
		{"same voucher", market.ErrVoucher, cost("operator/c",
			func(m *market.CostRecord) { m.Voucher = digest("operator/c1") }), "operator"},
		{"unknown investor", market.ErrInvestor, cost("operator/c",
			func(m *market.CostRecord) { m.Investor = "nobody" }), "operator"},
		{"product of another agreement", market.ErrCostProduct,
			cost("operator/c", func(m *market.CostRecord) { m.Product = ref("dev/risk") }), "operator"},
		{"tomorrow's voucher", market.ErrCostDate, cost("operator/c",
			func(m *market.CostRecord) { m.Date = 20260505 }), "operator"},
		{"before the agreement", market.ErrNotRunning, cost("operator/c",
			func(m *market.CostRecord) { m.Date = 20250228 }), "operator"},
		{"nothing", rule.BadField, cost("operator/c", func(m *market.CostRecord) { m.Amount = 0 }),
			"operator"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, now, c.m, c.by) })
	}
	yes := func(id string) *market.CostConfirm {
		return &market.CostConfirm{ID: ref(id),
			Accept: true}
	}
	w.refused(market.ErrConfirmer, now, yes("operator/c1"), "operator")
	w.refused(market.ErrSelfConfirmed, now, yes("operator/c1"), "operator", "bureau")
	w.ok(now, yes("operator/c1"), "bureau")
	w.refused(market.ErrNotRecorded, now, yes("operator/c1"), "bureau")
	w.freeze("2026Q2")
	// Confirmed after the quarter was frozen, it enters the first open one.
	w.ok(at("2026-07-20 09:00"), yes("investor/c1"), "bureau")
	var got []string
	for _, period := range []string{"2026Q2", "2026Q3"} {
		market.EachCost(w.s, period, func(v market.Cost) bool {
			got = append(got, period+" "+v.ID.String()+" "+v.Amount.String())
			return true
		})
	}
	want := []string{"2026Q2 operator/c1 80000.00", "2026Q3 investor/c1 80000.00"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("costs %v", got)
	}
	if page := w.ask("costs", "by", "operator").(rule.Page[market.Cost]); len(page.Items) != 1 ||
		page.Next != "" {
		t.Errorf("page %+v", page)
	}
}
