package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The words of the profile key backflow.
const (
	backflowNone        = "none"
	backflowByTerritory = "by_territory"
)

// Backflow is one return of gathered data to a lower level.
type Backflow struct {
	ID       wire.ID       `json:"id"`
	Resource wire.ID       `json:"resource"`
	Version  uint32        `json:"version"`
	To       string        `json:"to" max:"6"` // the division it goes to
	Raw      bool          `json:"raw"`        // in its original format
	By       string        `json:"by" max:"32"`
	At       wire.Time     `json:"at"`
	Consent  rule.Evidence `json:"consent"`  // of the source unit, where it did not sign
	Attested bool          `json:"attested"` // consented to by document
}

// BackflowRecord records that gathered data went back to a lower level. The bureau or the platform
// body files it; where the profile asks the source unit, that unit signs or its document is given.
type BackflowRecord struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Resource wire.ID       `json:"resource" need:"yes"`
	To       string        `json:"to" max:"6" need:"yes"`
	Raw      bool          `json:"raw"`
	Consent  rule.Evidence `json:"consent"`
}

// Check refuses a body that no state could make right.
func (m *BackflowRecord) Check() error {
	if !party.IsJurisdiction(m.To) {
		return rule.Malformed("to", "须为六位行政区划代码", "six digits of GB/T 2260")
	}
	return checkIDAndResource(m.ID, m.Resource)
}

// Apply records the return.
func (m *BackflowRecord) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID, backflows.Has(c.Store, m.ID)); err != nil {
		return err
	}
	v, ok := Get(c.Store, m.Resource)
	if !ok {
		return ErrUnknown.At("resource", "id", m.Resource)
	}
	p := profileOf(c, v)
	_, err := party.SignerWith(c, roleBureau, v.Jurisdiction)
	if err != nil && !party.HasRole(c.Standing(), c.Author(), rolePlatform, v.Jurisdiction, c.Time) {
		return err
	}
	attested, err := m.allowed(c, p, v)
	if err != nil {
		return err
	}
	backflows.Set(c.Store, m.ID, Backflow{ID: m.ID, Resource: m.Resource, Version: v.Version,
		To: m.To, Raw: m.Raw, By: c.Author(), At: c.Time, Consent: m.Consent, Attested: attested})
	c.Emit(BackflowRecorded{ID: m.ID, Resource: m.Resource, To: m.To})
	return nil
}

// allowed refuses what the regime's condition of a return does not cover.
func (m *BackflowRecord) allowed(c *rule.Ctx, p regime.Profile, v Resource) (attested bool,
	err error) {
	word := p.Text("backflow")
	switch {
	case word == backflowNone:
		return false, p.Refuse(ErrNoBackflow, "")
	case m.To == v.Jurisdiction || !below(m.To, v.Jurisdiction):
		return false, p.Refuse(ErrBackflowPlace, "to", "to", m.To, "jurisdiction", v.Jurisdiction)
	case v.Aggregated == 0:
		return false, p.Refuse(ErrNotAggregated, "resource", "id", v.ID)
	case word == backflowByTerritory || c.SignedBy(v.ID.Party):
		return false, nil
	case !m.Consent.Given():
		return false, p.Refuse(ErrBackflowConsent, "consent", "provider", v.ID.Party)
	}
	return true, nil
}

// below reports whether a division lies in another one (GB/T 2260: 520100 in 520000).
func below(inner, outer string) bool {
	n := len(outer)
	for n > 2 && outer[n-2:n] == "00" {
		n -= 2
	}
	return inner[:n] == outer[:n]
}
