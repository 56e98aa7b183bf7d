package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// InvestmentConfirm confirms a recorded investment, or rejects it; whoever confirms costs signs,
// never who recorded it (rulings L3). Each part of it enters the period of its day, or the first
// one after it that is still open.
type InvestmentConfirm struct {
	ID     wire.ID `json:"id" need:"yes"`
	Accept bool    `json:"accept"`
	Reason string  `json:"reason" max:"200"` // why it is rejected
}

// Check refuses a body that no state could make right.
func (m *InvestmentConfirm) Check() error { return checkVerdict(m.ID, m.Accept, m.Reason) }

// Apply confirms or rejects.
func (m *InvestmentConfirm) Apply(c *rule.Ctx) error {
	v, ok := investments.Get(c.Store, m.ID)
	if !ok || v.Status != Recorded {
		return ErrNotRecorded.At("id", "id", m.ID, "status", v.Status)
	}
	k, _ := trace.ContractNamed(c.Store, v.Agreement)
	by, err := costConfirmer(c, k)
	if err == nil {
		err = confirms(c, v.ID, by, v.ID.Party)
	}
	if err == nil && m.Accept {
		err = checkVoucher(c.Store, "id", v.Voucher, v.ID, true)
	}
	if err != nil {
		return err
	}
	v.Checked, v.Confirmed = c.Signers, c.Time
	if v.Status, v.Reason = Rejected, m.Reason; m.Accept {
		v.Status, v.Parts = Confirmed, make([]DuePart, len(v.Schedule))
		vouchers.Set(c.Store, keyOf(v.Voucher), recordOf{v.ID})
		v.putIn(c)
	}
	investments.Set(c.Store, v.ID, v)
	c.Emit(InvestmentChecked{v.ID, v.Status, v.Amount, uint32(len(v.Schedule)), by})
	return nil
}
