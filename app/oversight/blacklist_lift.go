package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// BlacklistLift takes a developer off the list. What was cancelled is not given back, and the
// entry stays on record.
type BlacklistLift struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *BlacklistLift) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply ends the entry: its keeper signs, and the bureau too where it co-signed.
func (m *BlacklistLift) Apply(c *rule.Ctx) error {
	v, ok := entries.Get(c.Store, m.ID)
	switch {
	case !ok:
		return ErrNoMeasure.At("id", "id", m.ID)
	case v.To != 0:
		return ErrLifted.At("id", "id", m.ID, "at", v.To)
	case !c.SignedBy(v.Keeper):
		return ErrSigner.At("", "who", v.Keeper)
	case v.Bureau != "" && !c.SignedBy(v.Bureau):
		return ErrSigner.At("", "who", v.Bureau)
	}
	v.To, v.Lifting = c.Time, m.Evidence
	entries.Set(c.Store, m.ID, v)
	party.Unrestrict(c, v.Developer, v.Scope, v.ID)
	c.Emit(BlacklistLifted{ID: m.ID, Developer: v.Developer})
	return nil
}
