package access

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ConsentRevoke ends consents when their subjects said so. It looks ahead only: calls before that
// instant, and their revenue, stand. The collector records it; a subject whom the collector does
// not hear turns to the bureau.
type ConsentRevoke struct {
	Handles  []uint64      `json:"handles" max:"1500" need:"yes"` // ascending
	Since    wire.Time     `json:"since"`                         // 0: now
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check looks at the body alone.
func (m *ConsentRevoke) Check() error {
	if len(m.Handles) == 0 {
		return rule.Malformed("handles", "至少一项同意", "at least one consent is required")
	}
	for i, h := range m.Handles {
		if h == 0 || i > 0 && h <= m.Handles[i-1] {
			return rule.Malformed("handles", "须为严格递增的同意序号", "must be ascending numbers of consents")
		}
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Writes are the consents.
func (m *ConsentRevoke) Writes() uint32 { return uint32(min(len(m.Handles), maxConsents)) }

// Apply ends the consents.
func (m *ConsentRevoke) Apply(c *rule.Ctx) error {
	at, err := since(c, "since", m.Since)
	if err != nil {
		return err
	}
	ended := make([]Consent, len(m.Handles))
	look := NewConsents(c.Store)
	for i, h := range m.Handles {
		v, set, ok := look.find(h)
		bureau := party.HasRole(c.Standing(), c.Author(), "bureau", set.Jurisdiction, c.Time)
		switch {
		case !ok:
			return ErrConsentUnknown.At("handles", "handle", h)
		case c.Author() != set.ID.Party && !bureau:
			return ErrCollector.At("", "party", c.Author())
		case v.Revoked != 0 || set.To != 0 && at >= set.To:
			return ErrConsentRevoked.At("handles", "handle", h)
		}
		v.Revoked = max(at, set.From)
		ended[i] = v
	}
	for i, h := range m.Handles {
		consents.Set(c.Store, h, ended[i])
	}
	c.Emit(ConsentsRevoked{Handles: m.Handles, At: at})
	return nil
}
