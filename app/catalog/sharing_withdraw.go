package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SharingWithdraw ends a consent from now on; what was done under it stands (law/matrix SM-17).
type SharingWithdraw struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Reason   string        `json:"reason" max:"1000" need:"yes"`
	Evidence rule.Evidence `json:"evidence"` // needed when the sharer does not sign
}

// Check refuses a body that no state could make right.
func (m *SharingWithdraw) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须说明理由", "needs its reason")
	}
	return checkID("id", m.ID)
}

// Apply ends the interval of the consent.
func (m *SharingWithdraw) Apply(c *rule.Ctx) error {
	k, err := needConsent(c, m.ID, Given, m.Evidence)
	if err != nil {
		return err
	}
	k.Status, k.To, k.Reason = Withdrawn, c.Time, m.Reason
	if m.Evidence.Given() {
		k.Evidence = m.Evidence
	}
	end(c.Store, consented, k.Resource, k.From, c.Time)
	consents.Set(c.Store, m.ID, k)
	c.Emit(ConsentWithdrawn{ID: m.ID, Resource: k.Resource})
	return nil
}
