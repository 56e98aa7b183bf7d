package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IncidentOpen says that a security incident befell an operator or developer. Whoever performs
// opens it, or whoever is across. The offices that the profile names have to be told in time.
//
// YN §29, HB 五(五)3, HE §35(3), GD §39(4).
type IncidentOpen struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	What      string        `json:"what" max:"500" need:"yes"` // no personal data
	Occurred  wire.Time     `json:"occurred" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *IncidentOpen) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	if m.What == "" {
		return rule.Malformed("what", "须写明事件情况", "must say what happened")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply opens the incident and the duties to report it. On an operator's agreement it leaves the
// mark that the ground of termination rests on (HE §35(3)).
func (m *IncidentOpen) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, m.Subject, m.Agreement)
	switch {
	case err != nil:
		return err
	case c.Author() != s.party && c.Author() != s.over:
		return ErrSigner.At("", "who", s.party)
	case taken(c, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	case m.Occurred > c.Time:
		return rule.Malformed("occurred", "不得晚于当前", "must not be later than now")
	}
	v := Incident{ID: m.ID, Subject: m.Subject, Agreement: m.Agreement, Regime: s.p.Ref(),
		Party: s.party, What: m.What, Occurred: m.Occurred, Opened: c.Time, By: c.Author(),
		Evidence: m.Evidence, Told: s.toldOf(c)}
	if span, ok := s.p.Span("incident.report.deadline"); ok {
		for _, t := range v.Told {
			owed{id: v.duty(t.Office), under: s.base.ID, p: s.p, from: c.Time.Date(),
				span: span}.open(c)
		}
	}
	incidents.Set(c.Store, m.ID, v)
	access.OpenGround(c, m.ID, "incident")
	authorization.NoteIncident(c, s.party, m.ID, m.Occurred)
	if s.kind == Operator {
		authorization.SetMark(c, s.id, m.ID, authorization.MarkIncident, regime.DutyID{})
	}
	c.Emit(IncidentOpened{ID: m.ID, Party: s.party})
	return nil
}
