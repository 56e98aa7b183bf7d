package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CaseSettle is the decision that ends a case, taken by the level it lies with (GD §13¶2–3).
type CaseSettle struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"` // the decision
}

// Check refuses a body that no state could make right.
func (m *CaseSettle) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply settles. The level signs, or the bureau with its document.
func (m *CaseSettle) Apply(c *rule.Ctx) error {
	v, s, err := openCase(c, m.ID)
	if err != nil {
		return err
	}
	by, attested, err := v.decide(c, s)
	if err != nil {
		return err
	}
	v.Steps = append(v.Steps, CaseStep{Level: v.Level, By: by, At: c.Time, Evidence: m.Evidence,
		Attested: attested})
	v.Status = Settled
	cases.Set(c.Store, m.ID, v)
	c.Emit(CaseMoved{ID: m.ID, Status: v.Status, Level: v.Level})
	return nil
}
