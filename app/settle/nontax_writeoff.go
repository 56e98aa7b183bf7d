package settle

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NontaxWriteoff writes a slip off against what is due (核销), or rejects it: the executing unit or
// finance sign, never the payer (rulings M7). What exceeds the due stays to be returned.
type NontaxWriteoff struct {
	ID     wire.ID `json:"id" need:"yes"`
	Accept bool    `json:"accept"`
	Reason string  `json:"reason" max:"200"` // why it is rejected
}

// Check refuses a body that no state could make right.
func (m *NontaxWriteoff) Check() error { return checkVerdict(m.ID, m.Accept, m.Reason) }

// Apply writes off or rejects.
func (m *NontaxWriteoff) Apply(c *rule.Ctx) error {
	v, ok := payments.Get(c.Store, m.ID)
	if !ok || v.Status != PaymentRecorded || v.Slip == "" {
		return ErrNoPayment.At("id", "id", m.ID, "status", v.Status)
	}
	to, _ := party.Get(c.Store, v.Payee)
	finance, err := party.SignerWith(c, "finance", to.Jurisdiction)
	if err != nil && !c.SignedBy(v.Unit) || c.SignedBy(v.Payer) {
		return ErrPaymentConfirmer.At("", "id", v.ID, "who", v.Unit)
	}
	if err := settled(c); err != nil {
		return err
	}
	if m.Accept && len(v.Wrong) > 0 {
		var zh []string
		for _, w := range v.Wrong {
			zh = append(zh, wrongZh[w])
		}
		return cite(c, v.Payee, ErrSlipWrong, "id", "id", v.ID, "exceptions",
			strings.Join(v.Wrong, " "), "exceptions_zh", strings.Join(zh, "、"))
	}
	byFinance := err == nil && finance != v.ID.Party
	byUnit := c.SignedBy(v.Unit) && v.Unit != v.ID.Party
	if m.Accept && !byFinance && !byUnit { // nobody confirms what it recorded (rulings L3)
		return ErrOwnSlip.At("", "id", v.ID, "by", v.ID.Party)
	}
	if err := v.checkNumber(c.Store, to.Jurisdiction, "id"); m.Accept && err != nil {
		return err
	}
	d, _ := dues.Get(c.Store, v.unit())
	if v.Checked, v.Confirmed = c.Signers, c.Time; m.Accept {
		s, _ := GetStatement(c.Store, v.Periods[0], v.Payer, v.Payee)
		due, _ := dueFor(c.Store, s, v.Unit)
		open := max(Open(c.Store, v.Payer, v.Payee), 0)
		v.Status, v.Counted = PaymentConfirmed, max(min(v.Amount, due-d.Written, open), 0)
		d.Written += v.Counted
		v.count(c, v.Counted, v.ID)
		numbers.Set(c.Store, numberKey{to.Jurisdiction, v.Slip}, recordOf{v.ID})
	} else {
		v.Status, v.Reason = PaymentRejected, m.Reason
		d.Paid -= v.Amount
		slips.Delete(c.Store, v.slipAt(to.Jurisdiction))
	}
	dues.Set(c.Store, v.unit(), d)
	payments.Set(c.Store, v.ID, v)
	openPayments.Remove(c.Store, v.ID)
	c.Emit(SlipWrittenOff{v.ID, v.Unit, v.Status, v.Counted})
	return nil
}
