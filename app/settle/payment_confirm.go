package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PaymentConfirm confirms that a payment was received, or rejects it: the payee signs, for a public
// body its finance may; never the payer (rulings L3).
type PaymentConfirm struct {
	ID     wire.ID `json:"id" need:"yes"`
	Accept bool    `json:"accept"`
	Reason string  `json:"reason" max:"200"` // why it is rejected
}

// Check refuses a body that no state could make right.
func (m *PaymentConfirm) Check() error { return checkVerdict(m.ID, m.Accept, m.Reason) }

// Apply confirms or rejects.
func (m *PaymentConfirm) Apply(c *rule.Ctx) error {
	v, ok := payments.Get(c.Store, m.ID)
	if !ok || v.Status != PaymentRecorded || v.Slip != "" {
		return ErrNoPayment.At("id", "id", m.ID, "status", v.Status)
	}
	if !v.received(c) || c.SignedBy(v.Payer) {
		return ErrPaymentConfirmer.At("", "id", v.ID, "who", v.Payee)
	}
	if err := settled(c); err != nil {
		return err
	}
	if v.Checked, v.Confirmed = c.Signers, c.Time; m.Accept {
		v.Status, v.Counted = PaymentConfirmed, v.Amount
		v.count(c, v.Amount, v.ID)
	} else {
		v.Status, v.Reason = PaymentRejected, m.Reason
		references.Delete(c.Store, referenceOf(v.Payer, v.Reference))
	}
	wait(c, v, -v.Amount)
	payments.Set(c.Store, v.ID, v)
	openPayments.Remove(c.Store, v.ID)
	c.Emit(PaymentChecked{v.ID, v.Status, v.Counted})
	return nil
}

// received reports whether who received the money signs, or finance of a public payee.
func (v Payment) received(c *rule.Ctx) bool {
	if c.SignedBy(v.Payee) {
		return true
	}
	p, _ := party.Get(c.Store, v.Payee)
	_, err := party.SignerWith(c, "finance", p.Jurisdiction)
	return err == nil && public(c.Store, p, c.Time)
}
