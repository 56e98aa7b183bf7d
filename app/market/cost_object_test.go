package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

func yes(id string) *market.CostConfirm {
	return &market.CostConfirm{ID: ref(id), Accept: true}
}

// costsOf are the ids of the costs that enter a period.
func costsOf(w *world, period string) (out string) {
	market.EachCost(w.s, period, func(v market.Cost) bool {
		out += v.ID.String() + " "
		return true
	})
	return out
}

// What finance objects to stays out until it is decided, and enters a later period when the
// decision comes after the freeze (law/matrix A43).
func TestCostObject(t *testing.T) {
	w := marketWorld(t)
	w.party(party.Party{ID: "finance", Nature: party.Administrative}, "finance")
	object := &market.CostObject{ID: ref("finance/o1"), Cost: ref("operator/c1"), Reason: "无合同"}
	w.refused(market.ErrCostSettled, now, object, "finance")
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(now, cost("operator/c2"), "operator")
	w.ok(now, yes("operator/c1"), "bureau")
	w.refused(rule.BadField, now, &market.CostObject{ID: ref("finance/o"), Cost: ref("operator/c1")},
		"finance")
	w.refused(rule.BadField, now, object, "operator")
	mine := &market.CostObject{ID: ref("operator/o"), Cost: ref("operator/c1"), Reason: "无"}
	w.refused(market.ErrObjector, now, mine, "operator")
	w.ok(now, object, "finance")
	w.refused(market.ErrObjection, now, object, "finance")
	w.refused(market.ErrCostSettled, now, &market.CostObject{ID: ref("finance/o2"),
		Cost: ref("operator/c1"), Reason: "再"}, "finance")
	if got := costsOf(w, "2026Q2"); got != "" {
		t.Errorf("costs %s while one is objected to", got)
	}
	w.refused(market.ErrVoucher, now, cost("operator/c3", func(m *market.CostRecord) {
		m.Voucher = digest("operator/c1")
	}), "operator")
	w.freeze("2026Q2")
	july := at("2026-07-20 09:00")
	decide := &market.CostDecide{ID: ref("finance/o1"), Reason: "凭证齐全"}
	w.refused(rule.BadField, july, &market.CostDecide{ID: ref("finance/o1")}, "bureau")
	w.refused(market.ErrConfirmer, july, decide, "finance")
	w.refused(market.ErrObjection, july, &market.CostDecide{ID: ref("finance/none"), Reason: "无"},
		"bureau")
	w.ok(july, decide, "bureau")
	w.refused(market.ErrObjection, july, decide, "bureau")
	if got := costsOf(w, "2026Q2") + "| " + costsOf(w, "2026Q3"); got != "| operator/c1 " {
		t.Errorf("costs %s", got)
	}
	// A recorded one, upheld: it counts for nothing and gives its voucher back.
	w.ok(july, &market.CostObject{ID: ref("finance/o2"), Cost: ref("operator/c2"), Reason: "重复"},
		"finance")
	w.refused(market.ErrNotRecorded, july, yes("operator/c2"), "bureau")
	w.ok(july, &market.CostDecide{ID: ref("finance/o2"), Uphold: true, Reason: "属实"}, "bureau")
	w.ok(july, cost("operator/c3", func(m *market.CostRecord) {
		m.Voucher = digest("operator/c2")
	}), "operator")
	// What a closed period holds is corrected, not objected to.
	w.freeze("2026Q3")
	w.refused(market.ErrCostSettled, at("2026-10-20 09:00"), &market.CostObject{
		ID: ref("finance/o3"), Cost: ref("operator/c1"), Reason: "迟"}, "finance")
	list := w.ask("cost_objections", "by", "finance").(rule.Page[market.Objection])
	if len(list.Items) != 2 || list.Items[0].Upheld || !list.Items[1].Upheld {
		t.Errorf("%+v", list)
	}
	ledger := w.ask("cost_ledger", "period", "2026Q3", "agreement", "bureau/yy").(market.CostLedger)
	if ledger.Amount != yuan("80000.00") || len(ledger.Accounts) != 1 {
		t.Errorf("%+v", ledger)
	}
}

// HE §14: who commissions processing pays for it. Commissioned by the bureau, it enters no pool;
// commissioned by the operator, it is the operator's cost.
func TestProcessingCommissioner(t *testing.T) {
	w := marketWorld(t)
	w.party(party.Party{ID: "bureau", Nature: party.Administrative, RemitTo: "treasury"}, "bureau",
		"impl")
	paid := func(id, class, investor, commissioner string) *market.CostRecord {
		return cost(id, func(m *market.CostRecord) {
			m.Class, m.Investor, m.Commissioner = class, investor, commissioner
		})
	}
	w.refused(rule.BadField, now, paid("operator/p", "computing", "operator", "operator"), "operator")
	w.set("fee.processing_payer", "commissioner")
	for _, m := range []*market.CostRecord{paid("operator/p", "computing", "operator", "operator"),
		paid("operator/p", "processing", "bureau", "operator")} {
		w.refused(market.ErrCommissioner, now, m, "operator")
	}
	w.refused(market.ErrClass, now, paid("operator/p", "processing", "operator", "operator"),
		"operator")
	w.ok(now, paid("operator/p1", "processing", "bureau", "bureau"), "operator")
	w.ok(now, yes("operator/p1"), "bureau")
	if got := costsOf(w, "2026Q2"); got != "" {
		t.Errorf("the bureau's cost entered the pool: %s", got)
	}
	if v, _ := market.GetCost(w.s, ref("operator/p1")); v.Status != market.Charged || v.Period != "" {
		t.Errorf("%+v", v)
	}
	w.refused(market.ErrVoucher, now, cost("operator/p2", func(m *market.CostRecord) {
		m.Voucher = digest("operator/p1")
	}), "operator")
}

// Another role confirms where the regime says so.
func TestConfirmedByFinance(t *testing.T) {
	w := marketWorld(t)
	w.party(party.Party{ID: "finance", Nature: party.Administrative}, "finance")
	w.set("cost.confirmed_by", "finance")
	w.ok(now, cost("operator/c1"), "operator")
	_, err := w.apply(now, yes("operator/c1"), "bureau")
	if r, ok := err.(*rule.Refused); !ok || r.Refusal != party.ErrRole {
		t.Errorf("the implementing body confirmed: %v", err)
	}
	w.ok(now, yes("operator/c1"), "finance")
}

// A correction stays what its confirmer made it: no objection takes it out of its cost, where a
// late decision would bring it back as a negative cost of a later period; and it follows a cost
// that an objection has moved.
func TestCorrectionAndObjection(t *testing.T) {
	w := marketWorld(t)
	w.party(party.Party{ID: "finance", Nature: party.Administrative}, "finance")
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(now, yes("operator/c1"), "bureau")
	less := func(id string) *market.CostCorrect {
		return &market.CostCorrect{ID: ref(id), Ref: ref("operator/c1"), Less: 100,
			Evidence: evidence("audit")}
	}
	w.ok(now, less("operator/k1"), "operator")
	w.refused(market.ErrCostSettled, now, &market.CostObject{ID: ref("finance/o1"),
		Cost: ref("operator/k1"), Reason: "无"}, "finance")
	w.ok(now, yes("operator/k1"), "bureau")
	w.refused(market.ErrCostSettled, now, &market.CostObject{ID: ref("finance/o1"),
		Cost: ref("operator/k1"), Reason: "无"}, "finance")
	w.ok(now, less("operator/k2"), "operator")
	w.ok(now, &market.CostObject{ID: ref("finance/o1"), Cost: ref("operator/c1"), Reason: "无"},
		"finance")
	w.refused(market.ErrCorrection, now, yes("operator/k2"), "bureau")
	w.freeze("2026Q2")
	july := at("2026-07-20 09:00")
	w.ok(july, &market.CostDecide{ID: ref("finance/o1"), Reason: "齐全"}, "bureau")
	w.ok(july, yes("operator/k2"), "bureau")
	if v, _ := market.GetCost(w.s, ref("operator/k2")); v.Period != "2026Q3" {
		t.Errorf("the correction entered %s", v.Period)
	}
	if got := costsOf(w, "2026Q3"); got != "operator/c1 " {
		t.Errorf("costs %s", got)
	}
}

// A cost leaves the book of its period with all that corrections took off it, and comes back so.
func TestBookOfACorrectedCost(t *testing.T) {
	w := marketWorld(t)
	w.party(party.Party{ID: "finance", Nature: party.Administrative}, "finance")
	book := func(amount string, costs uint32) {
		t.Helper()
		v := market.BookOf(w.s, ref("bureau/yy"), "2026Q2")
		if v.Cost != yuan(amount) || v.Costs != costs {
			t.Errorf("%+v, want %s of %d", v, amount, costs)
		}
	}
	object := func(id string) *market.CostObject {
		return &market.CostObject{ID: ref(id), Cost: ref("operator/c1"), Reason: "无合同"}
	}
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(now, yes("operator/c1"), "bureau")
	book("80000.00", 1)
	w.ok(now, &market.CostCorrect{ID: ref("operator/k1"), Ref: ref("operator/c1"),
		Less: yuan("50000.00"), Evidence: evidence("audit")}, "operator")
	book("80000.00", 1)
	w.ok(now, yes("operator/k1"), "bureau")
	book("30000.00", 1)
	w.ok(now, object("finance/o1"), "finance")
	book("0.00", 0)
	w.ok(now, &market.CostDecide{ID: ref("finance/o1"), Reason: "凭证齐全"}, "bureau")
	book("30000.00", 1)
	w.ok(now, object("finance/o2"), "finance")
	w.ok(now, &market.CostDecide{ID: ref("finance/o2"), Uphold: true, Reason: "属实"}, "bureau")
	book("0.00", 0)
}
