package regime

import (
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
