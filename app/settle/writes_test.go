package settle_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
)

// Papers write as many keys as their kinds declare; of an objection each line writes one, and a
// decision for it two, beside the deadline.
func TestWritesAreHonest(t *testing.T) {
	n := coded(t)
	declared := map[string]int{}
	for _, k := range n.kinds {
		declared[k.Name] = int(k.Writes)
	}
	most := map[string]int{}
	do := func(kind string, m rule.Msg, by ...string) int {
		n.ok(n.now, m, by...)
		most[kind] = max(most[kind], n.wrote)
		return n.wrote
	}
	do("bank.register", &settle.BankRegister{Party: "platform", From: n.now.Date(),
		Account: digest("platform"), Evidence: proof}, "platform")
	do("payment.record", n.pays("operator/p1", "platform", "1.00"), "operator")
	do("payment.confirm", &settle.PaymentConfirm{ID: ref("operator/p1"), Accept: true}, "platform")
	do("payment.record", n.pays("operator/p2", "platform", "1.00"), "operator")
	do("payment.confirm", &settle.PaymentConfirm{ID: ref("operator/p2"), Reason: "未到账"}, "platform")
	do("nontax.code", &settle.NontaxCode{Party: "gov-tax", From: 20260702, Unit: "1", Item: "103",
		Evidence: proof}, "finance")
	do("nontax.import", slip(n, "operator/k1", "gov-tax", "1341.38"), "operator")
	do("nontax.writeoff", &settle.NontaxWriteoff{ID: ref("operator/k1"), Accept: true}, "finance")
	do("refund.apply", &settle.RefundApply{ID: ref("operator/f1"), Slip: ref("operator/k1"),
		Amount: 1, Reason: "多缴", Evidence: proof}, "operator")
	s, _ := settle.GetStatement(n.s, "2026Q2", "operator", "platform")
	do("statement.confirm", &settle.StatementConfirm{Period: "2026Q2", Payer: "operator",
		Payee: "platform", Digest: s.Digest()}, "platform")
	for kind, wrote := range most {
		if wrote != declared[kind] {
			t.Errorf("%s wrote %d keys, declared %d", kind, wrote, declared[kind])
		}
	}
	one := do("objection.file", objection(n, "treasury/o1", 0), "treasury")
	three := do("objection.file", objection(n, "treasury/o2", 1, 2, 3), "treasury")
	if three != one+2 || one+19 > declared["objection.file"] ||
		declared["objection.file"] != 2+20+regime.OpenWrites {
		t.Errorf("objections wrote %d and %d keys, declared %d", one, three,
			declared["objection.file"])
	}
	reject := do("objection.decide", &settle.ObjectionDecide{ID: ref("treasury/o2"), Opinion: "无误",
		Evidence: proof}, "bureau")
	if reject+3+2*17 > declared["objection.decide"] ||
		declared["objection.decide"] != 2+2*20+regime.MeetWrites {
		t.Errorf("a decision wrote %d keys, declared %d", reject, declared["objection.decide"])
	}
}
