package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RectifyComplete reports a rectification as done. After its day it counts, as late. Where the
// assessment did not pass it, it is reported again.
//
// YN §26: 报评估单位再次评估; HE §34.
type RectifyComplete struct {
	ID     wire.ID       `json:"id" need:"yes"`
	Report rule.Evidence `json:"report" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *RectifyComplete) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("report", m.Report)
}

// Apply meets the deadline.
func (m *RectifyComplete) Apply(c *rule.Ctx) error {
	v, ok := rectifications.Get(c.Store, m.ID)
	switch {
	case !ok:
		return ErrNoRectification.At("id", "id", m.ID)
	case !c.SignedBy(v.Party):
		return ErrSigner.At("", "who", v.Party)
	case v.Status != Ordered && v.Status != NotPassed:
		return ErrStep.At("id", "id", m.ID, "status", v.Status)
	}
	s, _ := regime.Deadline(c.Store, v.duty(), c.Time)
	if v.Status == Ordered {
		if err := regime.Meet(c, v.duty()); err != nil {
			return err
		}
		v.Late = s.Overdue
	}
	v.Status, v.Submitted, v.Report = Submitted, c.Time, m.Report
	rectifications.Set(c.Store, m.ID, v)
	c.Emit(RectificationSubmitted{ID: m.ID, Late: v.Late})
	return nil
}
