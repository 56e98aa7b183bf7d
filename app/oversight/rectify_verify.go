package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RectifyVerify assesses a rectification again. The unit that ordered it alone may (YN §26
// 报评估单位再次评估). Passed, access to data resumes; not passed, the ground to end the agreement is
// open to the implementing body, and nothing ends by itself (HE §34 §35(4)).
type RectifyVerify struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Pass     bool          `json:"pass"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *RectifyVerify) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the finding.
func (m *RectifyVerify) Apply(c *rule.Ctx) error {
	v, err := toVerify(c, m.ID)
	if err != nil {
		return err
	}
	s, err := find(c, v.Subject, v.Agreement)
	if err != nil {
		return err
	}
	verify(c, s, v, m.Pass, m.Evidence)
	return nil
}

// toVerify returns a rectification that was submitted and whose own unit signs.
func toVerify(c *rule.Ctx, id wire.ID) (Rectification, error) {
	v, ok := rectifications.Get(c.Store, id)
	switch {
	case !ok:
		return v, ErrNoRectification.At("id", "id", id)
	case !c.SignedBy(v.By):
		return v, regime.At(c.Store, v.Regime).Refuse(ErrOtherUnit, "", "who", v.By)
	case v.Status != Submitted:
		return v, ErrStep.At("id", "id", id, "status", v.Status)
	}
	return v, nil
}

func verify(c *rule.Ctx, s subject, v Rectification, pass bool, finding rule.Evidence) {
	v.Status, v.Verified, v.Finding = NotPassed, c.Time, finding
	if pass {
		v.Status = Verified
		access.Resume(c, s.covers(), s.id, v.ID)
		authorization.EndMark(c, s.id, v.ID)
	} else {
		authorization.FailMark(c, s.id, v.ID)
	}
	rectifications.Set(c.Store, v.ID, v)
	c.Emit(RectificationVerified{ID: v.ID, Pass: pass})
}
