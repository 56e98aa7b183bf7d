package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DuesOf returns an owner's duties that are due on the days from to to, in order, as they stand at
// an instant; all is false when there are more than limit.
func DuesOf(r state.Reader, owner string, from, to wire.Date, limit int, at wire.Time) (
	items []Standing, all bool) {
	d := wanted{owner: owner, from: from, to: to, limit: limit, now: at}.page(r)
	return d.Items, d.Next == ""
}

// DutiesAsked are the arguments state, from and to of a question about duties, at its instant.
type DutiesAsked struct{ w wanted }

// AskedDuties reads them. It refuses what is not a state or a day.
func AskedDuties(q rule.Ask) (DutiesAsked, error) {
	w, err := asked(q)
	return DutiesAsked{w}, err
}

// In returns the duties of a sort in a place and those below it, in the order in which they are
// due; all is false when there are more than limit.
func (d DutiesAsked) In(r state.Reader, place, duty string, limit int) (items []Standing,
	all bool) {
	d.w.place, d.w.duty, d.w.limit = place, duty, limit
	page := d.w.page(r)
	return page.Items, page.Next == ""
}
