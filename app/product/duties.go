package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// DutyReview is the duty to review a product version in time.
const DutyReview = "product.review"

// maxDuties bounds the parties whose clocks run on one version.
const maxDuties = 8

// duty is the deadline of one reviewing party; false where the law sets none for the stage. A seat
// that any holder of a role may take is answered for by the body that authorized.
func (p Product) duty(r state.Reader, s Seat) (regime.DutyID, regime.Span, bool) {
	l := p.Laws[s.Law]
	owner := s.Party
	if owner == "" || s.Role == roleThird {
		owner = l.Impl
	}
	id := regime.DutyID{Owner: owner, Duty: DutyReview, Object: p.Node()}
	if p.Stage != Primary || owner == "" {
		return id, regime.Span{}, false
	}
	span, ok := l.profile(r).Span("review.primary.deadline")
	return id, span, ok
}

// openDuties starts the clock of every reviewing party whose regime has one (GD §26). The version
// is submitted once, so that none of these duties exists.
func (p Product) openDuties(c *rule.Ctx) error {
	for _, s := range p.Panel {
		id, span, ok := p.duty(c.Store, s)
		if _, exists := regime.Deadline(c.Store, id, c.Time); !ok || exists {
			continue
		}
		l := p.Laws[s.Law]
		if err := regime.OpenFor(c, l.profile(c.Store), id, l.Agreement, c.Time.Date(),
			span); err != nil {
			return err
		}
	}
	return nil
}

// clocks counts the parties whose clocks would run.
func (p Product) clocks(r state.Reader) int {
	var owners []string
	for _, s := range p.Panel {
		id, _, ok := p.duty(r, s)
		if ok && !slices.Contains(owners, id.Owner) {
			owners = append(owners, id.Owner)
		}
	}
	return len(owners)
}

// meetDuties marks the duties of those who have decided as met and, once the review is over, those
// of the others as fallen away: what one no has ended nobody else owes. A decision after its day is
// valid and counted late; nothing is approved by silence (law/matrix A16).
func (p Product) meetDuties(c *rule.Ctx) (flags []string, err error) {
	for _, s := range p.Panel {
		id, _, ok := p.duty(c.Store, s)
		d, known := regime.Deadline(c.Store, id, c.Time)
		if !ok || !known || d.Met != 0 || d.Waived != 0 {
			continue
		}
		switch {
		case s.Decision != "":
			if d.Overdue {
				flags = []string{FlagLate}
			}
			err = regime.Meet(c, id)
		case p.Status != InReview:
			err = regime.Waive(c, id, "product.review_over")
		}
		if err != nil {
			return nil, err
		}
	}
	return flags, nil
}
