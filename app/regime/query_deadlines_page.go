package regime

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// walk reads one list forward in pages.
type walk struct {
	r      state.Reader
	prefix []any
	last   listed
	end    wire.Date // last day wanted; 0: none
	page   []listed
	over   bool
}

// head is the next place in the list.
func (w *walk) head() (listed, bool) {
	if len(w.page) == 0 && !w.over {
		var more bool
		w.page, more = lists.After(w.r, w.prefix, &w.last, 256)
		w.over = !more
		if n := len(w.page); n > 0 {
			w.last = w.page[n-1]
		}
	}
	if len(w.page) == 0 || (w.end != 0 && w.page[0].Due > w.end) {
		return listed{}, false
	}
	return w.page[0], true
}

// key is the narrowest of the asked that lists are kept by.
func (w wanted) key() (by uint8, value string) {
	switch {
	case !w.agreement.IsZero():
		return listAgreement, w.agreement.String()
	case w.owner != "":
		return listOwner, w.owner
	case w.place != "":
		return listPlace, w.place
	}
	return listAll, ""
}

// walks opens the lists that can hold what is wanted, each at its first day wanted. While a
// calendar is being carried to open duties the day a list holds may be that of before, so that
// every open one is looked at.
func (w wanted) walks(r state.Reader) (out []*walk) {
	by, value := w.key()
	pending := Rederiving(r)
	open := func(list uint8, from, to wire.Date) {
		if list <= listProvisional && pending {
			from, to = 0, 0
		}
		at := listed{By: by, Value: value, List: list, Due: max(from, 1) - 1}
		if at.Due != 0 { // after every duty of the day before
			at.ID = DutyID{Owner: "\xff"}
		}
		if w.after != nil && at.before(*w.after) {
			at.Due, at.ID = w.after.Due, w.after.ID
		}
		out = append(out, &walk{r: r, prefix: []any{by, value, list}, last: at, end: to})
	}
	today := w.now.Date()
	switch w.state {
	case StateOverdue:
		end := today
		if w.to != 0 {
			end = min(end, w.to)
		}
		open(listOpen, w.from, end)
		if pending {
			open(listProvisional, 0, 0)
		}
	case StateDue:
		open(listOpen, max(w.from, today), w.to)
		open(listProvisional, w.from, w.to)
	case StateMet:
		open(listMet, w.from, w.to)
	case StateWaived:
		open(listWaived, w.from, w.to)
	default:
		open(listOpen, w.from, w.to)
		open(listProvisional, w.from, w.to)
		if w.state == "" {
			open(listMet, w.from, w.to)
			open(listWaived, w.from, w.to)
		}
	}
	return out
}

// page merges the lists in due order.
func (w wanted) page(r state.Reader) Deadlines {
	out := Deadlines{Items: []Standing{}}
	walks := w.walks(r)
	for seen := 0; ; seen++ {
		var best *walk
		var at listed
		for _, k := range walks {
			if e, ok := k.head(); ok && (best == nil || e.before(at)) {
				best, at = k, e
			}
		}
		if best == nil {
			out.Next = ""
			return out
		}
		if len(out.Items) == w.limit || seen == maxScan {
			return out
		}
		best.page = best.page[1:]
		d, _ := duties.Get(r, at.ID)
		s := standing(r, at.ID, d, w.now)
		if w.fits(s) {
			out.Items = append(out.Items, s)
		}
		out.Next = at.Due.String() + "|" + at.ID.Owner + "|" + at.ID.Duty + "|" + at.ID.Object
	}
}

func (w wanted) fits(s Standing) bool {
	open := s.State == StateDue || s.State == StateOverdue
	return (w.owner == "" || s.Owner == w.owner) && (w.duty == "" || s.Duty == w.duty) &&
		(w.agreement.IsZero() || s.Agreement == w.agreement) &&
		(w.place == "" || below(s.Place, w.place)) &&
		(w.state == "" || s.State == w.state || w.state == "open" && open) &&
		s.Due >= w.from && (w.to == 0 || s.Due <= w.to)
}

// below reports whether a place is the asked one or below it.
func below(place, asked string) bool {
	for _, j := range levels(place) {
		if j == asked {
			return true
		}
	}
	return false
}
