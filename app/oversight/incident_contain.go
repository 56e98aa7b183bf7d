package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IncidentContain says that an incident is under control, after its plan was started (YN §29).
type IncidentContain struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *IncidentContain) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records it. The party that the incident befell signs.
func (m *IncidentContain) Apply(c *rule.Ctx) error {
	v, err := byPerformer(c, m.ID)
	switch {
	case err != nil:
		return err
	case v.Plan == 0 || v.Contained != 0:
		return ErrStep.At("id", "id", m.ID, "status", v.status())
	}
	v.Contained, v.Containment = c.Time, m.Evidence
	incidents.Set(c.Store, m.ID, v)
	c.Emit(IncidentMoved{ID: m.ID, Status: v.status()})
	return nil
}
