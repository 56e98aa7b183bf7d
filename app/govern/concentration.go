package govern

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// holderOf names who decides for an institution in consensus: its control group, or the first by
// name of those that links of control join at an instant.
func holderOf(r state.Reader, id string, at wire.Time) string {
	name := groupOf(r, id)
	for _, x := range party.Reach(r, id, []string{party.Control}, at) {
		name = min(name, groupOf(r, x.Party))
	}
	return name
}

// tellConcentration says that a link recorded in this block joins validators to a third or more of
// the power. A link is a fact and is never refused, so what it does to power is told: until members
// give powers that end it, every other change that would let the group grow needs their document.
func tellConcentration(c *rule.Ctx) {
	var ends []string
	party.EachFresh(c.Store, func(id wire.ID) bool {
		if l, ok := party.GetLink(c.Store, id); ok && l.From == c.Time && l.Relation() == party.Control {
			ends = append(ends, holderOf(c.Store, l.A, c.Time))
		}
		return len(ends) < perBlock
	})
	if len(ends) == 0 {
		return
	}
	for _, p := range PowerByGroup(c.Store, c.Time) {
		if p.Third() && slices.Contains(ends, p.Group) {
			c.Emit(PowerConcentrated{Group: p.Group, Power: p.Power, Total: p.Total})
		}
	}
}
