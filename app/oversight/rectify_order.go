package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RectifyOrder tells an operator or developer to put something right within a time.
//
// HE §34: access to public data is closed meanwhile, in the same transaction and for the data
// alone; the implementing body sets the limit. YN §26: thirty days. GZ §30(2), GD §39(3), HB 五(八).
type RectifyOrder struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	What      string        `json:"what" max:"500" need:"yes"`
	Limit     wire.Date     `json:"limit"` // the last day, where no rule sets it
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *RectifyOrder) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if m.What == "" {
		return rule.Malformed("what", "须写明整改内容", "must say what to put right")
	}
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the order and opens its deadline.
func (m *RectifyOrder) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, m.Subject, m.Agreement)
	if err != nil {
		return err
	}
	var by string
	if word := s.p.Text("rectify.set_by"); word != "" && m.Subject == Operator {
		by, err = s.signs(c, word)
	} else {
		by, err = s.evaluator(c)
	}
	if err != nil {
		return err
	}
	if taken(c, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	span, err := s.limit(c, m.Limit)
	if err != nil {
		return err
	}
	order(c, s, m.ID, by, m.What, span)
	return nil
}

// limit is the time to rectify: the profile's, else the day that the order sets.
func (s subject) limit(c *rule.Ctx, last wire.Date) (regime.Span, error) {
	if c.Time >= s.ended {
		return regime.Span{}, ErrEnded.At("agreement", "id", s.id, "at", s.ended)
	}
	if span, ok := s.p.Span("rectify.deadline"); ok {
		if last != 0 {
			return span, s.p.Refuse(ErrLimitSet, "limit", "n", span.N, "unit", span.Unit)
		}
		return span, nil
	}
	return daysUntil(c, last)
}

// daysUntil is the time up to a last day that the paper sets.
func daysUntil(c *rule.Ctx, last wire.Date) (regime.Span, error) {
	today := c.Time.Date()
	if !last.Valid() || last <= today || last > today.Add(maxLimitDays) {
		return regime.Span{}, ErrLimit.At("limit", "today", today, "days", maxLimitDays)
	}
	n := (int64(last.Start()) - int64(today.Start())) / 86400
	return regime.Span{N: uint32(n), Unit: regime.UnitCalendarDays}, nil
}

// maxLimitDays bounds the time an order may set.
const maxLimitDays = 366

// order records the rectification, opens its duty and, where the regime says so, closes access. It
// panics when the duty exists, which the new id of the order rules out.
func order(c *rule.Ctx, s subject, id wire.ID, by, what string, span regime.Span) {
	v := Rectification{ID: id, Subject: s.kind, Agreement: s.id, Regime: s.p.Ref(), Party: s.party,
		By: by, What: what, Ordered: c.Time, Status: Ordered,
		Suspended: s.p.Bool("rectify.suspend_data_access")}
	if err := regime.OpenFor(c, s.p, v.duty(), s.id, c.Time.Date(), span); err != nil {
		panic(err) // the id is new, and with it the duty
	}
	rectifications.Set(c.Store, id, v)
	if s.kind == Operator {
		authorization.SetMark(c, s.id, id, authorization.MarkRectify, v.duty())
	}
	if v.Suspended {
		access.Suspend(c, s.covers(), s.id, id, DutyRectify)
	}
	c.Emit(RectificationOrdered{ID: id, Party: s.party, Suspended: v.Suspended})
}

// covers names the scope of a suspension over the subject.
func (s subject) covers() string {
	if s.kind == Developer {
		return access.OfDevAgreement
	}
	return access.OfAgreement
}
