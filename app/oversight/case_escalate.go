package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CaseEscalate hands a case up where a level could not settle it: the bureau to the government of
// the level, that to the leading group (GD §13¶2–3).
type CaseEscalate struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"` // why it was not settled
}

// Check refuses a body that no state could make right.
func (m *CaseEscalate) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply moves the case up. The level signs, or the bureau for it.
func (m *CaseEscalate) Apply(c *rule.Ctx) error {
	v, s, err := openCase(c, m.ID)
	if err != nil {
		return err
	}
	by, attested, err := v.decide(c, s)
	if err != nil {
		return err
	}
	up := v.next()
	if up == "" {
		return ErrTopLevel.At("id", "level", v.Level)
	}
	v.Steps = append(v.Steps, CaseStep{Level: v.Level, By: by, At: c.Time, Evidence: m.Evidence,
		Attested: attested})
	v.Level = up
	cases.Set(c.Store, m.ID, v)
	c.Emit(CaseMoved{ID: m.ID, Status: v.Status, Level: v.Level})
	return nil
}
