package settle_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// coded is a closed quarter with the treasury's account and the codes of the bodies whose income it
// takes.
func coded(t *testing.T) *chain {
	n := closed(t)
	n.registered("treasury", "finance")
	n.registered("gov-tax", "finance")
	for _, unit := range []string{"gov-tax", "gov-health", "treasury"} {
		n.ok(n.now, &settle.NontaxCode{Party: unit, From: 20260701, Unit: "0" + unit, Item: "103",
			Evidence: proof}, "finance")
	}
	return n
}

func slip(n *chain, id, unit, amount string) *settle.NontaxImport {
	return &settle.NontaxImport{ID: ref(id), Period: "2026Q2", Payer: "operator", Payee: "treasury",
		Unit: unit, Slip: "520" + id, Date: n.now.Date(), Amount: yuan(amount), Level: "520000",
		Account: digest("treasury")}
}

func TestNontaxCode(t *testing.T) {
	n := closed(t)
	m := settle.NontaxCode{Party: "gov-tax", From: 20260701, Unit: "052001", Item: "103",
		Evidence: proof}
	for _, spoil := range []func(*settle.NontaxCode){
		func(m *settle.NontaxCode) { m.Party = "" },
		func(m *settle.NontaxCode) { m.From = 0 },
		func(m *settle.NontaxCode) { m.Item = "" },
		func(m *settle.NontaxCode) { m.Evidence = rule.Evidence{} },
		func(m *settle.NontaxCode) { m.Party = "nobody" },
	} {
		bad := m
		spoil(&bad)
		n.refused(rule.BadField, n.now, &bad, "finance")
	}
	n.refused(party.ErrRole, n.now, &m, "gov-tax")
	n.refused(settle.ErrNoCode, n.now, slip(n, "operator/k1", "gov-tax", "1.00"), "operator")
	n.ok(n.now, &m, "finance")
	if v := n.ask("routing", "party", "gov-tax").(settle.RoutingShown); len(v.Codes) != 1 ||
		v.Codes[0].Codes.Unit != "052001" {
		t.Errorf("routing %+v", v)
	}
}

// The list of dues, slips and their writing off (rulings M7).
func TestNontax(t *testing.T) {
	n := coded(t)
	list := n.ask("nontax_dues", "period", "2026Q2").(settle.DuesShown)
	want := map[string]string{"gov-health": "298.13", "gov-tax": "1341.37", "treasury": "2089.50"}
	for _, d := range list.Dues {
		if want[d.Unit] != d.Amount.String() || d.Level != "520000" || d.DueDay != 20260813 ||
			d.Codes.Item != "103" {
			t.Errorf("due %+v", d)
		}
		delete(want, d.Unit)
	}
	if len(want) > 0 {
		t.Errorf("not listed: %v", want)
	}
	for _, spoil := range []func(*settle.NontaxImport){
		func(m *settle.NontaxImport) { m.ID = wire.ID{} },
		func(m *settle.NontaxImport) { m.Period = "" },
		func(m *settle.NontaxImport) { m.Slip = "" },
		func(m *settle.NontaxImport) { m.Date = 0 },
		func(m *settle.NontaxImport) { m.Amount = 0 },
		func(m *settle.NontaxImport) { m.Level = "52" },
		func(m *settle.NontaxImport) { m.Account.Alg = 99 },
	} {
		bad := slip(n, "operator/k1", "gov-tax", "1341.37")
		spoil(bad)
		n.refused(rule.BadField, n.now, bad, "operator")
	}
	n.refused(settle.ErrNoDue, n.now, slip(n, "operator/k1", "bureau", "1.00"), "operator")
	n.refused(settle.ErrPaymentConfirmer, n.now, slip(n, "platform/k1", "gov-tax", "1.00"), "platform")
	m := slip(n, "operator/k1", "gov-tax", "1341.37")
	n.ok(n.now, m, "operator")
	same := slip(n, "operator/k2", "gov-tax", "1.00")
	same.Slip = m.Slip
	n.refused(settle.ErrSlip, n.now, same, "operator")
	yes := &settle.NontaxWriteoff{ID: m.ID, Accept: true}
	n.refused(settle.ErrNoPayment, n.now, &settle.PaymentConfirm{ID: m.ID, Accept: true}, "treasury")
	n.refused(settle.ErrNoPayment, n.now, &settle.NontaxWriteoff{ID: ref("a/b"), Accept: true},
		"gov-tax")
	n.refused(rule.BadField, n.now, &settle.NontaxWriteoff{ID: m.ID}, "gov-tax")
	n.refused(settle.ErrPaymentConfirmer, n.now, yes, "operator")
	n.refused(settle.ErrPaymentConfirmer, n.now, yes, "gov-health")
	n.ok(n.now, yes, "gov-tax")
	if open := settle.Open(n.s, "operator", "treasury"); open != yuan("2387.63") {
		t.Errorf("open %s", open)
	}
	n.ok(n.now, slip(n, "finance/k3", "gov-health", "100.00"), "finance")
	n.ok(n.now, &settle.NontaxWriteoff{ID: ref("finance/k3"), Reason: "重复登记"}, "finance")
	n.ok(n.now, slip(n, "finance/k4", "gov-health", "298.13"), "finance")
}

func exceptions(n *chain) (out []string) {
	v := n.ask("nontax_exceptions", "period", "2026Q2").(settle.ExceptionsShown)
	for _, d := range v.Dues {
		for _, w := range d.Wrong {
			out = append(out, d.Unit+" "+w)
		}
	}
	for _, s := range v.Slips {
		for _, w := range s.Wrong {
			out = append(out, s.ID.String()+" "+w)
		}
	}
	slices.Sort(out)
	return out
}

// A payer's own proof of a payment elsewhere is refused; what unit or finance report of one is an
// exception that is never written off (GZ §22¶3, S17).
func TestNontaxExceptions(t *testing.T) {
	n := coded(t)
	elsewhere := slip(n, "operator/k1", "gov-tax", "1341.37")
	elsewhere.Account = digest("gov-tax")
	if got := n.refused(settle.ErrAccount, n.now, elsewhere, "operator"); got.Article != "GZ §22¶3" ||
		got.Field != "account" {
		t.Errorf("%+v", got)
	}
	level := slip(n, "operator/k1", "gov-tax", "1341.37")
	level.Level = "520100"
	if got := n.refused(settle.ErrAccount, n.now, level, "operator"); got.Field != "level" {
		t.Errorf("%+v", got)
	}
	elsewhere.ID, level.ID, level.Slip = ref("finance/k1"), ref("gov-tax/k2"), "L-2"
	n.ok(n.now, elsewhere, "finance")
	n.ok(n.now, level, "gov-tax")
	n.refused(settle.ErrSlipWrong, n.now, &settle.NontaxWriteoff{ID: ref("finance/k1"), Accept: true},
		"finance")
	n.ok(n.now, slip(n, "operator/k3", "gov-health", "300.00"), "operator")
	n.ok(n.now, &settle.NontaxWriteoff{ID: ref("operator/k3"), Accept: true}, "gov-health")
	n.now = at("2026-08-14 09:00")
	n.ok(n.now, slip(n, "operator/k4", "treasury", "100.00"), "operator")
	n.ok(n.now, &settle.NontaxWriteoff{ID: ref("operator/k4"), Accept: true}, "finance")
	want := []string{"finance/k1 retained", "finance/k1 wrong_account", "gov-health over",
		"gov-tax over", "gov-tax short", "gov-tax/k2 wrong_level", "operator/k4 late",
		"treasury short"}
	if got := exceptions(n); !slices.Equal(got, want) {
		t.Errorf("exceptions %q", got)
	}
}

// What was paid too much, or elsewhere, is returned on an application that finance accepts; nothing
// of it is set off.
func TestRefund(t *testing.T) {
	n := coded(t)
	m := &settle.RefundApply{ID: ref("operator/f1"), Slip: ref("operator/k1"), Amount: yuan("1.87"),
		Reason: "多缴", Evidence: proof}
	for _, spoil := range []func(*settle.RefundApply){
		func(m *settle.RefundApply) { m.ID = wire.ID{} },
		func(m *settle.RefundApply) { m.Slip = wire.ID{} },
		func(m *settle.RefundApply) { m.Amount = 0 },
		func(m *settle.RefundApply) { m.Reason = "" },
		func(m *settle.RefundApply) { m.Evidence = rule.Evidence{} },
	} {
		bad := *m
		spoil(&bad)
		n.refused(rule.BadField, n.now, &bad, "operator")
	}
	n.refused(settle.ErrNoPayment, n.now, m, "operator")
	n.ok(n.now, slip(n, "operator/k1", "gov-health", "300.00"), "operator")
	n.refused(settle.ErrNoPayment, n.now, m, "operator") // not written off yet
	n.ok(n.now, &settle.NontaxWriteoff{ID: ref("operator/k1"), Accept: true}, "gov-health")
	n.refused(rule.BadField, n.now, m, "gov-health")
	by := *m
	by.ID = ref("platform/f1")
	n.refused(settle.ErrRefunder, n.now, &by, "platform")
	more := *m
	more.Amount = yuan("1.88")
	n.refused(settle.ErrRefund, n.now, &more, "operator")
	n.ok(n.now, m, "operator")
	n.refused(settle.ErrIDUsed, n.now, m, "operator")
	more.ID, more.Amount = ref("operator/f2"), yuan("0.01")
	n.refused(settle.ErrRefund, n.now, &more, "operator") // all is applied for
	yes := &settle.RefundAccept{ID: m.ID, Accept: true, Date: n.now.Date()}
	n.refused(rule.BadField, n.now, &settle.RefundAccept{ID: m.ID, Accept: true}, "finance")
	n.refused(rule.BadField, n.now, &settle.RefundAccept{ID: m.ID, Accept: true, Date: 20260718},
		"finance")
	n.refused(settle.ErrNoRefund, n.now, &settle.RefundAccept{ID: ref("a/b"), Reason: "x"}, "finance")
	n.refused(party.ErrRole, n.now, yes, "operator")
	n.ok(n.now, &settle.RefundAccept{ID: m.ID, Reason: "材料不全"}, "finance")
	m.ID = ref("operator/f3")
	n.ok(n.now, m, "operator")
	yes.ID = m.ID
	n.ok(n.now, yes, "finance")
	if v := n.ask("payment", "id", "operator/k1").(settle.Payment); v.Returned != yuan("1.87") ||
		v.Counted != yuan("298.13") {
		t.Errorf("slip %+v", v)
	}
	if v := n.ask("refund", "id", "operator/f3").(settle.Refund); v.Status != settle.PaymentConfirmed {
		t.Errorf("refund %+v", v)
	}
	if got := exceptions(n); len(got) != 0 {
		t.Errorf("exceptions %q", got)
	}
	n.ok(n.now, slip(n, "operator/k5", "gov-tax", "2.00"), "operator")
}

// What a restatement finds a public body to have got too much is never set off: it is applied for,
// returned by finance, and the next run no longer asks for it (rulings M7, M3).
func TestRefundOfARestatedQuarter(t *testing.T) {
	n := coded(t)
	n.ok(n.now, slip(n, "operator/k1", "gov-health", "298.13"), "operator")
	n.ok(n.now, &settle.NontaxWriteoff{ID: ref("operator/k1"), Accept: true}, "gov-health")
	n.now = at("2026-08-03 10:00")
	n.refund("b1", "operator/s2", "2026-04-01", "2026-05-03", "1000.00")
	n.lands("2026Q3", "2026-10-16")
	n.now = at("2026-10-17 10:00")
	back := settle.Receivable(n.s, "operator", "gov-health")
	if back <= 0 {
		t.Fatalf("gov-health gives back %s", back)
	}
	if s := n.statement("2026Q3", "operator", "treasury"); s.Adjusted < 0 || s.Offset != 0 {
		t.Errorf("set off against a treasury: %+v", s)
	}
	m := &settle.RefundApply{ID: ref("gov-health/f1"), Slip: ref("operator/k1"), Amount: back + 1,
		Reason: "退款冲减", Evidence: proof}
	n.refused(settle.ErrRefund, n.now, m, "gov-health")
	m.Amount = back
	n.ok(n.now, m, "gov-health")
	yes := &settle.RefundAccept{ID: m.ID, Accept: true, Date: n.now.Date()}
	n.party(party.Party{ID: "gov-health", Nature: party.Administrative, RemitTo: "treasury"},
		"provider", "finance")
	n.refused(settle.ErrOwnRefund, n.now, yes, "gov-health") // nobody decides its own (rulings L3)
	n.ok(n.now, yes, "finance")
	if left := settle.Receivable(n.s, "operator", "gov-health"); left != 0 {
		t.Errorf("still to be given back: %s", left)
	}
	n.lands("2026Q4", "2027-01-16")
	if left := settle.Receivable(n.s, "operator", "gov-health"); left != 0 {
		t.Errorf("after the next run: %s", left)
	}
	if v := n.ask("payment", "id", "operator/k1").(settle.Payment); v.GivenBack != back ||
		v.Counted != yuan("298.13") {
		t.Errorf("slip %+v", v)
	}
}

// Nobody writes off a slip that it recorded: unit and finance confirm each other's (rulings L3).
func TestOwnSlip(t *testing.T) {
	n := coded(t)
	n.ok(n.now, slip(n, "gov-tax/k1", "gov-tax", "1.00"), "gov-tax")
	n.ok(n.now, slip(n, "finance/k1", "gov-tax", "2.00"), "finance")
	off := func(id string) *settle.NontaxWriteoff {
		return &settle.NontaxWriteoff{ID: ref(id), Accept: true}
	}
	n.refused(settle.ErrOwnSlip, n.now, off("gov-tax/k1"), "gov-tax")
	n.refused(settle.ErrOwnSlip, n.now, off("finance/k1"), "finance")
	n.ok(n.now, off("gov-tax/k1"), "finance")
	n.ok(n.now, off("finance/k1"), "gov-tax")
}

// A slip's number belongs to the due it pays: naming somebody else's keeps nobody from reporting
// it, and it is written off once.
func TestSlipNumbers(t *testing.T) {
	n := coded(t)
	squat := slip(n, "operator/k1", "gov-health", "1.00")
	squat.Slip = "520-77"
	n.ok(n.now, squat, "operator")
	mine := slip(n, "gov-tax/k1", "gov-tax", "1341.37")
	mine.Slip = squat.Slip
	n.ok(n.now, mine, "gov-tax")
	n.ok(n.now, &settle.NontaxWriteoff{ID: mine.ID, Accept: true}, "finance")
	n.refused(settle.ErrSlip, n.now, &settle.NontaxWriteoff{ID: squat.ID, Accept: true}, "gov-health")
	n.ok(n.now, &settle.NontaxWriteoff{ID: squat.ID, Reason: "号码有误"}, "gov-health")
	again := slip(n, "operator/k2", "gov-health", "1.00")
	again.Slip = squat.Slip
	n.refused(settle.ErrSlip, n.now, again, "operator")
	again.Slip = "520-78"
	n.ok(n.now, again, "operator")
}
