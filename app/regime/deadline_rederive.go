package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Bounds of one block's work on open duties after a calendar was set.
const (
	maxLooks = 500 // duties looked at
	maxMoves = 60  // duties moved, each within its own writes
)

// Rederivation is how far a new calendar has been carried to the open duties it may concern.
type Rederivation struct {
	List  uint32    `json:"list"`
	Due   wire.Date `json:"due"`
	Owner string    `json:"owner" max:"32"`
	Duty  string    `json:"duty" max:"40"`
	Of    string    `json:"object" max:"80"`
}

// begins names the day before the year: duties due earlier do not depend on its calendar.
func begins(y YearOf) Rederivation { return Rederivation{Due: wire.Date(y.Year)*10000 + 100} }

// almanac holds the calendars of places while one block's duties are looked at.
type almanac map[string]days

func (a almanac) at(r state.Reader, place string) days {
	if _, ok := a[place]; !ok {
		a[place] = newDays(r, place)
	}
	return a[place]
}

// Rederiving reports whether a calendar is still being carried to open duties, so that the lists
// may hold some of them under their day of before.
func Rederiving(r state.Reader) (pending bool) {
	rederivations.Each(r, func(YearOf, Rederivation) bool {
		pending = true
		return false
	})
	return pending
}

// rederive goes on with the first calendar that waits, and the next ones while the block's share
// lasts.
func rederive(c *rule.Ctx) {
	looks, moves, known := maxLooks, maxMoves, almanac{}
	for looks > 0 && moves > 0 && room(c) {
		y, at, ok := first(c.Store)
		if !ok {
			return
		}
		err := c.Try(func(c *rule.Ctx) error { return y.slice(c, at, known, &looks, &moves) })
		if overBudget(err) {
			return
		}
		if err != nil { // parked: a mistake of ours, seen by the invariant
			rederivations.Delete(c.Store, y)
		}
	}
}

func first(r state.Reader) (y YearOf, at Rederivation, ok bool) {
	rederivations.Each(r, func(k YearOf, v Rederivation) bool {
		y, at, ok = k, v, true
		return false
	})
	return y, at, ok
}

// slice looks at the duties after at until the share is used up or none follows.
func (y YearOf) slice(c *rule.Ctx, at Rederivation, known almanac, looks, moves *int) error {
	by := listPlace
	if y.Jurisdiction == "" {
		by = listAll
	}
	list := uint8(at.List)
	last := listed{by, y.Jurisdiction, list, at.Due, DutyID{at.Owner, at.Duty, at.Of}}
	page, more := lists.After(c.Store, []any{by, y.Jurisdiction, list}, &last, *looks)
	for _, e := range page {
		if *moves == 0 {
			more = true
			break
		}
		*looks--
		last = e
		d, _ := duties.Get(c.Store, e.ID)
		if d.From/10000 <= wire.Date(y.Year) && d.follow(c, e.ID, known) {
			*moves--
		}
	}
	switch {
	case more:
		rederivations.Set(c.Store, y, Rederivation{uint32(list), last.Due, last.ID.Owner,
			last.ID.Duty, last.ID.Object})
	case list == listOpen:
		next := begins(y)
		next.List = uint32(listProvisional)
		rederivations.Set(c.Store, y, next)
	default:
		rederivations.Delete(c.Store, y)
	}
	return nil
}

// follow moves an open duty to the day that the calendar in force gives it; false when it stands
// there already.
func (d Duty) follow(c *rule.Ctx, id DutyID, known almanac) bool {
	if d.done() != 0 {
		return false
	}
	was := d
	d.Due, d.Provisional = due(known.at(c.Store, d.Place), d.From, d.Span, d.By)
	if d == was {
		return false
	}
	was.unlist(c.Store, id)
	duties.Set(c.Store, id, d)
	d.list(c.Store, id)
	c.Emit(DutyMoved{Owner: id.Owner, Duty: id.Duty, Object: id.Object, Agreement: d.Agreement,
		Was: was.Due, Due: d.Due, Provisional: d.Provisional})
	return true
}
