package access

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ApplicationReview decides an application for every open seat that the signers hold. Items, when
// given, are what these reviewers allow: never more than was asked for (最小必要, rulings L2). The
// last yes approves what all reviewers allow; the first no rejects. A decision after its deadline
// counts and is late.
//
// GZ §18: joint review by data authority and providing departments, experts may be heard; YN §20;
// GD §24: within ten working days; HB 四(三): by the providers within five.
type ApplicationReview struct {
	Application wire.ID       `json:"application" need:"yes"`
	Decision    string        `json:"decision" max:"10" words:"approve|reject" need:"yes"`
	Answers     []Judgement   `json:"answers" max:"16"` // of each criterion that the regime names
	Items       []Item        `json:"items" max:"32"`
	Reason      string        `json:"reason" max:"500"`
	Evidence    rule.Evidence `json:"evidence"` // an expert opinion, if one was heard
}

// Check looks at the body alone.
func (m *ApplicationReview) Check() error {
	switch {
	case !m.Application.Valid():
		return rule.Malformed("application", "须填写申请编号", "must name the application")
	case m.Decision != Yes && m.Decision != No:
		return rule.Malformed("decision", "须为 approve 或 reject", "must be approve or reject")
	case m.Decision == No && m.Reason == "":
		return rule.Malformed("reason", "不予通过须说明理由", "a rejection needs a reason")
	case m.Decision == No && len(m.Items) > 0:
		return rule.Malformed("items", "不予通过时不得列批准内容", "a rejection allows nothing")
	case len(m.Items) > 0:
		return checkItems("items", m.Items)
	}
	return nil
}

// Apply records the decision and, with the last seat, its outcome.
func (m *ApplicationReview) Apply(c *rule.Ctx) error { return m.decide(c, StepData) }

// decide is the review of either step.
func (m *ApplicationReview) decide(c *rule.Ctx, step string) error {
	a, p, err := awaiting(c, m.Application)
	if err != nil {
		return err
	}
	if a.Step != step {
		return ErrOtherStep.At("application", "id", a.ID, "kind", a.duty())
	}
	seats, err := a.seated(c, p)
	if err != nil {
		return err
	}
	if err := m.requireAnswers(p, a); err != nil {
		return err
	}
	if err := requireWithin(p, ErrWiderThanAsked, "items", a.Items, m.Items); err != nil {
		return err
	}
	binding := false
	for _, i := range seats {
		binding = binding || !a.Panel[i].Consulted
	}
	left := a.Approved
	if binding {
		left = intersect(a.Approved, m.Items)
	}
	if m.Decision == Yes && len(left) == 0 {
		return ErrNothingLeft.At("items")
	}

	for _, i := range seats {
		s := &a.Panel[i]
		s.Decision, s.Reason, s.Items, s.Answers = m.Decision, m.Reason, m.Items, m.Answers
		s.Act = ActOf(c, false, m.Evidence)
	}
	over := ""
	switch {
	case m.Decision == No && binding:
		a.Status, a.Decided, a.Approved, over = Rejected, c.Time, nil, "application.rejected"
	case agreed(a.Panel):
		a.Status, a.Decided, a.Approved = Approved, c.Time, left
	default:
		a.Status, a.Approved = UnderReview, left
	}
	late := SettleReview(c, a.Panel, a.duty(), a.ID, over)
	applications.Set(c.Store, a.ID, a)
	c.Emit(ApplicationReviewed{ID: a.ID, Status: a.Status, DaysLate: late, Flags: flagged(p, late)})
	return nil
}

func flagged(p regime.Profile, late uint32) []string {
	if late > 0 && p.Text("application.overdue_effect") == "flag" {
		return []string{FlagOverdue}
	}
	return nil
}

// requireAnswers wants an approval to find every criterion met, one by one. With two steps they are
// those of the scenario.
func (m *ApplicationReview) requireAnswers(p regime.Profile, a Application) error {
	criteria := p.List("application.criteria")
	if twoSteps(p) && a.Step == StepData {
		criteria = nil
	}
	answered := map[string]bool{}
	for _, v := range m.Answers {
		answered[v.Criterion] = true
		if v.Unmet && m.Decision == Yes {
			return p.Refuse(ErrCriteria, "answers", "criteria", v.Criterion)
		}
	}
	var missing []string
	for _, k := range criteria {
		if !answered[k] {
			missing = append(missing, k)
		}
	}
	if len(missing) > 0 && m.Decision == Yes || len(answered) != len(m.Answers) ||
		len(m.Answers) > len(criteria)-len(missing) {
		return p.Refuse(ErrCriteria, "answers", "criteria", strings.Join(criteria, ", "))
	}
	return nil
}
