package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ApplicationWithdraw takes an application of either step back before it is decided. Nobody owes a
// decision on it any more (law/matrix SM-9).
type ApplicationWithdraw struct {
	Application wire.ID `json:"application" need:"yes"`
	Reason      string  `json:"reason" max:"500"`
}

// Check looks at the body alone.
func (m *ApplicationWithdraw) Check() error {
	if !m.Application.Valid() {
		return rule.Malformed("application", "须填写申请编号", "must name the application")
	}
	return nil
}

// Apply withdraws it.
func (m *ApplicationWithdraw) Apply(c *rule.Ctx) error {
	a, _, err := awaiting(c, m.Application)
	if err != nil {
		return err
	}
	if c.Author() != a.Applicant {
		return ErrNotApplicant.At("application", "who", a.Applicant)
	}
	a.close(c, Withdrawn, m.Reason, rule.Evidence{})
	return nil
}
