package party

import "github.com/suyuan-ledger/suyuan/app/rule"

// DualSet switches maker–checker of the author's party. It is on from the beginning; switching it
// off is a decision of the institution, recorded with its document (rulings L3). The root account
// acts alone here: it is the way out when every other account is lost.
type DualSet struct {
	Single   bool          `json:"single"` // true: one account is enough
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check requires the document of the decision.
func (m *DualSet) Check() error { return rule.RequireEvidence("evidence", m.Evidence) }

// Apply switches it; it counts from the next block.
func (m *DualSet) Apply(c *rule.Ctx) error {
	p, ok := parties.Get(c.Store, c.Author())
	if !ok {
		return ErrUnknown.At("", "party", c.Author())
	}
	if p.Single == m.Single {
		return ErrDualUnchanged.At("single")
	}

	p.Single = m.Single
	parties.Set(c.Store, p.ID, p)

	c.Emit(DualSwitched{Party: p.ID, Single: p.Single, Document: document(m.Evidence)})
	return nil
}
