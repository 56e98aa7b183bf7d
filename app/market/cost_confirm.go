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
	ID     wire.ID `json:"id" need:"yes"`
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
	by, err := costConfirmer(c, k)
	if err == nil {
		err = confirms(c, v.ID, by, v.ID.Party)
	}
	if err != nil {
		return err
	}
	v.Checked, v.Confirmed = c.Signers, c.Time
	switch {
	case m.Accept && !v.Ref.IsZero():
		if err := v.correct(c); err != nil {
			return err
		}
		v.Status, v.Entered = Confirmed, c.Height
	case m.Accept:
		if err := checkVoucher(c.Store, "id", v.Voucher, v.ID, true); err != nil {
			return err
		}
		vouchers.Set(c.Store, keyOf(v.Voucher), recordOf{v.ID})
		if v.Status = Charged; commissionedIn(k, v.Commissioner) {
			v.Status, v.Period = Confirmed, openPeriod(c, v.Date.Start())
			v.Entered = c.Height
			periodCosts.Add(c.Store, costKey{v.Period, v.ID})
		}
	default:
		v.Status, v.Reason = Rejected, m.Reason
	}
	v.put(c.Store)
	c.Emit(CostChecked{v.ID, v.Status, v.Amount, v.Period, by})
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
