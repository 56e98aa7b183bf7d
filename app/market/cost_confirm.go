package market

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CostConfirm confirms a recorded cost, or rejects it; the implementing body signs, never who
// recorded it (rulings L3). A confirmed cost enters the period of its voucher, or the first one
// after it that is still open: nothing counts before it is confirmed.
type CostConfirm struct {
	ID     wire.ID `json:"id"`
	Accept bool    `json:"accept"`
	Reason string  `json:"reason" max:"200"` // why it is rejected
}

// Check refuses a body that no state could make right.
func (m *CostConfirm) Check() error { return checkVerdict(m.ID, m.Accept, m.Reason) }

// Apply confirms or rejects.
func (m *CostConfirm) Apply(c *rule.Ctx) error {
	v, ok := costs.Get(c.Store, m.ID)
	if !ok || v.Status != Recorded {
		return ErrNotRecorded.At("id", "id", m.ID, "status", v.Status)
	}
	k, _ := trace.ContractNamed(c.Store, v.Agreement)
	if err := confirms(c, v.ID, k.Impl, v.ID.Party); err != nil {
		return err
	}
	v.Checked, v.Confirmed = c.Signers, c.Time
	if m.Accept {
		if err := v.checkVoucher(c.Store, "id"); err != nil {
			return err
		}
		v.Status, v.Period = Confirmed, openPeriod(c, v.Date.Start())
		vouchers.Set(c.Store, keyOf(v.Voucher), recordOf{v.ID})
		periodCosts.Add(c.Store, costKey{v.Period, v.ID})
	} else {
		v.Status, v.Reason = Rejected, m.Reason
	}
	costs.Set(c.Store, v.ID, v)
	c.Emit(CostChecked{v.ID, v.Status, v.Amount, v.Period, k.Impl})
	return nil
}

// openPeriod is the period of t, or the first one after it that still takes rows.
func openPeriod(c *rule.Ctx, t wire.Time) string {
	name := regime.PeriodOf(c.Store, t)
	for regime.Closed(c.Store, name, c.Time) {
		name = regime.NextPeriod(c.Store, name)
	}
	return name
}
