package market_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
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

// duesOf are the parts of investments that enter a period.
func duesOf(w *world, period string) (out string) {
	market.EachDue(w.s, period, func(v market.Investment, part int) bool {
		out += fmt.Sprint(v.ID, "/", part, " ")
		return true
	})
	return out
}

// An investment is objected to like a cost: what is not settled stays out until the objection is
// decided; what was settled stands, and is corrected part by part (rulings M3, M9).
func TestInvestmentObject(t *testing.T) {
	w := marketWorld(t)
	w.restatable(14)
	w.party(party.Party{ID: "finance", Nature: party.Administrative}, "finance")
	twice := func(m *market.InvestmentRecord) {
		m.Schedule = []market.Due{{Day: 20260501, Amount: yuan("50000.00")},
			{Day: 20260801, Amount: yuan("40000.00")}}
	}
	object := func(id, of string) *market.CostObject {
		return &market.CostObject{ID: ref(id), Cost: ref(of), Reason: "资产未交付"}
	}
	decide := func(id string, uphold bool) *market.CostDecide {
		return &market.CostDecide{ID: ref(id), Uphold: uphold, Reason: "核查"}
	}
	accept := func(id string) *market.InvestmentConfirm {
		return &market.InvestmentConfirm{ID: ref(id), Accept: true}
	}
	expect := func(q2, q3, q4 string) {
		t.Helper()
		got := duesOf(w, "2026Q2") + "| " + duesOf(w, "2026Q3") + "| " + duesOf(w, "2026Q4")
		if want := q2 + "| " + q3 + "| " + q4; got != want {
			t.Errorf("dues %s, want %s", got, want)
		}
	}
	w.ok(now, investment("investor/i1", twice), "investor")
	w.refused(market.ErrObjector, now, object("operator/o", "investor/i1"), "operator")
	w.ok(now, object("finance/o1", "investor/i1"), "finance")
	w.refused(market.ErrNotRecorded, now, accept("investor/i1"), "bureau")
	w.ok(now, decide("finance/o1", false), "bureau")
	w.ok(now, accept("investor/i1"), "bureau")
	expect("investor/i1/1 ", "investor/i1/2 ", "")
	w.freeze("2026Q2")
	july := at("2026-07-20 09:00")
	w.ok(july, object("finance/o2", "investor/i1"), "finance")
	w.refused(market.ErrCostSettled, july, object("finance/o3", "investor/i1"), "finance")
	expect("investor/i1/1 ", "", "")
	w.refused(market.ErrVoucher, july, cost("operator/c9", func(m *market.CostRecord) {
		m.Voucher = digest("investor/i1")
	}), "operator")
	w.freeze("2026Q3")
	october := at("2026-10-20 09:00")
	w.refused(market.ErrConfirmer, october, decide("finance/o2", false), "finance")
	w.ok(october, decide("finance/o2", false), "bureau")
	expect("investor/i1/1 ", "", "investor/i1/2 ")
	w.ok(october, object("finance/o4", "investor/i1"), "finance")
	w.ok(october, decide("finance/o4", true), "bureau")
	expect("investor/i1/1 ", "", "")
	if v, _ := market.GetInvestment(w.s, ref("investor/i1")); v.Status != market.Confirmed {
		t.Errorf("%+v", v) // its first part is settled
	}
	w.refused(market.ErrCostSettled, october, object("finance/o5", "investor/i1"), "finance")

	less := func(part uint32, amount string) *market.CostCorrect {
		return &market.CostCorrect{ID: ref("investor/x"), Ref: ref("investor/i1"), Part: part,
			Less: yuan(amount), Evidence: evidence("审计")}
	}
	w.refused(market.ErrCorrection, october, less(0, "1.00"), "investor")
	w.refused(market.ErrCorrection, october, less(2, "1.00"), "investor")
	w.refused(market.ErrCorrection, october, less(3, "1.00"), "investor")
	w.refused(market.ErrOverCorrected, october, less(1, "50000.01"), "investor")
	w.ok(october, less(1, "20000.00"), "investor")
	w.ok(october, yes("investor/x"), "bureau")
	v, _ := market.GetInvestment(w.s, ref("investor/i1"))
	if v.Parts[0].Corrected != yuan("20000.00") {
		t.Errorf("%+v", v.Parts)
	}
	sum := yuan("0.00")
	market.EachCorrection(w.s, v.Due(1), w.height, func(c market.Cost) { sum += c.Amount })
	market.EachCorrection(w.s, v.Due(2), w.height, func(market.Cost) { t.Error("of the other part") })
	if sum != -yuan("20000.00") {
		t.Errorf("corrected by %s", sum)
	}
	ledger := w.ask("cost_ledger", "period", "2026Q2").(market.CostLedger)
	if ledger.Amount != yuan("30000.00") {
		t.Errorf("%+v", ledger)
	}

	// One that nothing was settled of is rejected, and gives its voucher back.
	w.ok(october, investment("investor/i2"), "investor")
	w.ok(october, accept("investor/i2"), "bureau")
	expect("investor/i1/1 ", "", "investor/i2/1 ")
	w.ok(october, object("finance/o6", "investor/i2"), "finance")
	w.ok(october, decide("finance/o6", true), "bureau")
	expect("investor/i1/1 ", "", "")
	w.ok(october, investment("investor/i3", func(m *market.InvestmentRecord) {
		m.Voucher = digest("investor/i2")
	}), "investor")
}
