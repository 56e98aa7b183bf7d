package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementTerminate ends an agreement before its term. Grants, products and trades under it end
// with it, because they ask Agreement.RunsDuring (rulings E6).
type AgreementTerminate struct {
	ID       wire.ID       `json:"id"`
	Ground   string        `json:"ground" max:"500"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *AgreementTerminate) Check() error {
	if m.Ground == "" {
		return rule.Malformed("ground", "须说明终止事由", "must give the ground")
	}
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply ends the agreement at the law time of the block. The implementing body signs.
func (m *AgreementTerminate) Apply(c *rule.Ctx) error {
	a, ok := agreements.Get(c.Store, m.ID)
	if !ok {
		return ErrAgreementUnknown.At("id", "id", m.ID)
	}
	by, err := implementer(c, regime.At(c.Store, a.Regime), a.Mode, a.Jurisdiction)
	if err != nil {
		return err
	}
	if c.Time >= a.End() {
		return ErrEnded.At("id", "id", m.ID, "at", a.End())
	}
	a.EndedAt, a.EndCause, a.EndEvidence, a.EndedBy = c.Time, m.Ground, m.Evidence, by
	agreements.Set(c.Store, m.ID, a)
	c.Emit(AgreementTerminated{ID: m.ID, At: c.Time, Ground: m.Ground})
	return nil
}
