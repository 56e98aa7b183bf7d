package settle_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestBankRegister(t *testing.T) {
	n := closed(t)
	m := &settle.BankRegister{Party: "platform", From: n.now.Date(), Account: digest("platform"),
		Evidence: proof}
	for _, spoil := range []func(*settle.BankRegister){
		func(m *settle.BankRegister) { m.Party = "" },
		func(m *settle.BankRegister) { m.From = 0 },
		func(m *settle.BankRegister) { m.Account.Alg = 99 },
		func(m *settle.BankRegister) { m.Evidence = rule.Evidence{} },
		func(m *settle.BankRegister) { m.Party = "nobody" },
		func(m *settle.BankRegister) { m.From = 20260716 },
	} {
		bad := *m
		spoil(&bad)
		n.refused(rule.BadField, n.now, &bad, "platform")
	}
	n.refused(settle.ErrRegistrar, n.now, m, "operator")
	n.ok(n.now, m, "platform")
	pub := &settle.BankRegister{Party: "inst-hospital", From: 20260801, Account: digest("h"),
		Evidence: proof}
	if got := n.refused(settle.ErrRegistrar, n.now, pub, "inst-hospital"); got.Article != "GZ §22¶3" {
		t.Error(got.Article)
	}
	n.ok(n.now, pub, "finance")
	v := n.ask("routing", "party", "gov-tax").(settle.RoutingShown)
	if v.Treasury != "treasury" || len(v.Accounts) != 0 {
		t.Errorf("routing %+v", v)
	}
}

// A payer pays in parts what its statements say, into the registered account and no more than is
// open; the payee confirms.
func TestPayment(t *testing.T) {
	n := closed(t)
	n.refused(settle.ErrNoAccount, n.now, n.pays("operator/p1", "platform", "1.00"), "operator")
	n.registered("platform", "platform")
	for _, spoil := range []func(*settle.PaymentRecord){
		func(m *settle.PaymentRecord) { m.ID = wire.ID{} },
		func(m *settle.PaymentRecord) { m.Payee = "" },
		func(m *settle.PaymentRecord) { m.Periods = nil },
		func(m *settle.PaymentRecord) { m.Amount = 0 },
		func(m *settle.PaymentRecord) { m.Date = 0 },
		func(m *settle.PaymentRecord) { m.Reference.Alg = 99 },
		func(m *settle.PaymentRecord) { m.Account.Alg = 99 },
		func(m *settle.PaymentRecord) { m.Date = 20260718 },
		func(m *settle.PaymentRecord) { m.ID = ref("platform/p1") },
	} {
		bad := n.pays("operator/p1", "platform", "1.00")
		spoil(bad)
		n.refused(rule.BadField, n.now, bad, "operator")
	}
	wrong := n.pays("operator/p1", "platform", "1.00")
	wrong.Account = digest("another")
	n.refused(settle.ErrAccount, n.now, wrong, "operator")
	old := n.pays("operator/p1", "platform", "1.00")
	old.Periods = []string{"2026Q1"}
	n.refused(settle.ErrNoStatement, n.now, old, "operator")
	n.refused(settle.ErrAboveOpen, n.now, n.pays("operator/p1", "platform", "1955.42"), "operator")
	n.ok(n.now, n.pays("operator/p1", "platform", "955.41"), "operator")
	n.refused(settle.ErrIDUsed, n.now, n.pays("operator/p1", "platform", "1.00"), "operator")
	n.refused(settle.ErrAboveOpen, n.now, n.pays("operator/p2", "platform", "1000.01"), "operator")
	again := n.pays("operator/p2", "platform", "1000.00")
	again.Reference = digest("bank operator/p1")
	n.refused(settle.ErrReference, n.now, again, "operator")
	yes := &settle.PaymentConfirm{ID: ref("operator/p1"), Accept: true}
	n.refused(rule.BadField, n.now, &settle.PaymentConfirm{ID: ref("operator/p1")}, "platform")
	n.refused(settle.ErrNoPayment, n.now, &settle.PaymentConfirm{ID: ref("a/b"), Accept: true},
		"platform")
	n.refused(settle.ErrPaymentConfirmer, n.now, yes, "operator")
	n.refused(settle.ErrPaymentConfirmer, n.now, yes, "finance") // the payee is no public body
	n.refused(settle.ErrPaymentConfirmer, n.now, yes, "platform", "operator")
	n.ok(n.now, yes, "platform")
	n.refused(settle.ErrNoPayment, n.now, yes, "platform")
	n.ok(n.now, again1(n, "operator/p3"), "operator")
	n.ok(n.now, &settle.PaymentConfirm{ID: ref("operator/p3"), Reason: "未到账"}, "platform")
	n.ok(n.now, again1(n, "operator/p4"), "operator") // the reference is free again
	if open := settle.Open(n.s, "operator", "platform"); open != yuan("1000.00") {
		t.Errorf("open %s", open)
	}
	list := n.ask("payments", "by", "operator").(rule.Page[settle.Payment])
	if len(list.Items) != 3 {
		t.Errorf("%d payments", len(list.Items))
	}
}

func again1(n *chain, id string) *settle.PaymentRecord {
	m := n.pays(id, "platform", "10.00")
	m.Reference = digest("bank one")
	return m
}

// Income of public bodies goes to their treasury and nowhere else, by slip (GZ §22¶3, S17).
func TestPaymentRouting(t *testing.T) {
	n := closed(t)
	got := n.refused(settle.ErrRouting, n.now, n.pays("operator/p1", "gov-tax", "1341.37"), "operator")
	if got.Article != "GZ §22¶3" {
		t.Error(got.Article)
	}
	n.refused(settle.ErrBySlip, n.now, n.pays("operator/p1", "treasury", "1341.37"), "operator")
	// An institution without a treasury is paid itself; its finance may confirm.
	n.registered("inst-hospital", "finance")
	n.ok(n.now, n.pays("operator/p1", "inst-hospital", "1378.13"), "operator")
	n.ok(n.now, &settle.PaymentConfirm{ID: ref("operator/p1"), Accept: true}, "finance")
}

// What is paid before a cut is off the next statement, which opens with the closing of the one
// before; none is taken between a cut and its landing.
func TestPaidBeforeTheCut(t *testing.T) {
	n := closed(t)
	n.registered("platform", "platform")
	n.ok(n.now, n.pays("operator/p1", "platform", "955.41"), "operator")
	n.ok(n.now, &settle.PaymentConfirm{ID: ref("operator/p1"), Accept: true}, "platform")
	if v := n.unpaid("operator", "platform"); v.Open != yuan("1000.00") || v.Days != 1 ||
		len(v.Parts) != 1 {
		t.Errorf("unpaid %+v", v)
	}
	n.now = at("2026-08-03 10:00")
	n.sell("s9", "operator/credit", "call", "2026-08-01", "2026-08-02", 400, "1000.00", "finance",
		"exchange")
	n.spend("platform/c9", "bureau/yy", "", "platform", "300.00")
	n.use("operator/credit", "finance", units(10, 0))
	n.block(at("2026-10-16 00:00"))
	n.refused(settle.ErrRunLanding, n.now, n.pays("operator/p2", "platform", "1.00"), "operator")
	n.block(at("2026-10-16 00:10"))
	s, ok := settle.GetStatement(n.s, "2026Q3", "operator", "platform")
	if !ok || s.Opening != yuan("1955.41") || s.Paid != yuan("955.41") ||
		s.Closing != yuan("1000.00")+s.Amount || s.Amount == 0 {
		t.Errorf("statement %+v", s)
	}
	n.now = at("2026-10-17 10:00")
	v := n.unpaid("operator", "platform")
	if v.Open != s.Closing || len(v.Parts) != 2 || v.Parts[0].Amount != yuan("1000.00") ||
		v.Parts[0].Period != "2026Q2" || v.Days != 93 {
		t.Errorf("unpaid %+v", v)
	}
}

func (n *chain) unpaid(payer, payee string) settle.UnpaidShown {
	n.Helper()
	for _, v := range n.ask("unpaid", "payer", payer).(rule.Page[settle.UnpaidShown]).Items {
		if v.Payee == payee {
			return v
		}
	}
	return settle.UnpaidShown{}
}

// Missing signatures age and stop nothing.
func TestUnsigned(t *testing.T) {
	n := closed(t)
	s, _ := settle.GetStatement(n.s, "2026Q2", "operator", "treasury")
	for _, by := range []string{"operator", "treasury", "bureau"} {
		n.ok(n.now, &settle.StatementConfirm{Period: "2026Q2", Payer: "operator", Payee: "treasury",
			Digest: s.Digest()}, by)
	}
	page := n.ask("unsigned", "period", "2026Q2", "limit", "1").(rule.Page[settle.UnsignedShown])
	if len(page.Items) != 1 || page.Next == "" || page.Items[0].Days != 1 {
		t.Errorf("unsigned %+v", page)
	}
	for _, v := range n.ask("unsigned", "period", "2026Q2").(rule.Page[settle.UnsignedShown]).Items {
		if v.Payer == "operator" && v.Payee == "treasury" {
			t.Error("it is signed")
		}
		if v.Payer == v.Payee && len(v.Missing) != 2 {
			t.Errorf("its own signature and an implementing body's are wanted of %+v", v)
		}
	}
}
