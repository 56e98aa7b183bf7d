package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SelectionEvaluate names the applicant chosen, after the window for applications has closed.
type SelectionEvaluate struct {
	ID     wire.ID       `json:"id" need:"yes"`
	Chosen string        `json:"chosen" max:"32" need:"yes"`
	Report rule.Evidence `json:"report" need:"yes"`
	// Experts is the experts' review, where the rules want one (GD §20¶1(3)).
	Experts rule.Evidence `json:"experts"`
}

// Check refuses a body that no state could make right.
func (m *SelectionEvaluate) Check() error {
	if !wire.IsName(m.Chosen) {
		return rule.Malformed("chosen", "须为主体编号", "must be a party id")
	}
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("report", m.Report)
}

// Apply records the choice.
func (m *SelectionEvaluate) Apply(c *rule.Ctx) error {
	v, p, err := step(c, m.ID, SelectionOpen)
	if err != nil {
		return err
	}
	if c.Time < v.Closes {
		return p.Refuse(ErrWindowOpen, "id", "closes", v.Closes)
	}
	if !applications.Has(c.Store, applicationKey{m.ID, m.Chosen}) {
		return p.Refuse(ErrNotApplicant, "chosen", "chosen", m.Chosen)
	}
	if p.Text("selection.expert_review") == "required" && !m.Experts.Given() {
		return p.Refuse(ErrExperts, "experts")
	}
	v.Experts = m.Experts
	v.Status, v.Chosen, v.Report, v.Evaluated = SelectionChosen, m.Chosen, m.Report, c.Time
	selections.Set(c.Store, m.ID, v)
	c.Emit(SelectionEvaluated{ID: m.ID, Chosen: m.Chosen})
	return nil
}
