package regime

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Objection is what a member holds against a profile version. It is recorded and shown with the
// version; it never stops it (rulings L1).
type Objection struct {
	Reason   string        `json:"reason" max:"1000"`
	Document rule.Evidence `json:"document"`
	Recorded wire.Time     `json:"recorded"`
}

// ProfileObject records an objection of the author's party while the version waits.
type ProfileObject struct {
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Version      uint32        `json:"version" need:"yes"`
	Reason       string        `json:"reason" max:"1000" need:"yes"`
	Document     rule.Evidence `json:"document"` // may be empty
}

// Check requires a reason.
func (m *ProfileObject) Check() error {
	if !party.IsJurisdiction(m.Jurisdiction) {
		return rule.Malformed("jurisdiction", "须为六位行政区划代码", "must be a six-digit division code")
	}
	if m.Reason == "" {
		return rule.Malformed("reason", "须写明理由", "a reason is required")
	}
	return nil
}

// Apply records it.
func (m *ProfileObject) Apply(c *rule.Ctx) error {
	i, ok := issues.Get(c.Store, Ref{m.Jurisdiction, m.Version})
	if !ok {
		return ErrProfileUnknown.At("version", "jurisdiction", m.Jurisdiction, "version", m.Version)
	}
	if c.Time >= i.From { // a draft has no instant from which it counts
		return ErrProfileSettled.At("version", "jurisdiction", m.Jurisdiction, "version", m.Version)
	}
	at := objectionAt{m.Jurisdiction, m.Version, c.Author()}
	if objections.Has(c.Store, at) {
		return ErrObjected.At("version", "party", c.Author())
	}

	objections.Set(c.Store, at, Objection{Reason: m.Reason, Document: m.Document, Recorded: c.Time})
	c.Emit(ProfileObjected{Jurisdiction: m.Jurisdiction, Version: m.Version, Party: c.Author()})
	return nil
}
