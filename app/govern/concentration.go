package govern

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// holdersAt names who decides in consensus for each institution with a seat, and for those given.
// Institutions that a control group or links of control join decide together, under the first name
// among them; two that control a third are joined by it, for it cannot stand with one alone.
func holdersAt(r state.Reader, at wire.Time, more ...string) map[string]string {
	all := slices.Clone(more)
	EachSeat(r, func(_ [32]byte, s Seat) bool {
		all = append(all, s.Party)
		return true
	})
	slices.Sort(all)
	all = slices.Compact(all)
	names := map[string]string{}
	for _, id := range all {
		names[id] = groupOf(r, id)
	}
	for _, id := range all {
		for _, x := range party.Reach(r, id, []string{party.Control}, at) {
			own, other := names[id], names[x.Party]
			if other == "" || other == own {
				continue
			}
			for _, v := range all {
				if names[v] == own || names[v] == other {
					names[v] = min(own, other)
				}
			}
		}
	}
	return names
}

// tellConcentration says that a link recorded in this block joins validators to a third or more of
// the power. A link is a fact and is never refused, so what it does to power is told: until members
// give powers that end it, every other change that would let the group grow needs their document.
func tellConcentration(c *rule.Ctx) {
	ends := map[string]bool{}
	party.EachFresh(c.Store, func(id wire.ID) bool {
		if l, ok := party.GetLink(c.Store, id); ok && l.From == c.Time && l.Relation() == party.Control {
			ends[l.A] = true
		}
		return true
	})
	if len(ends) == 0 {
		return
	}
	for _, p := range PowerByGroup(c.Store, c.Time) {
		if p.Third() && anyReaches(c, p.Parties, ends) {
			c.Emit(PowerConcentrated{Group: p.Group, Power: p.Power, Total: p.Total})
		}
	}
}

// anyReaches tells whether links of control lead from an institution to one end of a new link. The
// other end follows, for a link is walked both ways.
func anyReaches(c *rule.Ctx, parties []string, ends map[string]bool) bool {
	return slices.ContainsFunc(parties, func(id string) bool {
		return slices.ContainsFunc(party.Reach(c.Store, id, []string{party.Control}, c.Time),
			func(x party.Reached) bool { return ends[x.Party] })
	})
}
