package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PublicityObject is the author's objection (异议), taken from any party while the period runs. A
// party has one unresolved objection at a time: each one has to be answered before the next step,
// so that more of them would only hold the procedure up.
type PublicityObject struct {
	Subject  string        `json:"subject" max:"12" words:"selection|developer" need:"yes"`
	ID       wire.ID       `json:"id" need:"yes"`
	Text     string        `json:"text" max:"1000" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *PublicityObject) Check() error {
	if m.Text == "" {
		return rule.Malformed("text", "须写明异议内容", "must say what the objection is")
	}
	return checkSubject(m.Subject, m.ID)
}

// Apply records the objection.
func (m *PublicityObject) Apply(c *rule.Ctx) error {
	p, v, err := inPublicity(c, m.Subject, m.ID)
	if err != nil {
		return err
	}
	// A provisional end may still move out when the calendar lands, so it closes nothing.
	opens, provisional := regime.Gate(p, c, publicityKey(m.Subject), v.Started)
	if c.Time >= opens && !provisional {
		return cited(p, publicityKey(m.Subject)+".min", ErrOver.At("id"))
	}
	seat := objectorKey{m.Subject, m.ID, c.Author()}
	if last, ok := objectors.Get(c.Store, seat); ok {
		if o, _ := objections.Get(c.Store, objectionKey{m.Subject, m.ID, last.No}); o.Resolved == 0 {
			return ErrObjected.At("id", "party", c.Author(), "no", last.No)
		}
	}
	v.Objections++
	v.Open++
	publicities.Set(c.Store, subjectKey{m.Subject, m.ID}, v)
	objections.Set(c.Store, objectionKey{m.Subject, m.ID, v.Objections},
		Objection{By: c.Author(), Text: m.Text, Evidence: m.Evidence, Raised: c.Time})
	objectors.Set(c.Store, seat, objector{v.Objections})
	c.Emit(PublicityObjected{Subject: m.Subject, ID: m.ID, No: v.Objections, By: c.Author()})
	return nil
}
