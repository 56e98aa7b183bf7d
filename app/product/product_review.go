package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Review answers the review points of the regime one by one; any risk fails the version, and a new
// version starts again. All seats of the panel must answer.
//
// GZ §20 §27 §28, GD §26 and YN §22 (six points), HE §24, HB 四(五)1.
type Review struct {
	Product  wire.ID       `json:"product" need:"yes"`
	Version  uint32        `json:"version" need:"yes"`
	Answers  []Reply       `json:"answers" max:"32"`
	Opinion  string        `json:"opinion" max:"500"`
	Evidence rule.Evidence `json:"evidence"`
}

// Reply is one point answered.
type Reply struct {
	Point string `json:"point" max:"40"`
	Risk  bool   `json:"risk"`
	// the risk stands with the consent of the data's subjects, as the evidence shows
	Consented bool   `json:"consented"`
	Note      string `json:"note" max:"300"`
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
	if err := p.requireThawed(c); err != nil {
		return err
	}
	seats, self := p.sit(c)
	if len(seats) == 0 {
		if self {
			return ErrSelfReview.At("")
		}
		return p.notSeated(c)
	}
	if err := m.requireAnswers(c, p, seats); err != nil {
		return err
	}

	decision := access.Yes
	for _, a := range m.Answers {
		p.Answers = append(p.Answers, Answer{Point: a.Point, Risk: a.Risk, Consented: a.Consented,
			Note: a.Note, By: p.Panel[seats[0]].Party})
		if a.fails() {
			decision = access.No
		}
	}
	for _, i := range seats {
		s := &p.Panel[i]
		s.Decision, s.Reason, s.Act = decision, m.Opinion, access.ActOf(c, false, m.Evidence)
	}
	left, _ := p.waiting()
	switch {
	case decision == access.No:
		p.Status, p.Reviewed = Failed, c.Time
	case left == "":
		p.Status, p.Reviewed = Passed, c.Time
	}
	late, err := p.meetDuties(c)
	if err != nil {
		return err
	}
	set(c.Store, p)
	c.Emit(WasReviewed{Product: p.ID, Version: p.Version, Status: p.Status, Flags: late})
	return nil
}

// notSeated refuses under the regime of the first seat that waits.
func (p Product) notSeated(c *rule.Ctx) error {
	def := ErrNotReviewer
	if p.Stage == Redeveloped {
		def = ErrNotRedevReviewer
	}
	en, zh := p.waiting()
	first := slices.IndexFunc(p.Panel, func(s Seat) bool { return s.Decision == "" })
	return p.Laws[p.Panel[first].Law].profile(c.Store).Refuse(def, "", "waiting", en,
		"waiting_zh", zh)
}
