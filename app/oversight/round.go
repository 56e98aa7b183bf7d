package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Round is how far the clock has opened the duties that come back: all that begin up to Done. A
// walk over the agreements is under way while Upto is set; it opens what begins on the days
// (Done, Upto] and goes on after the agreement After.
type Round struct {
	Done  wire.Date `json:"done"`
	Upto  wire.Date `json:"upto"`
	After wire.ID   `json:"after"`
}

// maxVisits bounds the agreements visited in one block.
const maxVisits = 8

// endBlock walks the agreements once for every day that is over, a few in each block, and opens
// what their regimes make come back: evaluations, disclosures, reports. When a duty is due follows
// from the agreement, not from the block that opens it (rulings E7).
func endBlock(c *rule.Ctx) {
	over := c.Time.Date().Add(-1)
	v, begun := round.Get(c.Store)
	switch {
	case !begun:
		v = Round{Done: over}
	case v.Upto == 0 && v.Done >= over:
		return
	case v.Upto == 0:
		v.Upto = over
	}
	if begun {
		v = v.visit(c)
	}
	if c.Spent() {
		return
	}
	_ = c.Try(func(c *rule.Ctx) error { // one write of our own record: it cannot be refused
		round.Set(c.Store, v)
		return nil
	})
}

// visit opens what begins for the next few agreements. One that does not fit into the block waits
// for the next; one that panics is passed over with an alarm (rulings E3).
func (v Round) visit(c *rule.Ctx) Round {
	page, more := authorization.AgreementsAfter(c.Store, v.After, maxVisits)
	for _, a := range page {
		err := c.Try(func(c *rule.Ctx) error {
			for _, o := range owing(c, a, v.Done, v.Upto) {
				o.open(c)
			}
			return nil
		})
		if refused, ok := err.(*rule.Refused); c.Spent() || ok && refused.Refusal == rule.OverBudget {
			return v
		}
		if err != nil {
			c.Emit(RoundPassedOver{Agreement: a.ID, Upto: v.Upto})
		}
		v.After = a.ID
	}
	if !more {
		return Round{Done: v.Upto}
	}
	return v
}

// owed is a duty that comes back, before it is opened.
type owed struct {
	id    regime.DutyID
	under wire.ID        // the agreement it comes from, zero: none
	p     regime.Profile // on the calendar of place
	place string         // of the acting office
	from  wire.Date
	span  regime.Span
}

// open opens the duty unless it is. It panics on a refusal, which only a duty that exists meets.
func (o owed) open(c *rule.Ctx) {
	if _, opened := regime.Deadline(c.Store, o.id, c.Time); opened {
		return
	}
	if err := regime.OpenFor(c, o.p, o.id, o.under, o.from, o.span); err != nil {
		panic(err)
	}
}

// meet marks the duty as done, opening it first when the clock has not come to it. False: it was
// met before.
func (o owed) meet(c *rule.Ctx) bool {
	o.open(c)
	return regime.Meet(c, o.id) == nil
}
