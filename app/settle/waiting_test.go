package settle_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/settle"
)

// waits has dev pay operator the 100.00 of the first quarter in full, and a refund of it make
// operator owe dev 20.00 in the second, while nobody has confirmed the payment.
func waits(t *testing.T) *chain {
	n := resold(t)
	n.lands("2026Q1", "2026-04-16")
	n.now = at("2026-05-02 12:00")
	n.registered("operator", "operator")
	m := n.pays("dev/p1", "operator", "100.00")
	m.Periods = []string{"2026Q1"}
	n.ok(n.now, m, "dev")
	n.refund("b1", "dev/s1", "2026-01-05", "2026-02-01", "40.00")
	n.lands("2026Q2", "2026-07-16")
	return n
}

// What was paid before a cut and waits for confirmation is not set off against what the payee owes:
// the payment is confirmed as it was recorded, and nothing has to be recorded again.
func TestWaitingIsNotSetOff(t *testing.T) {
	n := waits(t)
	s, back := n.statement("2026Q2", "dev", "operator"), n.statement("2026Q2", "operator", "dev")
	if s.Opening != yuan("100.00") || s.Offset != 0 || s.Closing != yuan("100.00") {
		t.Errorf("dev owes operator %+v", s)
	}
	if back.Adjusted != yuan("20.00") || back.Offset != 0 || back.Closing != yuan("20.00") {
		t.Errorf("operator owes dev %+v", back)
	}
	n.now = at("2026-07-20 10:00")
	n.ok(n.now, &settle.PaymentConfirm{ID: ref("dev/p1"), Accept: true}, "operator")
	if open := settle.Open(n.s, "dev", "operator"); open != 0 {
		t.Errorf("open %s", open)
	}
	n.lands("2026Q3", "2026-10-16")
	if open := settle.Open(n.s, "operator", "dev"); open != yuan("20.00") {
		t.Errorf("operator still owes dev %s", open)
	}
	// The second quarter computed again sees what waited at its cut, confirmed or not since.
	o := settle.Compute(n.s, "2026Q2")
	for _, v := range o.Statements {
		if v.Payer == "dev" && v.Payee == "operator" && v.Digest() != s.Digest() {
			t.Errorf("computed again %+v", v)
		}
	}
}

// A payment that the payee does not confirm is open again, and the pair's next statement sets it
// off.
func TestRejectedIsSetOffLater(t *testing.T) {
	n := waits(t)
	n.now = at("2026-07-20 10:00")
	n.ok(n.now, &settle.PaymentConfirm{ID: ref("dev/p1"), Reason: "未到账"}, "operator")
	n.sell("s3", "dev/risk", market.Item, "2026-07-05", "2026-07-10", 1, "200.00", "finance", "")
	n.lands("2026Q3", "2026-10-16")
	for _, of := range [][3]string{{"dev", "operator", "180.00"}, {"operator", "dev", "0.00"}} {
		if open := settle.Open(n.s, of[0], of[1]); open != yuan(of[2]) {
			t.Errorf("%s owes %s %s", of[0], of[1], open)
		}
	}
}
