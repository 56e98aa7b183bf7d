package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EvidenceWithdraw ends a request whose document is no longer needed.
type EvidenceWithdraw struct {
	Request wire.ID `json:"request" need:"yes"`
	Reason  string  `json:"reason" max:"500" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *EvidenceWithdraw) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须写明事由", "must say why")
	}
	return checkID("request", m.Request)
}

// Apply waives the custodian's duty.
func (m *EvidenceWithdraw) Apply(c *rule.Ctx) error {
	v, err := openRequest(c, m.Request)
	switch {
	case err != nil:
		return err
	case c.Author() != v.ID.Party:
		return ErrSigner.At("", "who", v.ID.Party)
	}
	if err := regime.Waive(c, v.duty(), "evidence.withdrawn"); err != nil {
		return err
	}
	v.Withdrawn, v.Reason = c.Time, m.Reason
	evidences.Set(c.Store, v.ID, v)
	c.Emit(EvidenceDropped{ID: v.ID, Custodian: v.Custodian})
	return nil
}
