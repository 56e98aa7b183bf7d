package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LegacyRegister registers an operation that began before the regime. Its implementing body owes
// that it conforms within the time the regime gives from its first day.
type LegacyRegister struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Operator     string        `json:"operator" max:"120" need:"yes"` // a party's id, or a name
	Began        wire.Date     `json:"began" need:"yes"`
	Document     rule.Evidence `json:"document" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *LegacyRegister) Check() error {
	switch {
	case m.Operator == "":
		return rule.Malformed("operator", "须写明运营机构", "must name the operator")
	case !m.Began.Valid():
		return rule.Malformed("began", "须为日期", "must be a date")
	}
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("document", m.Document)
}

// Apply registers it and opens the duty to conform.
func (m *LegacyRegister) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	p, err := regime.Require(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	if !p.Has("legal.transition", mustConform) {
		return p.Refuse(ErrNoTransition, "")
	}
	by, err := implementer(c, p, p.List("modes.allowed")[0], m.Jurisdiction)
	if err != nil {
		return err
	}
	first := p.Issue().EffectiveFrom
	switch {
	case legacies.Has(c.Store, m.ID):
		return ErrLegacy.At("id", "id", m.ID)
	case m.Began >= first:
		return p.Refuse(ErrNotEarlier, "began", "first", first)
	}
	legacies.Set(c.Store, m.ID, Legacy{ID: m.ID, Jurisdiction: m.Jurisdiction, Regime: p.Ref(),
		Operator: m.Operator, Began: m.Began, Document: m.Document, By: by, Registered: c.Time})
	e := LegacyRegistered{ID: m.ID}
	if span, ok := p.Span("legal.transition_within"); ok {
		id := conformity(m.ID, by)
		if err := regime.Open(c, p.Within(m.Jurisdiction), id, first, span); err != nil {
			return err
		}
		s, _ := regime.Deadline(c.Store, id, c.Time)
		e.Due = s.Due
	}
	c.Emit(e)
	return nil
}

func conformity(id wire.ID, by string) regime.DutyID {
	return regime.DutyID{Owner: by, Duty: DutyConform, Object: id.String()}
}
