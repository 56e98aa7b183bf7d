package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Offer puts a product version at developers' disposal from c.Time on. Chapter 7 calls it when a
// product is published; it is one write.
func Offer(c *rule.Ctx, o Offered) {
	o.From, o.To = c.Time, 0
	offers.Set(c.Store, offerKey{o.Object, o.Version}, o)
}

// Withdraw ends an offer at c.Time. Chapter 7 calls it when a product is withdrawn; it is one
// write.
func Withdraw(c *rule.Ctx, id wire.ID, version uint32) {
	if o, ok := GetOffered(c.Store, id, version); ok && o.To == 0 {
		o.To = c.Time
		offers.Set(c.Store, offerKey{id, version}, o)
	}
}

// lastOffer is the newest offered version of a product.
func lastOffer(r state.Reader, id wire.ID) (Offered, bool) {
	_, o, ok := offers.Last(r, []any{id})
	return o, ok
}

// offerAt is the newest version of a product that was offered at an instant. It looks back from the
// newest one, so papers of machines must not ask it: a grant holds what was seen.
func offerAt(r state.Reader, id wire.ID, at wire.Time) (last Offered) {
	k, o, ok := offers.Last(r, []any{id})
	for ok && !o.during(at, at+1) {
		k, o, ok = offers.Before(r, []any{id}, k)
	}
	return o
}

func (o Offered) during(from, to wire.Time) bool {
	for _, g := range o.Paused {
		if g.From < to && (g.To == 0 || from < g.To) {
			return false
		}
	}
	return o.From <= from && (o.To == 0 || to <= o.To)
}

// Gap is an interval [From, To) in which an offer was suspended; To is zero while it lasts.
type Gap struct {
	From wire.Time `json:"from"`
	To   wire.Time `json:"to"`
}

// Pause suspends an offer from c.Time on, as chapter 7 suspends the product; it is one write.
func Pause(c *rule.Ctx, id wire.ID, version uint32) {
	if o, ok := GetOffered(c.Store, id, version); ok && o.To == 0 {
		o.Paused = append(o.Paused, Gap{From: c.Time})
		offers.Set(c.Store, offerKey{id, version}, o)
	}
}

// Unpause ends the suspension of an offer at c.Time; it is one write.
func Unpause(c *rule.Ctx, id wire.ID, version uint32) {
	o, ok := GetOffered(c.Store, id, version)
	if n := len(o.Paused); ok && n > 0 && o.Paused[n-1].To == 0 {
		o.Paused[n-1].To = c.Time
		offers.Set(c.Store, offerKey{id, version}, o)
	}
}

// anyOffer tells whether some version of a product is offered over the window, looking back from
// the newest one.
func anyOffer(r state.Reader, id wire.ID, from, to wire.Time) bool {
	k, o, ok := offers.Last(r, []any{id})
	for ok && !o.during(from, to) {
		k, o, ok = offers.Before(r, []any{id}, k)
	}
	return ok
}

// offeredUnder is the newest version of a product item, which must be offered now and made under
// the agreement.
func offeredUnder(c *rule.Ctx, field string, agreement wire.ID, it Item) (Offered, error) {
	o, ok := lastOffer(c.Store, it.Object)
	if !ok || o.Agreement != agreement || !o.during(c.Time, c.Time+1) {
		return o, ErrNotOffered.At(field, "object", it.Object)
	}
	return o, nil
}
