package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ResourceRefuse keeps a resource of the author out of authorized operation where there is no
// negative list: the provider says why and on what basis (GD §11¶5).
type ResourceRefuse struct {
	ID       wire.ID       `json:"id" need:"yes"` // of the refusal
	Resource wire.ID       `json:"resource" need:"yes"`
	Reason   string        `json:"reason" max:"1000"`
	Basis    rule.Evidence `json:"basis"`
}

// Check refuses a body that no state could make right.
func (m *ResourceRefuse) Check() error { return checkIDAndResource(m.ID, m.Resource) }

// Apply keeps the resource out from now on.
func (m *ResourceRefuse) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID, exclusions.Has(c.Store, m.ID)); err != nil {
		return err
	}
	v, err := provided(c, "resource", m.Resource)
	if err != nil {
		return err
	}
	p := profileOf(c, v)
	switch {
	case p.Bool("neglist.exists"):
		return p.Refuse(ErrUseList, "", "id", m.Resource)
	case m.Reason == "" && p.Bool("neglist.reasons_required"):
		return p.Refuse(ErrNoReasons, "reason", "id", m.Resource)
	case !m.Basis.Given() && p.Bool("neglist.reasons_required"):
		return p.Refuse(ErrNoReasons, "basis", "id", m.Resource)
	}
	if err := keptOut(c, p, "resource", m.Resource); err != nil {
		return err
	}
	e := Exclusion{ID: m.ID, Sort: Refusal, Resource: m.Resource, Regime: v.Regime, Reason: m.Reason,
		Basis: m.Basis, Proposed: c.Time}
	e.begin(c)
	c.Emit(ExclusionBegan{ID: e.ID, Resource: e.Resource, Cause: CauseRefused})
	return nil
}
