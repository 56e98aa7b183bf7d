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
	Cause string    `json:"cause" max:"40"`
	From  wire.Time `json:"from"`
	To    wire.Time `json:"to"`
}

// Suspend makes every grant in a scope unusable from now on, for the act that says why. It costs
// one record however many grants there are.
func Suspend(c *rule.Ctx, of string, scope, act wire.ID, cause string) {
	suspensions.Set(c.Store, suspensionKey{of, scope, act}, Suspension{Cause: cause, From: c.Time})
}

// Resume ends a suspension now; it does nothing when there is none.
func Resume(c *rule.Ctx, of string, scope, act wire.ID) {
	k := suspensionKey{of, scope, act}
	if v, ok := suspensions.Get(c.Store, k); ok && v.To == 0 {
		v.To = c.Time
		suspensions.Set(c.Store, k, v)
	}
}

// suspendedDuring tells whether a suspension or a measure stops the grant inside [from, to), and
// why. base is its authorized-operation agreement.
func suspendedDuring(r state.Reader, g Grant, base authorization.Agreement, from, to wire.Time) (
	cause string, yes bool) {
	for _, s := range []suspensionKey{{OfAgreement, base.ID, wire.ID{}}, {OfGrant, g.ID, wire.ID{}},
		{OfDevAgreement, g.Agreement, wire.ID{}}} {
		if s.Of == OfDevAgreement && g.Layer != LayerDeveloper {
			continue
		}
		suspensions.EachPrefix(r, []any{s.Of, s.Scope}, func(_ suspensionKey, v Suspension) bool {
			yes = v.From < to && (v.To == 0 || v.To > from)
			return !yes
		})
		if yes {
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
	base := g.Agreement
	if g.Layer == LayerDeveloper {
		d, _ := devAgreements.Get(c.Store, g.Agreement)
		base = d.Parent
	}
	if cause, held := authorization.HeldDuring(c.Store, base, c.Time, c.Time+1); held {
		return ErrHeld.At("agreement", "cause", cause)
	}
	a, _ := authorization.GetAgreement(c.Store, base)
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
