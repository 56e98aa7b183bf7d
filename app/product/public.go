package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Pause is an interval [From, To) in which a published version was suspended; To is zero while it
// lasts.
type Pause struct {
	From  wire.Time  `json:"from"`
	To    wire.Time  `json:"to"`
	Cause string     `json:"cause" max:"200"`
	By    string     `json:"by" max:"32"` // who alone resumes it, unless it is the maker
	Act   access.Act `json:"act"`
}

// Published tells whether a version was public at an instant.
func Published(r state.Reader, id wire.ID, version uint32, at wire.Time) bool {
	p, ok := Get(r, id, version)
	return ok && p.PublishedAt(at)
}

// PublishedAt tells whether the version was public at an instant.
func (p Product) PublishedAt(at wire.Time) bool { return p.PublishedDuring(at, at+1) }

// PublishedDuring tells whether the version was public over all of [from, to).
func (p Product) PublishedDuring(from, to wire.Time) bool {
	if p.Publication.At == 0 || from < p.Publication.At ||
		p.Withdrawal.At != 0 && to > p.Withdrawal.At {
		return false
	}
	for _, v := range p.Pauses {
		if v.From < to && (v.To == 0 || from < v.To) {
			return false
		}
	}
	return true
}

// RunsDuring tells whether every agreement a version rests on, and every one below those, was in
// force over all of [from, to) and, if not, which was not and why.
func (p Product) RunsDuring(r state.Reader, from, to wire.Time) (which wire.ID, cause string,
	ok bool) {
	if p.Agreement.IsZero() {
		return wire.ID{}, "", true
	}
	for _, id := range append([]wire.ID{p.Agreement}, p.Also...) {
		if d, found := access.GetDevAgreement(r, id); found && p.Stage == Redeveloped {
			if cause, ok := d.RunsDuring(from, to); !ok {
				return d.ID, cause, false
			}
		}
		a := authorizationOf(r, p.Stage, id)
		if cause, ok := a.RunsDuring(from, to); !ok {
			return a.ID, cause, false
		}
	}
	return wire.ID{}, "", true
}
