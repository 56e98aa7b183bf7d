package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PublicityStart begins the publicity of a chosen operator or of a qualified developer.
type PublicityStart struct {
	Subject string        `json:"subject" max:"12" words:"selection|developer" need:"yes"`
	ID      wire.ID       `json:"id" need:"yes"`
	Notice  rule.Evidence `json:"notice" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *PublicityStart) Check() error {
	if err := checkSubject(m.Subject, m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("notice", m.Notice)
}

// Apply starts the period.
func (m *PublicityStart) Apply(c *rule.Ctx) error {
	if m.Subject == OfSelection {
		v, p, err := step(c, m.ID, SelectionChosen)
		if err != nil {
			return err
		}
		v.Status = SelectionInPublicity
		selections.Set(c.Store, m.ID, v)
		m.start(c, p)
		return nil
	}
	v, p, _, err := developerStep(c, m.ID, DeveloperQualified)
	if err != nil {
		return err
	}
	v.Status = DeveloperInPublicity
	developers.Set(c.Store, m.ID, v)
	m.start(c, p)
	return nil
}

func (m *PublicityStart) start(c *rule.Ctx, p regime.Profile) {
	object := ""
	if m.Subject == OfSelection {
		object = p.Text("operator_publicity.object")
	}
	publicities.Set(c.Store, subjectKey{m.Subject, m.ID},
		Publicity{By: c.Author(), Object: object, Notice: m.Notice, Started: c.Time,
			StartedBy: c.Signers})
	opens, provisional := regime.Gate(p, c, publicityKey(m.Subject), c.Time)
	c.Emit(PublicityStarted{Subject: m.Subject, ID: m.ID, Opens: opens, Provisional: provisional})
}
