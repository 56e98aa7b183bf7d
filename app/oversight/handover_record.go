package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// HandoverRecord says that business and data were handed over after the end (GZ §30¶2, GD §39¶2).
type HandoverRecord struct {
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"` // the protocol of the handover
}

// Check refuses a body that no state could make right.
func (m *HandoverRecord) Check() error {
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the handover: whoever hands over and whoever is across both sign.
func (m *HandoverRecord) Apply(c *rule.Ctx) error {
	s, v, err := over(c, m.Subject, m.Agreement)
	if err != nil {
		return err
	}
	for _, who := range []string{s.party, s.over} {
		if !c.SignedBy(who) {
			return ErrSigner.At("", "who", who)
		}
	}
	v.HandedOver, v.Handover = c.Time, m.Evidence
	endings.Set(c.Store, endingKey{m.Subject, m.Agreement}, v)
	c.Emit(HandedOver{Agreement: m.Agreement, By: s.party})
	return nil
}
