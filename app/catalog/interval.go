package catalog

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Interval is a dated cause [From, To), with From in its key; To is zero while it lasts. Intervals
// of one resource and sort never overlap and are never deleted (rulings E6).
type Interval struct {
	To    wire.Time `json:"to"`
	Cause string    `json:"cause" max:"40"` // what a reader is told, of those that keep data out
	Act   wire.ID   `json:"act"`            // the exclusion or consent behind it
}

// standing returns the interval that has begun before to and lasts beyond from, if any.
func standing(r state.Reader, m state.Map[since, Interval], resource wire.ID,
	from, to wire.Time) (Interval, bool) {
	_, v, ok := m.Before(r, []any{resource}, since{resource, to})
	return v, ok && (v.To == 0 || v.To > from)
}

// throughout reports whether one interval holds all of [from, to).
func throughout(r state.Reader, m state.Map[since, Interval], resource wire.ID,
	from, to wire.Time) bool {
	_, v, ok := m.Before(r, []any{resource}, since{resource, from + 1})
	return ok && (v.To == 0 || v.To >= to)
}

// end closes the interval that began at from.
func end(s state.Store, m state.Map[since, Interval], resource wire.ID, from, to wire.Time) {
	k := since{resource, from}
	v, _ := m.Get(s, k)
	v.To = to
	m.Set(s, k, v)
}
