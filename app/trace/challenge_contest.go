package trace

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeContest is the reporter's objection to a finding; it is shown with the outcome and is
// evidence for oversight.
type ChallengeContest struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Reason   string        `json:"reason" max:"2000" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ChallengeContest) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须写明理由", "says why")
	}
	if err := rule.RequireEvidence("evidence", m.Evidence); err != nil {
		return err
	}
	return checkID(m.ID)
}

// Apply records the objection, once.
func (m *ChallengeContest) Apply(c *rule.Ctx) error {
	v, err := staged(c, m.ID, reporter, StageFailed, StageUnanswered)
	if err != nil {
		return err
	}
	if v.Contested != 0 {
		return ErrContested.At("id", "id", m.ID)
	}
	v.Reason, v.Evidence, v.Contested = m.Reason, m.Evidence, c.Time
	challenges.Set(c.Store, m.ID, v)
	c.Emit(SampleContested{ID: m.ID, Reporter: v.Reporter})
	return nil
}
