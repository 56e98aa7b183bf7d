package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RefundAccept is finance's decision on an application to return money of a slip, never on its own.
type RefundAccept struct {
	ID     wire.ID   `json:"id" need:"yes"`
	Accept bool      `json:"accept"`
	Reason string    `json:"reason" max:"200"` // why it is rejected
	Date   wire.Date `json:"date"`             // on which the money was returned
}

// Check refuses a body that no state could make right.
func (m *RefundAccept) Check() error {
	if m.Accept != m.Date.Valid() {
		return rule.Malformed("date", "仅同意退付时须写明退付日期", "is given when accepting, and only then")
	}
	return checkVerdict(m.ID, m.Accept, m.Reason)
}

// Apply returns the money or rejects the application. What counts towards no statement is returned
// first; the rest is taken off what the unit has to give back, and goes to those who got too
// little.
func (m *RefundAccept) Apply(c *rule.Ctx) error {
	f, ok := refunds.Get(c.Store, m.ID)
	if !ok || f.Status != PaymentRecorded {
		return ErrNoRefund.At("id", "id", m.ID, "status", f.Status)
	}
	if m.Date > c.Time.Date() {
		return rule.Malformed("date", "不得晚于当日", "must not be after today")
	}
	v, _ := payments.Get(c.Store, f.Slip)
	to, _ := party.Get(c.Store, v.Payee)
	by, err := party.SignerWith(c, "finance", to.Jurisdiction)
	if err != nil {
		return err
	}
	if party.SameGroup(c.Store, by, f.ID.Party) { // rulings L3
		return ErrOwnRefund.At("", "id", f.ID, "by", f.ID.Party)
	}
	if err := settled(c); err != nil {
		return err
	}
	v.Applied -= f.Amount
	if most := v.returnable(c.Store); m.Accept && f.Amount > most {
		return ErrRefund.At("id", "amount", f.Amount, "most", most)
	}
	f.Status, f.Answer, f.DecidedBy, f.Decided = PaymentRejected, m.Reason, c.Signers, c.Time
	if m.Accept {
		f.Status, f.Date = PaymentConfirmed, m.Date
		over := min(f.Amount, v.excess())
		v.Returned += over
		d, _ := dues.Get(c.Store, v.unit())
		d.Paid -= over
		dues.Set(c.Store, v.unit(), d)
		if back := f.Amount - over; back > 0 {
			v.GivenBack += back
			giveBack(c, f.ID, v.Payer, v.Unit, back)
		}
	}
	payments.Set(c.Store, v.ID, v)
	refunds.Set(c.Store, f.ID, f)
	c.Emit(RefundDecided{f.ID, f.Slip, f.Status, f.Amount})
	return nil
}
