package trace

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeDecide decides about the reporter's objection: upheld, the outcome does not stand;
// rejected, it does.
type ChallengeDecide struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Upheld   bool          `json:"upheld"`
	Grounds  string        `json:"grounds" max:"2000" need:"yes"`
	Document rule.Evidence `json:"document" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ChallengeDecide) Check() error {
	if m.Grounds == "" {
		return rule.Malformed("grounds", "须写明理由", "says why")
	}
	if err := rule.RequireEvidence("document", m.Document); err != nil {
		return err
	}
	return checkID(m.ID)
}

// Apply records the decision, once; a late one counts and is told as late.
func (m *ChallengeDecide) Apply(c *rule.Ctx) error {
	v, err := staged(c, m.ID, decider, StageContested)
	if err != nil {
		return err
	}
	if err := v.meet(c, dutyContest, v.Decider); err != nil {
		return err
	}
	v.Upheld, v.Grounds, v.Document, v.Decided = m.Upheld, m.Grounds, m.Document, c.Time
	challenges.Set(c.Store, m.ID, v)
	c.Emit(SampleDecided{ID: m.ID, Reporter: v.Reporter, Upheld: m.Upheld})
	return nil
}
