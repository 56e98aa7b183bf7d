package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SharingRequest asks the unit that shared data for its consent to their authorized operation.
type SharingRequest struct {
	ID       wire.ID `json:"id" need:"yes"`
	Resource wire.ID `json:"resource" need:"yes"`
	Scope    string  `json:"scope" max:"1000" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *SharingRequest) Check() error {
	if m.Scope == "" {
		return rule.Malformed("scope", "须写明拟授权运营的范围", "says what is to be operated")
	}
	return checkIDAndResource(m.ID, m.Resource)
}

// Apply records the request. Only the collector that the profile names may ask.
func (m *SharingRequest) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID, consents.Has(c.Store, m.ID)); err != nil {
		return err
	}
	v, ok := Get(c.Store, m.Resource)
	if !ok {
		return ErrUnknown.At("resource", "id", m.Resource)
	}
	p := profileOf(c, v)
	if !collects(c, p, c.Author(), v.Jurisdiction) {
		return p.Refuse(ErrCollector, "", "who", c.Author())
	}
	if v.Origin != Shared {
		return ErrNotShared.At("resource", "id", m.Resource)
	}
	consents.Set(c.Store, m.ID, Consent{ID: m.ID, Resource: m.Resource, Sharer: v.Sharer,
		Regime: v.Regime, Scope: m.Scope, Status: Requested, Requested: c.Time})
	c.Emit(ConsentRequested{ID: m.ID, Resource: m.Resource, Sharer: v.Sharer})
	return nil
}
