package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PublicityResolve answers an objection. Upheld voids the selection or rejects the developer; a
// dismissed one no longer blocks.
type PublicityResolve struct {
	Subject  string        `json:"subject" max:"12" words:"selection|developer" need:"yes"`
	ID       wire.ID       `json:"id" need:"yes"`
	No       uint32        `json:"no" need:"yes"`
	Upheld   bool          `json:"upheld"`
	Reason   string        `json:"reason" max:"1000" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *PublicityResolve) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须说明处理理由", "must give the reason")
	}
	return checkSubject(m.Subject, m.ID)
}

// Apply records the outcome. Whoever runs the procedure signs.
func (m *PublicityResolve) Apply(c *rule.Ctx) error {
	p, v, err := inPublicity(c, m.Subject, m.ID)
	if err != nil {
		return err
	}
	by, err := responsible(c, p, m.Subject, m.ID)
	if err != nil {
		return err
	}
	key := objectionKey{m.Subject, m.ID, m.No}
	o, ok := objections.Get(c.Store, key)
	if !ok || o.Resolved != 0 {
		return ErrObjection.At("no", "no", m.No)
	}
	o.Upheld, o.Reason, o.ResolvedBy, o.Resolution, o.Resolved = m.Upheld, m.Reason, by, m.Evidence,
		c.Time
	objections.Set(c.Store, key, o)
	v.Open--
	publicities.Set(c.Store, subjectKey{m.Subject, m.ID}, v)
	if m.Upheld {
		end(c, m.Subject, m.ID, m.Reason)
	}
	c.Emit(PublicityResolved{Subject: m.Subject, ID: m.ID, No: m.No, Upheld: m.Upheld})
	return nil
}

// end stops the procedure that an upheld objection hit.
func end(c *rule.Ctx, subject string, id wire.ID, reason string) {
	if subject == OfSelection {
		s, _ := selections.Get(c.Store, id)
		s.Status = SelectionVoid
		selections.Set(c.Store, id, s)
		return
	}
	d, _ := developers.Get(c.Store, id)
	d.Status, d.Reason = DeveloperRejected, reason
	developers.Set(c.Store, id, d)
}
