package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LegacyConform says that an earlier operation conforms: it goes on under an agreement of these
// rules, or it ended.
//
// GD §42¶2, YN §34.
type LegacyConform struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement"` // zero: the operation ended
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *LegacyConform) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records it and meets the duty, where the regime sets a time.
func (m *LegacyConform) Apply(c *rule.Ctx) error {
	v, ok := legacies.Get(c.Store, m.ID)
	if !ok {
		return ErrNoLegacy.At("id", "id", m.ID)
	}
	if !c.SignedBy(v.By) {
		return ErrFiler.At("", "who", v.By)
	}
	if v.Conformed != 0 {
		return ErrConformed.At("id", "id", m.ID, "at", v.Conformed)
	}
	if a, ok := agreements.Get(c.Store, m.Agreement); !m.Agreement.IsZero() &&
		(!ok || a.Jurisdiction != v.Jurisdiction) {
		return ErrAgreementUnknown.At("agreement", "id", m.Agreement)
	}
	if id := conformity(m.ID, v.By); opened(c, id) {
		if err := regime.Meet(c, id); err != nil {
			return err
		}
	}
	v.Conformed, v.Agreement, v.Evidence = c.Time, m.Agreement, m.Evidence
	legacies.Set(c.Store, m.ID, v)
	c.Emit(LegacyConformed{ID: m.ID, Agreement: m.Agreement})
	return nil
}

func opened(c *rule.Ctx, id regime.DutyID) bool {
	_, ok := regime.Deadline(c.Store, id, c.Time)
	return ok
}
