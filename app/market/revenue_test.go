package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

func allowance(cycle string, change ...func(*market.RevenueSet)) *market.RevenueSet {
	m := &market.RevenueSet{Operator: "operator", Jurisdiction: "520000", Cycle: cycle,
		Items: []market.RevenueItem{{Item: "platform", Amount: yuan("300000.00")},
			{Item: "labour", Amount: yuan("200000.00")}},
		Subsidy: yuan("50000.00"), ProfitBase: yuan("500000.00"), ReferenceBP: 250, ProfitBP: 800,
		Tax: yuan("10000.00"), Evidence: evidence("核定")}
	for _, f := range change {
		f(m)
	}
	return m
}

// 最高准许收入 = 经营成本（扣除补助）+ 准许利润 + 税金: 500,000 − 50,000 + 8 % of 500,000 + 10,000.
func TestRevenueSet(t *testing.T) {
	w := marketWorld(t)
	w.refused(market.ErrNoOverlay, now, allowance("2026"), "pricing")
	w.overlay("price-formation")
	w.party(party.Party{ID: "public", Nature: party.Institution, RemitTo: "treasury"}, "operator")
	for _, c := range []struct {
		def *rule.Refusal
		m   *market.RevenueSet
	}{
		{market.ErrCycle, allowance("2026Q3")},
		{market.ErrProfit, allowance("2026", func(m *market.RevenueSet) { m.ProfitBP = 851 })},
		{market.ErrProfitBase, allowance("2026", func(m *market.RevenueSet) { m.ProfitBase++ })},
		{market.ErrItem, allowance("2026", func(m *market.RevenueSet) { m.Items[1].Item = "travel" })},
		{market.ErrNotOperator, allowance("2026", func(m *market.RevenueSet) { m.Operator = "dev" })},
		{market.ErrRevenueSet, allowance("2025")},
		{rule.BadField, allowance("2026", func(m *market.RevenueSet) { m.Subsidy = yuan("900000.00") })},
		{rule.BadField, allowance("2026", func(m *market.RevenueSet) { m.Items[1].Item = "platform" })},
		{rule.BadField, allowance("2026", func(m *market.RevenueSet) { m.Jurisdiction = "520100" })},
		{rule.BadField, allowance("2026", func(m *market.RevenueSet) { m.Scope = "net" })},
		{rule.BadField, allowance("2026", func(m *market.RevenueSet) { m.Mode = "keep" })},
		{rule.BadField, allowance("2026", func(m *market.RevenueSet) { m.Tax = -1 })},
		{rule.BadField, allowance("2026", func(m *market.RevenueSet) { m.Evidence = rule.Evidence{} })},
		{rule.BadField, allowance("2026Q9")},
	} {
		w.refused(c.def, now, c.m, "pricing")
	}
	if _, err := w.apply(now, allowance("2026"), "operator"); err == nil {
		t.Error("an operator set its own allowed revenue")
	}
	early := at("2026-01-10 09:00")
	w.refused(market.ErrHoldTreasury, early, allowance("2026", func(m *market.RevenueSet) {
		m.Operator, m.Mode = "public", "hold"
	}), "pricing")
	w.ok(early, allowance("2026"), "pricing")
	v, _ := market.GetRevenueCap(w.s, "operator", "520100", "2026")
	if v.Allowed != yuan("500000.00") || v.Profit != yuan("40000.00") || v.Scope != "gross" ||
		v.Mode != "memo" || !v.CarryOver || v.Attested {
		t.Errorf("%+v", v)
	}
	w.refused(market.ErrRevenueSet, early, allowance("2026"), "pricing")
	w.ok(early, allowance("2027"), "bureau")
	if v, _ := market.GetRevenueCap(w.s, "operator", "520000", "2027"); !v.Attested {
		t.Errorf("%+v", v)
	}
	if cycle, ok := market.CycleOf(w.s, now); !ok || cycle != "2026" {
		t.Errorf("the cycle is %s", cycle)
	}
}

// What an owner's products sold is known at any time, by province and period.
func TestRevenueIn(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	july := at("2026-07-05 12:00")
	w.ok(july, receipt("operator/r1", "2026-06-30", "2026-07-01", 1000, "450.00"), "operator")
	w.ok(july, confirm("operator/r1"), "exchange")
	w.ok(july, receipt("operator/r2", "2026-07-01", "2026-07-01", 0, "-25.00",
		func(m *market.ReceiptRecord) { m.Ref = ref("operator/r1") }), "operator")
	w.ok(july, confirm("operator/r2"), "exchange")
	q2, q3 := market.RevenueIn(w.s, "operator", "520000", "2026Q2"),
		market.RevenueIn(w.s, "operator", "520100", "2026Q3")
	if q2 != yuan("225.00") || q3 != yuan("200.00") {
		t.Errorf("sold %s and %s", q2, q3)
	}
}
