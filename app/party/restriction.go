package party

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Measures against a party in breach (YN §21¶4).
const (
	Interview      = "interview"       // 提醒约谈: on record, takes nothing away
	Suspend        = "suspend"         // 暂停资格: nothing is usable meanwhile
	Cancel         = "cancel"          // 取消资格: what was open before never becomes usable again
	RestrictFuture = "restrict_future" // 限制未来参与: no new admission or agreement
)

// Measures are all measures.
var Measures = []string{Interview, Suspend, Cancel, RestrictFuture}

// Restriction is a dated cause on a party (rulings E6), within a scope: an operator's id, or the
// code of a province. To is zero while it is open; the record stays.
type Restriction struct {
	Measures []string  `json:"measures" max:"4"`
	By       string    `json:"by" max:"32"`
	From     wire.Time `json:"from"`
	To       wire.Time `json:"to"`
}

// Restricted is a restriction with what identifies it.
type Restricted struct {
	Party string  `json:"party"`
	Scope string  `json:"scope"`
	Act   wire.ID `json:"act"` // the paper behind it
	Restriction
}

// Restrict puts measures on a party from now on. The chapter that knows the breach calls it.
func Restrict(c *rule.Ctx, party, scope string, act wire.ID, by string, measures []string) {
	restrictions.Set(c.Store, restrictionAt{party, scope, act},
		Restriction{Measures: measures, By: by, From: c.Time})
}

// Unrestrict ends a restriction now. What it cancelled stays cancelled.
func Unrestrict(c *rule.Ctx, party, scope string, act wire.ID) {
	k := restrictionAt{party, scope, act}
	if v, ok := restrictions.Get(c.Store, k); ok && v.To == 0 {
		v.To = c.Time
		restrictions.Set(c.Store, k, v)
	}
}

// Restrictions returns every restriction of a party, past ones too.
func Restrictions(r state.Reader, party string) (out []Restricted) {
	restrictions.EachPrefix(r, []any{party}, func(k restrictionAt, v Restriction) bool {
		out = append(out, Restricted{k.Party, k.Scope, k.Act, v})
		return true
	})
	return out
}

// Barred returns a restriction in force at an instant in one of the scopes that keeps the party
// from anything new: its own, or that of a party it is linked to by control or by its legal
// representative, so that nobody goes on under another name (YN §21¶4).
func Barred(r state.Reader, party string, scopes []string, at wire.Time) (by Restricted, yes bool) {
	for _, x := range Reach(r, party, []string{Control, LegalRepresentative}, at) {
		restrictions.EachPrefix(r, []any{x.Party}, func(k restrictionAt, v Restriction) bool {
			bars := slices.Contains(v.Measures, RestrictFuture) || slices.Contains(v.Measures, Cancel) ||
				slices.Contains(v.Measures, Suspend)
			if covers(v.From, v.To, at) && bars && slices.Contains(scopes, k.Scope) {
				by, yes = Restricted{k.Party, k.Scope, k.Act, v}, true
			}
			return !yes
		})
		if yes {
			return by, yes
		}
	}
	return by, yes
}

// CancelledSince reports whether a measure in one of the scopes cancelled, after an instant and up
// to another, what the party was given.
func CancelledSince(r state.Reader, party string, scopes []string, given, at wire.Time) (yes bool) {
	restrictions.EachPrefix(r, []any{party}, func(k restrictionAt, v Restriction) bool {
		yes = slices.Contains(v.Measures, Cancel) && slices.Contains(scopes, k.Scope) &&
			given <= v.From && v.From <= at
		return !yes
	})
	return yes
}

// HaltedDuring reports whether a measure in the scope stops, somewhere in [from, to), what was
// opened to the party at an instant: a suspension for its time, a cancellation for ever.
func HaltedDuring(r state.Reader, party, scope string, opened, from, to wire.Time) (yes bool) {
	restrictions.EachPrefix(r, []any{party, scope}, func(_ restrictionAt, v Restriction) bool {
		cancelled := slices.Contains(v.Measures, Cancel) && opened <= v.From && to > v.From
		suspended := slices.Contains(v.Measures, Suspend) && v.From < to && (v.To == 0 || v.To > from)
		yes = cancelled || suspended
		return !yes
	})
	return yes
}
