package settle

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// readCaps reads the maximum allowed revenue of the operators whose products the run touches. A
// capped operator is one settlement party in each province that caps it, of its own group, so that
// no province's money counts against another's cap (rulings M2).
func (x *reading) readCaps() {
	from, _, _ := regime.PeriodBounds(x.in.Period)
	cycle, ok := market.CycleOf(x.r, from)
	if !ok {
		return
	}
	for i, n := range x.in.Nodes {
		place := x.placeOf(n)
		if n.Kind == settlement.Product && x.capOf(n.Owner, place, cycle) {
			x.in.Nodes[i].Owner = placed(n.Owner, place)
		}
	}
	for i, n := range x.in.Nodes {
		x.in.Nodes[i].Owner = x.here(n.Owner, x.placeOf(n))
	}
	for i := range x.parts {
		for k, c := range x.parts[i].costs {
			x.parts[i].costs[k].Investor = x.here(c.Investor, x.placeOfCost(c.Product, c.Class))
		}
	}
}

// capOf reads the cap of an owner in a province, once, and makes the owner a party of its own
// there.
func (x *reading) capOf(owner, place, cycle string) bool {
	if x.here(owner, place) != owner {
		return true
	}
	v, ok := market.GetRevenueCap(x.r, owner, place, cycle)
	if !ok || v.Recorded > x.at { // set after the cut, it is of later runs (rulings E8)
		return false
	}
	x.in.Caps = append(x.in.Caps, settlement.Cap{Party: x.alias(owner, place, ""), Cycle: v.Cycle,
		Allowed: int64(v.Allowed), Scope: v.Scope, Mode: v.Mode})
	x.uncarried = x.uncarried || !v.CarryOver
	return true
}

// here is the name of a party in a province: its own, unless it is a settlement party there.
func (x *reading) here(who, place string) string {
	name := placed(who, place)
	if slices.ContainsFunc(x.in.Caps, func(c settlement.Cap) bool { return c.Party == name }) {
		return name
	}
	return who
}

// placeOf is the province of a node.
func (x *reading) placeOf(n settlement.Node) string {
	if p, ok := x.products[n.ID]; ok {
		return party.Province(p.Jurisdiction)
	}
	id, _ := wire.ParseID(n.ID)
	v, _ := catalog.Get(x.r, id)
	return party.Province(v.Jurisdiction)
}

// placeOfCost is the province of a cost: of its product, or of the agreement that its qualified
// class names.
func (x *reading) placeOfCost(node, class string) string {
	if node != "" {
		return x.placeOf(settlement.Node{ID: node})
	}
	_, of, _ := strings.Cut(class, "/")
	id, err := wire.ParseID(of)
	if err != nil {
		return ""
	}
	k, _ := trace.ContractNamed(x.r, id)
	return party.Province(k.Jurisdiction)
}

// placePayees names the payees of a rule as parties of its province.
func (x *reading) placePayees(a *settlement.Agreement, k trace.Contract) {
	place := party.Province(k.Jurisdiction)
	for i := range a.Tiers {
		switch t := &a.Tiers[i]; {
		case t.Fee != nil:
			t.Fee.To = x.here(t.Fee.To, place)
		case t.Share != nil:
			t.Share.To = x.here(t.Share.To, place)
		case t.Remainder != nil:
			for n, p := range t.Remainder.Parts {
				t.Remainder.Parts[n].To = x.here(p.To, place)
			}
		}
	}
	if a.Contribution != nil {
		a.Contribution.Fallback = x.here(a.Contribution.Fallback, place)
	}
}

// placeState names the investors of carried costs as parties of their provinces, which state keeps
// by their own names, and leaves behind what a cycle exceeded where the national document does not
// have it deducted.
func (x *reading) placeState() {
	s := x.in.State
	if s == nil || len(x.in.Caps) == 0 {
		return
	}
	s.Costs = slices.Clone(s.Costs)
	for i, c := range s.Costs {
		s.Costs[i].Investor = x.here(base(c.Investor), x.placeOfCost(c.Product, c.Class))
	}
	if !x.uncarried {
		return
	}
	s.Cap = slices.Clone(s.Cap)
	for i, row := range s.Cap {
		for _, c := range x.in.Caps {
			if c.Party == row.Party && c.Cycle != row.Cycle && row.Mode != settlement.ModeHold {
				s.Cap[i].Measure = min(row.Measure, row.Allowed)
			}
		}
	}
}

// capDuty is what a line about held money obliges to: an operator keeps what exceeds its cap apart
// in its own hands, and keeps it for itself again when it is released.
func capDuty(l settlement.Line) duty {
	who := base(l.To)
	return duty{pair: pair{who, who}, party: who, name: l.To}
}

// capRow is what the runs up to now left of an operator's cap in a province.
func capRow(r state.Reader, operator, place string) (Carry, bool) {
	return carryAt(r, carryCap, placed(operator, place), ^uint32(0), ^uint32(0))
}
