package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RefundApply asks finance to return money of a slip. Its payer or its executing unit applies.
type RefundApply struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Slip     wire.ID       `json:"slip" need:"yes"` // the recorded slip
	Amount   wire.Fen      `json:"amount" need:"yes"`
	Reason   string        `json:"reason" max:"500" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *RefundApply) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Slip.Valid():
		return rule.Malformed("slip", "须为 主体/编号", "must be party/name")
	case m.Amount <= 0 || m.Amount > maxFen:
		return rule.Malformed("amount", "须为正数，不超过一百亿元", "must be positive, up to 10^10 yuan")
	case m.Reason == "":
		return rule.Malformed("reason", "须写明理由", "must be given")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the application.
func (m *RefundApply) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if refunds.Has(c.Store, m.ID) {
		return ErrIDUsed.At("id", "id", m.ID)
	}
	v, ok := payments.Get(c.Store, m.Slip)
	if !ok || v.Slip == "" || v.Status == PaymentRejected ||
		v.Status == PaymentRecorded && len(v.Wrong) == 0 {
		return ErrNoPayment.At("slip", "id", m.Slip, "status", v.Status)
	}
	if by := c.Author(); by != v.Payer && by != v.Unit {
		return ErrRefunder.At("", "party", by)
	}
	if most := v.returnable(c.Store); m.Amount > most {
		return ErrRefund.At("amount", "amount", m.Amount, "most", most)
	}
	v.Applied += m.Amount
	payments.Set(c.Store, v.ID, v)
	refunds.Set(c.Store, m.ID, Refund{ID: m.ID, Slip: m.Slip, Amount: m.Amount, Reason: m.Reason,
		Evidence: m.Evidence, Status: PaymentRecorded, By: c.Signers, Applied: c.Time})
	c.Emit(RefundApplied{m.ID, m.Slip, m.Amount})
	return nil
}
