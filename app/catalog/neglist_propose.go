package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NeglistPropose proposes to put a resource of the author, or a whole category of the catalogue in
// a place, on the negative list.
type NeglistPropose struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Resource wire.ID       `json:"resource"`       // or
	Place    string        `json:"place" max:"6"`  // division code of
	Class    string        `json:"class" max:"40"` // the category
	Reason   string        `json:"reason" max:"1000"`
	Basis    rule.Evidence `json:"basis"` // none where not given
}

// Check refuses a body that no state could make right.
func (m *NeglistPropose) Check() error {
	switch {
	case m.Class == "" && m.Place == "":
		return checkIDAndResource(m.ID, m.Resource)
	case !m.Resource.IsZero() || m.Class == "":
		return rule.Malformed("class", "须写明资源，或地区和类别", "names a resource, or place and category")
	case !party.IsJurisdiction(m.Place):
		return rule.Malformed("place", "须为六位行政区划代码", "six digits of GB/T 2260")
	}
	return checkID("id", m.ID)
}

// Apply records the proposal; nothing is kept out before it is approved.
func (m *NeglistPropose) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID, exclusions.Has(c.Store, m.ID)); err != nil {
		return err
	}
	v, err := m.listed(c)
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
		Place: m.Place, Class: m.Class, Regime: v.Regime, Reason: m.Reason, Basis: m.Basis,
		Status: Proposed, Proposed: c.Time})
	c.Emit(ExclusionProposed{ID: m.ID, Resource: m.Resource, Class: m.Class})
	return nil
}

// listed is what is proposed: a resource of the author, or what a category has of one: its place
// and the regime there. A provider of the place proposes it.
func (m *NeglistPropose) listed(c *rule.Ctx) (Resource, error) {
	if m.Class == "" {
		return provided(c, "resource", m.Resource)
	}
	p, err := regime.Lasting(c, m.Place)
	if err != nil {
		return Resource{}, err
	}
	by, err := party.SignerWith(c, roleProvider, m.Place)
	if err == nil && by != c.Author() {
		err = ErrNotOwn.At("", "provider", c.Author(), "owner", by)
	}
	return Resource{Jurisdiction: m.Place, Regime: p.Ref()}, err
}
