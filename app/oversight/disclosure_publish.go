package oversight

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DisclosurePublish says that something about an agreement was made public (信息披露), by its
// implementing body or its operator. It meets the author's turn of disclosing, and the duty to
// publish the agreement, a change of it or its end where the body names one.
//
// GZ §24, GD §23 §35, YN §32, HE §31, HB 四(七)4.
type DisclosurePublish struct {
	ID        wire.ID `json:"id" need:"yes"`
	Agreement wire.ID `json:"agreement" need:"yes"`
	// object, content, scope, term, operation, product_list, resource_use, tariffs
	Topics   []string      `json:"topics" max:"16"`
	Duty     string        `json:"duty" max:"40"`       // such as agreement.publish; "" a periodic one
	No       uint32        `json:"no"`                  // of that duty
	Where    string        `json:"where" max:"200"`     // where the public finds it
	Document rule.Evidence `json:"document" need:"yes"` // what was published, with its digest
}

// Disclosure is what was published.
type Disclosure struct {
	ID        wire.ID       `json:"id"`
	Agreement wire.ID       `json:"agreement"`
	By        string        `json:"by" max:"32"`
	Topics    []string      `json:"topics" max:"16"`
	Turn      uint32        `json:"turn"` // the turn it meets; 0: none was open, or a duty of its own
	Duty      string        `json:"duty" max:"40"`
	Where     string        `json:"where" max:"200"`
	Document  rule.Evidence `json:"document"`
	Published wire.Time     `json:"published"`
}

// Check refuses a body that no state could make right.
func (m *DisclosurePublish) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	switch {
	case m.Duty == "" && len(m.Topics) == 0:
		return rule.Malformed("topics", "须写明披露的内容", "must say what is disclosed")
	case m.Duty != "" && !strings.HasSuffix(m.Duty, ".publish"):
		return rule.Malformed("duty", "须为公开事项", "must be a duty to publish")
	}
	return rule.RequireEvidence("document", m.Document)
}

// Apply records the publication and meets what it answers.
func (m *DisclosurePublish) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, Operator, m.Agreement)
	if err != nil {
		return err
	}
	if disclosures.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	v := Disclosure{ID: m.ID, Agreement: m.Agreement, By: c.Author(), Topics: m.Topics, Duty: m.Duty,
		Where: m.Where, Document: m.Document, Published: c.Time}
	if m.Duty != "" {
		err = (&authorization.FilingDone{Object: m.Agreement, Duty: m.Duty, No: m.No,
			Evidence: m.Document}).Apply(c)
	} else {
		v.Turn, err = m.periodic(c, s)
	}
	if err != nil {
		return err
	}
	disclosures.Set(c.Store, m.ID, v)
	files(c.Store, m.Document.Digest, m.ID)
	c.Emit(Disclosed{ID: m.ID, Agreement: m.Agreement, By: v.By, Turn: v.Turn})
	return nil
}

// periodic meets the author's turn. It refuses somebody who does not disclose, and a publication
// that lacks a topic of the profile.
func (m *DisclosurePublish) periodic(c *rule.Ctx, s subject) (uint32, error) {
	key := map[string]string{s.base.Impl: "disclosure.impl",
		s.base.Operator: "disclosure.operator"}[c.Author()]
	if key == "" || len(s.p.List(key)) == 0 {
		return 0, ErrSigner.At("", "who", s.base.Impl+", "+s.base.Operator)
	}
	for _, topic := range s.p.List(key) {
		if slices.Contains(m.Topics, topic) {
			continue
		}
		if key == "disclosure.impl" {
			return 0, s.p.Refuse(ErrTopicsImpl, "topics", "topic", topic)
		}
		return 0, s.p.Refuse(ErrTopicsOperator, "topics", "topic", topic)
	}
	return s.serve(c, DutyDisclose, c.Author(), s.p.Text("disclosure.period")), nil
}
