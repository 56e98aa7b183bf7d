package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What a suspension covers.
const (
	OfAgreement    = "agreement"     // every grant under an authorized-operation agreement
	OfDevAgreement = "dev_agreement" // every grant under a development-use agreement
	OfGrant        = "grant"
)

// Suspension is an interval in which grants are not usable (rulings E6); To is zero while it is
// open. It closes the access to data alone: products already delivered go on (HE §34).
type Suspension struct {
	Cause  string    `json:"cause" max:"200"`
	From   wire.Time `json:"from"`
	To     wire.Time `json:"to"`
	Ground wire.ID   `json:"ground"` // the matter it follows, such as an incident; zero: none
	Begun  Act       `json:"begun"`  // of a grant.suspend; others leave the act to its own record
	Ended  Act       `json:"ended"`  // of a grant.resume
	Reason string    `json:"reason" max:"500"`
}

// stop is a time in which at least one suspension lies on a scope, from the instant in its key on.
// Stops of a scope never touch, so that a reader looks at one however many there were.
type stop struct {
	To   wire.Time `json:"to"`   // 0: still lasting
	Open uint32    `json:"open"` // suspensions not ended yet
}

// Suspend makes every grant in a scope unusable from now on, for the act that says why. It costs
// two records however many grants there are.
func Suspend(c *rule.Ctx, of string, scope, act wire.ID, cause string) {
	suspend(c, suspensionKey{of, scope, act}, Suspension{Cause: cause})
}

func suspend(c *rule.Ctx, k suspensionKey, v Suspension) {
	v.From = c.Time
	suspensions.Set(c.Store, k, v)
	at, last, ok := stops.Last(c.Store, []any{k.Of, k.Scope})
	if !ok || last.To != 0 && last.To < c.Time {
		at, last = stopKey{k.Of, k.Scope, c.Time}, stop{}
	}
	last.To, last.Open = 0, last.Open+1
	stops.Set(c.Store, at, last)
}

// Resume ends a suspension now; it does nothing when there is none. What stays suspended for
// another act does so.
func Resume(c *rule.Ctx, of string, scope, act wire.ID) {
	k := suspensionKey{of, scope, act}
	if v, ok := suspensions.Get(c.Store, k); ok && v.To == 0 {
		resume(c, k, v)
	}
}

func resume(c *rule.Ctx, k suspensionKey, v Suspension) {
	v.To = c.Time
	suspensions.Set(c.Store, k, v)
	at, last, _ := stops.Last(c.Store, []any{k.Of, k.Scope})
	if last.Open--; last.Open == 0 {
		last.To = c.Time
	}
	stops.Set(c.Store, at, last)
}

// suspendedDuring tells whether a suspension or a measure stops the grant inside [from, to), and
// why. base is its authorized-operation agreement.
func suspendedDuring(r state.Reader, g Grant, base authorization.Agreement, from, to wire.Time) (
	cause string, yes bool) {
	scopes := []stopKey{{OfAgreement, base.ID, to}, {OfGrant, g.ID, to}}
	if g.Agreement != base.ID {
		scopes = append(scopes, stopKey{OfDevAgreement, g.Agreement, to})
	}
	for _, k := range scopes {
		// the last stop that began before the window's end: those before it ended earlier
		_, v, ok := stops.Before(r, []any{k.Of, k.Scope}, k)
		if ok && (v.To == 0 || v.To > from) {
			return "grant.suspended", true
		}
	}
	for _, scope := range []string{base.Operator, party.Province(g.Jurisdiction)} {
		if party.HaltedDuring(r, g.Holder, scope, g.From, from, to) {
			return "holder.measure", true
		}
	}
	return "", false
}

// unhindered refuses a new grant while an evaluation that was not passed awaits its decision (YN
// §26), and to a party that a measure keeps out (YN §21¶4).
func unhindered(c *rule.Ctx, g Grant) error {
	a, _, _ := g.Basis(c.Store)
	if cause, held := authorization.HeldDuring(c.Store, a.ID, c.Time, c.Time+1); held {
		return ErrHeld.At("agreement", "cause", cause)
	}
	return unrestricted(c, a, g.Holder)
}

// unrestricted refuses a party that the agreement's operator, or its province, keeps out.
func unrestricted(c *rule.Ctx, a authorization.Agreement, who string) error {
	scopes := []string{a.Operator, party.Province(a.Jurisdiction)}
	if by, yes := party.Barred(c.Store, who, scopes, c.Time); yes {
		return regime.At(c.Store, a.Regime).Refuse(ErrBarred, "", "party", who, "act", by.Act)
	}
	return nil
}
