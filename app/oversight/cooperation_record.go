package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CooperationRecord says that somebody under evaluation or inspection refused material, concealed
// it or gave false material. It is a fact for whoever evaluates; it takes nothing away.
//
// GZ §23, GD §38¶3, YN §26¶3, HE §33, HB 五(八).
type CooperationRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Fact      string        `json:"fact" max:"16" words:"refused|concealed|false" need:"yes"`
	What      string        `json:"what" max:"1000" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// facts are the ways not to cooperate.
var facts = []string{"refused", "concealed", "false"}

// Check refuses a body that no state could make right.
func (m *CooperationRecord) Check() error {
	if !slices.Contains(facts, m.Fact) {
		return rule.Malformed("fact", "须为 refused、concealed 或 false",
			"must be refused, concealed or false")
	}
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	return checkRecord(m.ID, m.What, m.Evidence)
}

// Apply records the fact. Whoever evaluates or supervises the subject authors it.
func (m *CooperationRecord) Apply(c *rule.Ctx) error {
	s, err := find(c, m.Subject, m.Agreement)
	switch {
	case err != nil:
		return err
	case !s.supervises(c, c.Author()) && c.Author() != s.over:
		return ErrSupervisor.At("", "who", s.over)
	}
	return Record{ID: m.ID, Sort: Cooperation, Subject: m.Subject, Agreement: m.Agreement,
		Jurisdiction: s.base.Jurisdiction, Party: s.party, By: c.Author(), Word: m.Fact, What: m.What,
		On: c.Time.Date(), Evidence: m.Evidence}.put(c)
}
