package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IncidentClose ends an incident that is contained and was reported to everybody, and with it the
// suspension that was decided on it.
type IncidentClose struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *IncidentClose) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply closes. Whoever is across the agreement signs: the implementing body, or the operator.
func (m *IncidentClose) Apply(c *rule.Ctx) error {
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
	case v.Contained == 0:
		return ErrStep.At("id", "id", m.ID, "status", v.status())
	}
	for _, t := range v.Told {
		if t.At == 0 {
			return ErrUntold.At("id", "office", t.Office)
		}
	}
	v.Closed, v.Closing = c.Time, m.Evidence
	incidents.Set(c.Store, m.ID, v)
	access.EndGround(c, m.ID)
	if v.Suspended != 0 {
		access.Resume(c, s.covers(), s.id, m.ID)
	}
	if v.Subject == Operator {
		authorization.EndMark(c, s.id, m.ID)
	}
	c.Emit(IncidentMoved{ID: m.ID, Status: v.status()})
	return nil
}
