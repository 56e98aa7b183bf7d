package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SharingGive answers a request for consent. The sharer signs; where it has no key the collector
// records its document, marked attested (rulings L3).
type SharingGive struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Consent  bool          `json:"consent"`
	Reason   string        `json:"reason" max:"1000"`
	Evidence rule.Evidence `json:"evidence"` // needed when the sharer does not sign
}

// Check refuses a body that no state could make right.
func (m *SharingGive) Check() error {
	if !m.Consent && m.Reason == "" {
		return rule.Malformed("reason", "不同意须说明理由", "declining needs its reason")
	}
	return checkID("id", m.ID)
}

// Apply records the answer; a consent stands from now on.
func (m *SharingGive) Apply(c *rule.Ctx) error {
	k, err := needConsent(c, m.ID, Requested, m.Evidence)
	if err != nil {
		return err
	}
	if _, stands := standing(c.Store, consented, k.Resource, c.Time, c.Time+1); stands && m.Consent {
		return ErrConsented.At("id", "id", k.Resource)
	}
	k.Status, k.Answered, k.Reason, k.Evidence = Declined, c.Time, m.Reason, m.Evidence
	k.AnsweredBy = c.Signers
	if m.Consent {
		k.Status, k.From = Given, c.Time
		consented.Set(c.Store, since{k.Resource, c.Time}, Interval{Act: k.ID})
	}
	consents.Set(c.Store, m.ID, k)
	c.Emit(ConsentAnswered{ID: m.ID, Resource: k.Resource, Consent: m.Consent, Attested: k.Attested})
	return nil
}
