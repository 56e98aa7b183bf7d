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
// does. What a closed period paid stands; the difference is entered as a row that restates it, for
// as long as the regime restates periods (rulings M3 M11).
func settle(c *rule.Ctx, t *Tally) {
	closed := regime.Closed(c.Store, t.Period, c.Time)
	if t.Rule == "" || closed && !regime.Restatable(c.Store, t.Period, c.Time) {
		return
	}
	moves, before, after := t.moves()
	k := totalKey{t.Period, t.Product, t.Version, t.Use}
	total, known := totals.Get(c.Store, k)
	if len(moves) == 0 || after > before && total.Units+after-before > maxUnits {
		return // all settles as it should, or what the period may count is used up
	}
	if closed {
		t.recount(c, moves)
		total.Sets += uint32(len(moves))
	} else {
		total.Sets += t.move(c, moves)
	}
	for _, m := range moves {
		t.share(m.Members).Settled = m.Is
	}
	total.Product, total.Version, total.Use = t.Product, t.Version, t.Use
	total.Units += after - before
	totals.Set(c.Store, k, total)
	if !known {
		contract, _ := ContractNamed(c.Store, t.Agreement)
		totalsUnder.Add(c.Store, totalUnder{contract.Parent, k.Period, k})
	}
}

// move brings the sums of the open period to what settles; fresh are the sets it had not met.
func (t Tally) move(c *rule.Ctx, moves []Move) (fresh uint32) {
	segment := Segment(t.Period, cutOf(c.Store, t.Period, t.Day))
	for _, m := range moves {
		at := sumKey{segment, t.Product, t.Version, t.Use, membersHash(m.Members)}
		sum, known := sums.Get(c.Store, at)
		if !known {
			sum = Sum{t.Product, t.Version, t.Use, m.Members, 0}
			fresh++
		}
		sum.Units += m.Is - m.Was // wraps down and back: a sum holds at least its shares
		sums.Set(c.Store, at, sum)
	}
	return fresh
}
