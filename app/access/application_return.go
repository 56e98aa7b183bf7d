package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ApplicationReturn sends an application of either step back to the applicant, who may complete it
// and apply anew. Whoever holds an open seat may; the others need not decide any more.
//
// GZ §18, GD §24, YN §20, HB 四(二)(三) (law/matrix SM-9).
type ApplicationReturn struct {
	Application wire.ID       `json:"application" need:"yes"`
	Reason      string        `json:"reason" max:"500" need:"yes"` // what to complete
	Evidence    rule.Evidence `json:"evidence"`
}

// Check looks at the body alone.
func (m *ApplicationReturn) Check() error {
	switch {
	case !m.Application.Valid():
		return rule.Malformed("application", "须填写申请编号", "must name the application")
	case m.Reason == "":
		return rule.Malformed("reason", "须说明需要补正的内容", "must say what to complete")
	}
	return nil
}

// Apply returns it. The seats that the signers hold have answered in this way.
func (m *ApplicationReturn) Apply(c *rule.Ctx) error {
	a, p, err := awaiting(c, m.Application)
	if err != nil {
		return err
	}
	seats, err := a.seated(c, p)
	if err != nil {
		return err
	}

	for _, i := range seats {
		s := &a.Panel[i]
		s.Decision, s.Reason, s.Act = SentBack, m.Reason, ActOf(c, false, m.Evidence)
	}
	a.close(c, Returned, m.Reason, m.Evidence)
	return nil
}
