package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IncidentSuspend closes access to data while an incident is open: a decision of whoever is across
// the agreement, never a consequence of the incident alone.
type IncidentSuspend struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *IncidentSuspend) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply suspends every grant under the agreement until the incident is closed.
func (m *IncidentSuspend) Apply(c *rule.Ctx) error {
	v, err := openIncident(c, m.ID)
	if err != nil {
		return err
	}
	s, err := find(c, v.Subject, v.Agreement)
	switch {
	case err != nil:
		return err
	case !c.SignedBy(s.over):
		return ErrSigner.At("", "who", s.over)
	case v.Suspended != 0:
		return ErrStep.At("id", "id", m.ID, "status", "suspended")
	}
	v.Suspended = c.Time
	incidents.Set(c.Store, m.ID, v)
	access.Suspend(c, s.covers(), s.id, m.ID, "incident")
	c.Emit(IncidentMoved{ID: m.ID, Status: "suspended"})
	return nil
}
