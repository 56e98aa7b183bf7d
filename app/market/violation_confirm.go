package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ViolationConfirm confirms a reported violation, or rejects it: the implementing body signs, where
// that reported it the bureau, audit or finance; never who reported it (rulings L3). Confirmed, its
// units count as commercial in the period of their window, and free supply to the same buyer is
// flagged from then on.
type ViolationConfirm struct {
	ID     wire.ID `json:"id" need:"yes"`
	Accept bool    `json:"accept"`
	Reason string  `json:"reason" max:"200"` // why it is rejected
}

// Check refuses a body that no state could make right.
func (m *ViolationConfirm) Check() error { return checkVerdict(m.ID, m.Accept, m.Reason) }

// Apply confirms or rejects.
func (m *ViolationConfirm) Apply(c *rule.Ctx) error {
	v, ok := violations.Get(c.Store, m.ID)
	if !ok || v.Status != Recorded {
		return ErrNotRecorded.At("id", "id", m.ID, "status", v.Status)
	}
	k, _ := trace.ContractNamed(c.Store, v.Agreement)
	by, err := violationConfirmer(c, k, v)
	if err != nil {
		return err
	}
	b, _ := trace.GetBatch(c.Store, v.Batch)
	if err := v.fits(c.Store, b, "id"); m.Accept && err != nil {
		return err
	}
	v.Checked, v.Confirmed = c.Signers, c.Time
	if v.Status, v.Reason = Rejected, m.Reason; m.Accept {
		v.Status = Confirmed
		v.count(c)
	}
	violations.Set(c.Store, v.ID, v)
	c.Emit(ViolationChecked{v.ID, v.Status, v.Period, v.Total, v.Uncounted, by})
	return nil
}

// count enters the units of a confirmed violation as commercial use of their period.
func (v *Violation) count(c *rule.Ctx) {
	v.recount(c)
	k := resellerKey{v.Product, v.Customer}
	if !resellers.Has(c.Store, k) {
		resellers.Set(c.Store, k, recordOf{v.ID})
	}
	put(c, []Flag{{Flag: FlagResold, Kind: "batch", Object: v.ID, Product: v.Product,
		Customer: v.Customer, Other: v.Batch}})
	late, err := enter(c, v.Period, "id")
	if v.Uncounted = err != nil; v.Uncounted {
		return
	}
	v.Entered = c.Height
	periodViolations.Add(c.Store, costKey{v.Period, v.ID})
	if late {
		markLate(c, v.Period, LateViolation, v.ID)
	}
}
