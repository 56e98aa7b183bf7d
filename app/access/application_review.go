package access

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ApplicationReview decides an application for every open seat that the signers hold. Items, when
// given, are what these reviewers allow: never more than was asked for (最小必要, rulings L2). The
// last yes approves what all reviewers allow; the first no rejects.
//
// GZ §18: joint review by data authority and providing departments, experts may be heard; YN §20;
// GD §24; HB 四(二)(三).
type ApplicationReview struct {
	Application wire.ID       `json:"application"`
	Decision    string        `json:"decision" max:"10"`
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
func (m *ApplicationReview) Apply(c *rule.Ctx) error {
	a, ok := applications.Get(c.Store, m.Application)
	if !ok {
		return ErrUnknownApplication.At("application", "id", m.Application)
	}
	if a.Status != Submitted {
		return ErrDecided.At("application", "id", a.ID, "status", a.Status)
	}
	p := regime.At(c.Store, a.Regime)
	seats, self := Sit(c, a.Panel, a.Jurisdiction, a.Applicant)
	if len(seats) == 0 {
		if self {
			return ErrSelfReview.At("")
		}
		return p.Refuse(ErrNotReviewer, "", "waiting", strings.Join(Waiting(a.Panel), ", "),
			"waiting_zh", WaitingZh(a.Panel))
	}
	if err := requireWithin(p, ErrWiderThanAsked, "items", a.Items, m.Items); err != nil {
		return err
	}
	left := intersect(a.Approved, m.Items)
	if m.Decision == Yes && len(left) == 0 {
		return ErrNothingLeft.At("items")
	}

	for _, i := range seats {
		s := &a.Panel[i]
		s.Decision, s.Reason, s.Items = m.Decision, m.Reason, m.Items
		s.Act = ActOf(c, false, m.Evidence)
	}
	switch {
	case m.Decision == No:
		a.Status, a.Decided, a.Approved = Rejected, c.Time, nil
	case decided(a.Panel):
		a.Status, a.Decided, a.Approved = Approved, c.Time, left
	default:
		a.Approved = left
	}
	applications.Set(c.Store, a.ID, a)
	c.Emit(ApplicationReviewed{ID: a.ID, Status: a.Status})
	return nil
}
