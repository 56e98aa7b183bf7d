package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Kinds of link between two parties. The first two run from A, who holds, to B, who is held; the
// others hold both ways. A subcontract or an agreement to act in concert is a declared agreement.
const (
	Equity              = "equity"               // A holds shares of B
	Control             = "control"              // A controls B by other means, or by its shares
	LegalRepresentative = "legal_representative" // one person represents both
	DeclaredAgreement   = "declared_agreement"   // an agreement between both, subcontracts too
)

// Relations are the links that make one party's participation another's: the words of the profile
// key redev_ban.links.
var Relations = []string{Control, LegalRepresentative, DeclaredAgreement}

// Majority is the equity in basis points above which a shareholder controls. Each step of a chain
// is judged by itself: 70 % of 70 % is control of control, not 49 % (law/matrix 5, S7).
const Majority = 5000

// Who recorded a link.
const (
	BySelf   = "self"   // a party about itself
	ByBureau = "bureau" // the data bureau of one of the two
	ByAudit  = "audit"
)

// Link is a dated relation between two parties (关联关系), in force over [From, To); To is zero while
// it is open and equals From when it was found never to have been. It stays on record (rulings E6).
// An end is a party's id, or the hex of a customer's pseudonym (rulings L5).
type Link struct {
	ID       wire.ID       `json:"id"`
	Kind     string        `json:"kind" max:"20"`
	A        string        `json:"a" max:"64"`
	B        string        `json:"b" max:"64"`
	EquityBP uint32        `json:"equity_bp"` // basis points
	Capacity string        `json:"capacity" max:"8"`
	By       string        `json:"by" max:"32"`
	Evidence rule.Evidence `json:"evidence"`
	From     wire.Time     `json:"from"`
	To       wire.Time     `json:"to"`
	Ended    wire.Time     `json:"ended"` // when its end was recorded
	EndedBy  string        `json:"ended_by" max:"32"`
	Ending   rule.Evidence `json:"ending"`
}

// Relation is what the link amounts to: one of Relations, or "" for a minority holding.
func (l Link) Relation() string {
	switch {
	case l.Kind != Equity:
		return l.Kind
	case l.EquityBP > Majority:
		return Control
	}
	return ""
}

// mutual tells whether the link reads alike from both ends.
func (l Link) mutual() bool { return l.Kind != Equity && l.Kind != Control }

// never is the Until of an open end.
const never = ^wire.Time(0)

func (l Link) until() wire.Time {
	if l.Ended == 0 {
		return never
	}
	return l.To
}

// GetLink returns a link, in force or not.
func GetLink(r state.Reader, id wire.ID) (Link, bool) { return links.Get(r, id) }

// ends are the entries under which a search finds the link from either side.
func (l Link) ends(fn func(linkEnd, otherEnd)) {
	one := otherEnd{Other: l.B, Relation: l.Relation(), From: l.From, Way: down}
	two := otherEnd{Other: l.A, Relation: l.Relation(), From: l.From, Way: up}
	if l.mutual() {
		one.Way, two.Way = level, level
	}
	fn(linkEnd{l.A, l.until(), l.ID}, one)
	fn(linkEnd{l.B, l.until(), l.ID}, two)
}

func putLink(s state.Store, l Link) {
	links.Set(s, l.ID, l)
	l.ends(func(k linkEnd, v otherEnd) { linkEnds.Set(s, k, v) })
}

// openLink finds a link of the same kind between the same parties that is in force.
func openLink(r state.Reader, like Link) (held Link, ok bool) {
	linkEnds.EachFrom(r, []any{like.A}, linkEnd{like.A, never, wire.ID{}},
		func(k linkEnd, v otherEnd) bool {
			if v.Other != like.B {
				return true
			}
			held, _ = links.Get(r, k.Link)
			ok = held.Kind == like.Kind && (held.A == like.A || held.mutual())
			return !ok
		})
	return held, ok
}

// EachFresh visits links that were recorded and have not been looked into (Seen), oldest first.
func EachFresh(r state.Reader, fn func(wire.ID) bool) {
	freshLinks.Each(r, func(k freshLink) bool { return fn(k.Link) })
}

// Seen says that what a new link affects was looked into. A later chapter does it, which knows
// agreements and developers.
func Seen(c *rule.Ctx, id wire.ID) {
	l, _ := links.Get(c.Store, id)
	freshLinks.Remove(c.Store, freshLink{l.From, id})
}
