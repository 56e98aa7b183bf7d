package settle

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// needs are the things whose carried rows a pass can touch: product versions, and what common costs
// its agreements recover. Whatever else is carried stays as it is and is not read.
type needs struct {
	nodes  map[string]bool
	groups map[group]bool
}

// group is a class of common cost and whom it serves: an agreement or a platform.
type group struct{ class, of string }

func (g group) qualified() string { return g.class + "/" + g.of }

func (g group) compare(h group) int {
	return cmp.Or(strings.Compare(g.class, h.class), strings.Compare(g.of, h.of))
}

// demand adds what a reading needs.
func (n needs) demand(x *reading) {
	for _, node := range sortedKeys(x.products) {
		n.nodes[node] = true
	}
	for _, id := range slices.Sorted(maps.Keys(x.contracts)) {
		k := x.contracts[id]
		for _, p := range x.parts {
			a, err := settlement.ParseAgreement(k.RuleOn(x.r, p.from))
			if err != nil {
				continue
			}
			for _, t := range a.Tiers {
				if t.Recover == nil {
					continue
				}
				for _, class := range t.Recover.Costs {
					commons.EachPrefix(x.r, []any{class}, func(c commonKey) bool {
						if c.Of == id || x.paysPlatform(k, c.Of) {
							n.groups[group{class, c.Of}] = true
						}
						return true
					})
				}
			}
		}
	}
}

// carried is the state after run seq as run known left it: later runs restate what earlier ones
// carried, in rows of their own (rulings E6, M3).
func (n needs) carried(r state.Reader, seq, known uint32) settlement.State {
	var s settlement.State
	costs := func(g costGroup) {
		carried.EachPrefix(r, []any{carryCost, g.Class, g.Of}, func(k carriedKey) bool {
			if v, ok := carryAt(r, carryCost, k.ID, seq, known); ok {
				s.Costs = append(s.Costs, settlement.CostState{ID: v.ID, Product: v.Product,
					Class: v.Class, Investor: v.Investor, Out: int64(v.Out), Rec: int64(v.Rec),
					Ret: int64(v.Ret)})
			}
			return true
		})
	}
	for _, node := range slices.Sorted(maps.Keys(n.nodes)) {
		if v, ok := carryAt(r, carryDeficit, node, seq, known); ok && v.Deficit != 0 {
			s.Deficit = append(s.Deficit,
				settlement.ProductAmount{Product: node, Amount: int64(v.Deficit)})
		}
		costs(costGroup{Of: node})
	}
	for _, g := range slices.SortedFunc(maps.Keys(n.groups), group.compare) {
		costs(costGroup{g.class, g.of})
	}
	carried.EachPrefix(r, []any{carryReserve}, func(k carriedKey) bool {
		if v, ok := carryAt(r, carryReserve, k.ID, seq, known); ok && v.Held != 0 {
			s.Reserve = append(s.Reserve, settlement.ReserveAmount{Name: k.ID, Amount: int64(v.Held)})
		}
		return true
	})
	carried.EachPrefix(r, []any{carryCap}, func(k carriedKey) bool {
		if v, ok := carryAt(r, carryCap, k.ID, seq, known); ok {
			s.Cap = append(s.Cap, settlement.CapState{Party: k.ID, Cycle: v.Class, Mode: v.Mode,
				Scope: v.Scope, Allowed: int64(v.Out), Measure: int64(v.Rec), Held: int64(v.Held)})
		}
		return true
	})
	slices.SortFunc(s.Costs, func(a, b settlement.CostState) int {
		return strings.Compare(a.ID, b.ID)
	})
	return s
}

// carryAt is the newest row about a thing of the runs up to seq, as run known left it.
func carryAt(r state.Reader, kind, id string, seq, known uint32) (v Carry, ok bool) {
	end := carryKey{kind, id, seq, ^uint32(0)}
	for {
		k, row, found := carries.Before(r, []any{kind, id}, end)
		if !found {
			return Carry{}, false
		}
		if k.By <= known {
			return row, true
		}
		end = k
	}
}

// changed are the rows of run seq that lead from the state before to the one after. What is gone
// becomes a row of zero.
func changed(seq uint32, before, after settlement.State) (out []Carry) {
	was := rowsOf(before)
	now := rowsOf(after)
	for _, k := range slices.SortedFunc(maps.Keys(now), thing.compare) {
		if v := now[k]; was[k] != v {
			v.Seq = seq
			out = append(out, v)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(was), thing.compare) {
		if _, still := now[k]; !still && k.kind != carryCost {
			out = append(out, Carry{Kind: k.kind, ID: k.id, Seq: seq})
		}
	}
	return out
}

// thing is what a carry row is about.
type thing struct{ kind, id string }

func (a thing) compare(b thing) int {
	return cmp.Or(strings.Compare(a.kind, b.kind), strings.Compare(a.id, b.id))
}

// rowsOf writes a state as carry rows.
func rowsOf(s settlement.State) map[thing]Carry {
	out := map[thing]Carry{}
	put := func(v Carry) { out[thing{v.Kind, v.ID}] = v }
	for _, d := range s.Deficit {
		put(Carry{Kind: carryDeficit, ID: d.Product, Deficit: wire.Fen(d.Amount)})
	}
	for _, c := range s.Costs {
		put(Carry{Kind: carryCost, ID: c.ID, Product: c.Product, Class: c.Class,
			Investor: base(c.Investor), Out: wire.Fen(c.Out), Rec: wire.Fen(c.Rec), Ret: wire.Fen(c.Ret)})
	}
	for _, v := range s.Reserve {
		put(Carry{Kind: carryReserve, ID: v.Name, Held: wire.Fen(v.Amount)})
	}
	for _, c := range s.Cap {
		put(Carry{Kind: carryCap, ID: c.Party, Class: c.Cycle, Mode: c.Mode, Scope: c.Scope,
			Out: wire.Fen(c.Allowed), Rec: wire.Fen(c.Measure), Held: wire.Fen(c.Held)})
	}
	return out
}
