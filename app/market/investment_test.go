package market_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

func investment(id string, change ...func(*market.InvestmentRecord)) *market.InvestmentRecord {
	m := &market.InvestmentRecord{ID: ref(id), Agreement: ref("bureau/yy"),
		Product: ref("operator/credit"), Version: 1, Class: "computing", Investor: "investor",
		Amount: yuan("90000.00"), Date: 20260420, Voucher: digest(id)}
	for _, f := range change {
		f(m)
	}
	return m
}

// An investment enters period by period as its schedule says; one voucher counts once, as cost or
// as investment (rulings M10).
func TestInvestment(t *testing.T) {
	w := marketWorld(t)
	yearly := func(m *market.InvestmentRecord) {
		m.Schedule = []market.Due{{Day: 20260501, Amount: yuan("30000.00")},
			{Day: 20260801, Amount: yuan("30000.00")}, {Day: 20261231, Amount: yuan("30000.00")}}
	}
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(now, yes("operator/c1"), "bureau")
	for _, c := range []struct {
		name string
		def  *rule.Refusal
		m    *market.InvestmentRecord
		by   string
	}{
		{"parts that do not add up", market.ErrSchedule, investment("investor/i",
			yearly, func(m *market.InvestmentRecord) { m.Amount++ }), "investor"},
		{"out of order", rule.BadField, investment("investor/i", yearly,
			func(m *market.InvestmentRecord) { m.Schedule[2].Day = 20260502 }), "investor"},
		{"nothing in a part", rule.BadField, investment("investor/i", yearly,
			func(m *market.InvestmentRecord) { m.Schedule[0].Amount = 0 }), "investor"},
		{"after the agreement", market.ErrSchedule, investment("investor/i", yearly,
			func(m *market.InvestmentRecord) { m.Schedule[2].Day = 20270101 }), "investor"},
		{"before the voucher", market.ErrSchedule, investment("investor/i", yearly,
			func(m *market.InvestmentRecord) { m.Schedule[0].Day = 20260101 }), "investor"},
		{"a cost's voucher", market.ErrVoucher, investment("investor/i",
			func(m *market.InvestmentRecord) { m.Voucher = digest("operator/c1") }), "investor"},
		{"a cost's id", market.ErrCostExists, investment("operator/c1"), "operator"},
		{"not the author's id", rule.BadField, investment("dev/i"), "investor"},
		{"a stranger", market.ErrAgreementParty, investment("dev/i"), "dev"},
		{"unknown agreement", market.ErrUnknownAgreement, investment("investor/i",
			func(m *market.InvestmentRecord) { m.Agreement = ref("a/b") }), "investor"},
		{"unknown investor", market.ErrInvestor, investment("operator/i",
			func(m *market.InvestmentRecord) { m.Investor = "nobody" }), "operator"},
		{"a class of no tier", market.ErrClass, investment("investor/i",
			func(m *market.InvestmentRecord) { m.Class = "labour" }), "investor"},
		{"nothing", rule.BadField, investment("investor/i",
			func(m *market.InvestmentRecord) { m.Amount = 0 }), "investor"},
	} {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, now, c.m, c.by) })
	}
	w.ok(now, investment("investor/i1", yearly), "investor")
	w.refused(market.ErrVoucher, now, cost("investor/c", func(m *market.CostRecord) {
		m.Investor, m.Voucher = "investor", digest("investor/i1")
	}), "investor")
	w.refused(market.ErrCostExists, now, cost("investor/i1", func(m *market.CostRecord) {
		m.Investor = "investor"
	}), "investor")
	accept := &market.InvestmentConfirm{ID: ref("investor/i1"), Accept: true}
	w.refused(market.ErrConfirmer, now, accept, "investor")
	w.ok(now, investment("investor/i2"), "investor")
	w.ok(now, &market.InvestmentConfirm{ID: ref("investor/i2"), Reason: "无票据"}, "bureau")
	w.freeze("2026Q2")
	july := at("2026-07-20 09:00")
	w.ok(july, accept, "bureau")
	w.refused(market.ErrNotRecorded, july, accept, "bureau")
	got := ""
	for _, period := range []string{"2026Q2", "2026Q3", "2026Q4"} {
		market.EachDue(w.s, period, func(v market.Investment, part int) bool {
			got += fmt.Sprintf("%s %s/%d %s; ", period, v.ID, part, v.Schedule[part-1].Amount)
			return true
		})
	}
	// The first part was due in a quarter that is closed by now.
	want := "2026Q3 investor/i1/1 30000.00; 2026Q3 investor/i1/2 30000.00; " +
		"2026Q4 investor/i1/3 30000.00; "
	if got != want {
		t.Errorf("%s", got)
	}
	one := w.ask("investment", "id", "investor/i1").(market.Investment)
	if one.Status != market.Confirmed {
		t.Errorf("%+v", one)
	}
	if all := w.ask("investments").(rule.Page[market.Investment]); len(all.Items) != 2 {
		t.Errorf("%+v", all)
	}
}
