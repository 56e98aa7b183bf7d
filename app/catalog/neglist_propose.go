package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NeglistPropose proposes to put a resource of the author on the negative list.
type NeglistPropose struct {
	ID       wire.ID       `json:"id"`
	Resource wire.ID       `json:"resource"`
	Reason   string        `json:"reason" max:"1000"`
	Basis    rule.Evidence `json:"basis"` // none where not given
}

// Check refuses a body that no state could make right.
func (m *NeglistPropose) Check() error { return checkIDAndResource(m.ID, m.Resource) }

// Apply records the proposal; nothing is kept out before it is approved.
func (m *NeglistPropose) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID, exclusions.Has(c.Store, m.ID)); err != nil {
		return err
	}
	v, err := provided(c, "resource", m.Resource)
	if err != nil {
		return err
	}
	p := profileOf(c, v)
	if !p.Bool("neglist.exists") {
		return p.Refuse(ErrNoList, "")
	}
	if m.Reason == "" && p.Bool("neglist.reasons_required") {
		return p.Refuse(ErrNoReasons, "reason", "id", m.Resource)
	}
	exclusions.Set(c.Store, m.ID, Exclusion{ID: m.ID, Sort: Listed, Resource: m.Resource,
		Regime: v.Regime, Reason: m.Reason, Basis: m.Basis, Status: Proposed, Proposed: c.Time})
	c.Emit(ExclusionProposed{ID: m.ID, Resource: m.Resource})
	return nil
}
