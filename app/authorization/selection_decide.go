package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SelectionDecide determines the operator once publicity has passed, on the collective decision of
// the signing body (“三重一大”) where the profile wants it.
type SelectionDecide struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Decision rule.Evidence `json:"decision"`
}

// Check refuses a body that no state could make right.
func (m *SelectionDecide) Check() error { return checkID("id", m.ID) }

// Apply records the decision.
func (m *SelectionDecide) Apply(c *rule.Ctx) error {
	v, p, err := step(c, m.ID, SelectionChosen, SelectionInPublicity)
	if err != nil {
		return err
	}
	if err := passed(c, p, OfSelection, m.ID); err != nil {
		return err
	}
	if p.Bool("agreement.decision_required") && !m.Decision.Given() {
		return p.Refuse(ErrDecision, "decision")
	}
	if _, err := appraised(c, p, v, v.Chosen); err != nil {
		return err
	}
	v.Status, v.Decision, v.Decided = SelectionDone, m.Decision, c.Time
	v.DecidedBy = c.Signers
	selections.Set(c.Store, m.ID, v)
	c.Emit(SelectionDecided{ID: m.ID, Chosen: v.Chosen})
	return nil
}
