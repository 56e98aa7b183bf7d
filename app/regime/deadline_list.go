package regime

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// By what the lists of duties are kept.
const (
	listAll uint8 = iota
	listOwner
	listAgreement
	listPlace // the place itself and, in lists of their own, the levels above it
)

// The lists of each, every one in the order in which duties are due.
const (
	listOpen        uint8 = iota
	listProvisional       // open, and a calendar is missing
	listMet
	listWaived
)

// listed is a duty's place in a list.
type listed struct {
	By    uint8
	Value string
	List  uint8
	Due   wire.Date
	ID    DutyID
}

// noticeAt is an open duty whose overdue notice is still to come. Provisional ones have none.
type noticeAt struct {
	Due wire.Date
	ID  DutyID
}

func (a listed) before(b listed) bool {
	switch {
	case a.Due != b.Due:
		return a.Due < b.Due
	case a.ID.Owner != b.ID.Owner:
		return a.ID.Owner < b.ID.Owner
	case a.ID.Duty != b.ID.Duty:
		return a.ID.Duty < b.ID.Duty
	}
	return a.ID.Object < b.ID.Object
}

// in says which of the lists holds the duty.
func (d Duty) in() uint8 {
	switch {
	case d.Met != 0:
		return listMet
	case d.Waived != 0:
		return listWaived
	case d.Provisional:
		return listProvisional
	}
	return listOpen
}

// places are the duty's places in the lists: at most six.
func (d Duty) places(id DutyID) []listed {
	at := listed{listAll, "", d.in(), d.Due, id}
	out := []listed{at}
	add := func(by uint8, value string) {
		at.By, at.Value = by, value
		out = append(out, at)
	}
	add(listOwner, id.Owner)
	if !d.Agreement.IsZero() {
		add(listAgreement, d.Agreement.String())
	}
	for _, j := range levels(d.Place) {
		add(listPlace, j)
	}
	return out
}

// list puts the duty into its lists; an open one whose day is certain gets its notice to come.
func (d Duty) list(s state.Store, id DutyID) {
	for _, at := range d.places(id) {
		lists.Add(s, at)
	}
	if d.in() == listOpen {
		notices.Add(s, noticeAt{d.Due, id})
	}
}

// unlist takes it out of them.
func (d Duty) unlist(s state.Store, id DutyID) {
	for _, at := range d.places(id) {
		lists.Remove(s, at)
	}
	if at := (noticeAt{d.Due, id}); d.in() == listOpen && notices.Has(s, at) {
		notices.Remove(s, at)
	}
}
