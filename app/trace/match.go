package trace

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// matchesPerBlock bounds the tallies that the end of one block matches. The rest wait.
const matchesPerBlock = 20

// endBlock matches the counts that changed and carries on with the seeds of samples.
func endBlock(c *rule.Ctx) {
	todo, _ := unmatched.After(c.Store, nil, nil, matchesPerBlock)
	for _, k := range todo {
		if c.Spent() {
			break
		}
		err := c.Try(func(c *rule.Ctx) error { return match(c, k) })
		if r, ok := err.(*rule.Refused); ok && r.Refusal != rule.OverBudget {
			unmatched.Remove(c.Store, k) // a broken tally does not keep the others waiting (rulings E3)
		}
	}
	drawSeeds(c)
}

// match compares both sides' counts: a difference opens, and one that is gone is closed. Then it
// sees to what settles.
func match(c *rule.Ctx, k tallyKey) error {
	t, _ := tallies.Get(c.Store, k)
	unmatched.Remove(c.Store, k)
	differs := t.Provider != t.Consumer && t.Stands == ""
	var err error
	switch {
	case differs && t.Mismatch == 0:
		t.Mismatch, err = openMismatch(c, t)
	case differs:
		updateMismatch(c, t)
	case t.Mismatch != 0:
		err = closeMismatch(c, &t, MismatchMatched, func(*Mismatch) {})
	}
	if err != nil {
		return err
	}
	settle(c, &t)
	tallies.Set(c.Store, k, t)
	return nil
}

// settle moves the period's counters to what settles now, where the agreement says which count
// does. A closed period is not touched: what it paid stands (rulings M11).
func settle(c *rule.Ctx, t *Tally) {
	if t.Rule == "" || regime.Closed(c.Store, t.Period, c.Time) {
		return
	}
	of := func(s Share) uint64 { return s.Provider }
	if t.settles() == SideConsumer {
		of = func(s Share) uint64 { return s.Consumer }
	}
	var before, after uint64
	for _, s := range t.Shares {
		before, after = before+s.Settled, after+of(s)
	}
	k := totalKey{t.Period, t.Product, t.Version, t.Use}
	total, _ := totals.Get(c.Store, k)
	if after > before && total.Units+after-before > maxUnits {
		return // what the period may count is used up
	}
	segment := Segment(t.Period, cutOf(c.Store, t.Period, t.Day))
	changed := false
	for i, s := range t.Shares {
		if of(s) == s.Settled {
			continue
		}
		at := sumKey{segment, t.Product, t.Version, t.Use, membersHash(s.Members)}
		sum, known := sums.Get(c.Store, at)
		if !known {
			sum = Sum{t.Product, t.Version, t.Use, s.Members, 0}
			total.Sets++
		}
		sum.Units += of(s) - s.Settled // wraps down and back: a sum holds at least its shares
		sums.Set(c.Store, at, sum)
		t.Shares[i].Settled, changed = of(s), true
	}
	if changed {
		total.Product, total.Version, total.Use = t.Product, t.Version, t.Use
		total.Units += after - before
		totals.Set(c.Store, k, total)
	}
}
