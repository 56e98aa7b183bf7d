package product

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Review answers the review points of the regime one by one; any risk fails the version, and a new
// version starts again. All seats of the panel must answer.
//
// GZ §20 §27 §28, GD §26 and YN §22 (six points), HE §24, HB 四(五)1.
type Review struct {
	Product  wire.ID       `json:"product"`
	Version  uint32        `json:"version"`
	Answers  []Reply       `json:"answers" max:"32"`
	Opinion  string        `json:"opinion" max:"500"`
	Evidence rule.Evidence `json:"evidence"`
}

// Reply is one point answered.
type Reply struct {
	Point string `json:"point" max:"40"`
	Risk  bool   `json:"risk"`
	Note  string `json:"note" max:"300"`
}

// Check looks at the body alone.
func (m *Review) Check() error {
	if err := checkNode(m.Product, m.Version); err != nil {
		return err
	}
	for _, a := range m.Answers {
		if a.Point == "" || a.Risk && a.Note == "" {
			return rule.Malformed("answers", "每项须写明要点，有风险的须说明",
				"each answer names its point, a risk is explained")
		}
	}
	return nil
}

// Apply records the answers and, with the last seat, the outcome.
func (m *Review) Apply(c *rule.Ctx) error {
	p, err := need(c, m.Product, m.Version)
	if err != nil {
		return err
	}
	if err := requireStatus(p, InReview); err != nil {
		return err
	}
	profile := regime.At(c.Store, p.Regime)
	seats, self := access.Sit(c, p.Panel, p.Jurisdiction, p.Maker)
	if len(seats) == 0 {
		if self {
			return ErrSelfReview.At("")
		}
		def := ErrNotReviewer
		if p.Stage == Redeveloped {
			def = ErrNotRedevReviewer
		}
		return profile.Refuse(def, "", "waiting", strings.Join(access.Waiting(p.Panel), ", "),
			"waiting_zh", access.WaitingZh(p.Panel))
	}
	if points := profile.List("review.points"); !answered(points, m.Answers) {
		return profile.Refuse(ErrPoints, "answers", "points", strings.Join(points, ", "))
	}

	decision := access.Yes
	for _, a := range m.Answers {
		p.Answers = append(p.Answers, Answer{Point: a.Point, Risk: a.Risk, Note: a.Note,
			By: p.Panel[seats[0]].Party})
		if a.Risk {
			decision = access.No
		}
	}
	for _, i := range seats {
		s := &p.Panel[i]
		s.Decision, s.Reason, s.Act = decision, m.Opinion, access.ActOf(c, false, m.Evidence)
	}
	switch {
	case decision == access.No:
		p.Status, p.Reviewed = Failed, c.Time
	case len(access.Waiting(p.Panel)) == 0:
		p.Status, p.Reviewed = Passed, c.Time
	}
	set(c.Store, p)
	c.Emit(WasReviewed{Product: p.ID, Version: p.Version, Status: p.Status})
	return nil
}

// answered tells whether every point has exactly one answer and nothing else has any.
func answered(points []string, answers []Reply) bool {
	if len(points) != len(answers) {
		return false
	}
	for _, point := range points {
		if !slices.ContainsFunc(answers, func(a Reply) bool { return a.Point == point }) {
			return false
		}
	}
	return true
}
