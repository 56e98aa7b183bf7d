package settlement

import (
	"math/big"
	"slices"
	"sort"
	"strings"
)

// The oracle settles a period a second time, written from the text of settlement §6 alone: exact
// fractions, maps of everything, no lines, no attention to speed. It shares no code with the pass
// except the types of the input.

type fractions map[string]*big.Rat

func ratio(n, d int64) *big.Rat { return big.NewRat(n, d) }

func whole(r *big.Rat) int64 { return new(big.Int).Quo(r.Num(), r.Denom()).Int64() } // r >= 0

// naiveShare is the theorem of §2.2 in fractions.
func naiveShare(total int64, weights fractions) map[string]int64 {
	keys := make([]string, 0, len(weights))
	sum := new(big.Rat)
	for k, w := range weights {
		keys = append(keys, k)
		sum.Add(sum, w)
	}
	out := map[string]int64{}
	if total == 0 || sum.Sign() == 0 {
		return out
	}
	sort.Strings(keys)
	rest := fractions{}
	left := total
	for _, k := range keys {
		exact := new(big.Rat).Mul(ratio(total, 1), new(big.Rat).Quo(weights[k], sum))
		out[k] = whole(exact)
		rest[k] = exact.Sub(exact, ratio(out[k], 1))
		left -= out[k]
	}
	sort.SliceStable(keys, func(a, b int) bool { return rest[keys[a]].Cmp(rest[keys[b]]) > 0 })
	for _, k := range keys[:left] {
		out[k]++
	}
	return out
}

type oracle struct {
	in        Input
	party     map[string]Party
	node      map[string]Node
	take      map[string]int64
	reserve   map[string]int64
	deficit   map[string]int64
	cost      map[string]*CostState
	quota     map[string]map[string]int64 // class, product
	royalties map[string]int64
	levy      map[string]int64
	cap       map[string]CapState
	pool      int64
	owes, due map[string]int64
}

func settleNaively(in Input) *oracle {
	o := &oracle{in: in, party: map[string]Party{}, node: map[string]Node{}, take: map[string]int64{},
		reserve: map[string]int64{}, deficit: map[string]int64{}, cost: map[string]*CostState{},
		quota: map[string]map[string]int64{}, royalties: map[string]int64{}, levy: map[string]int64{},
		cap: map[string]CapState{}, owes: map[string]int64{}, due: map[string]int64{}}
	for _, p := range in.Parties {
		o.party[p.ID] = p
	}
	for _, n := range in.Nodes {
		o.node[n.ID] = n
	}
	if in.State != nil {
		for _, d := range in.State.Deficit {
			o.deficit[d.Product] = d.Amount
		}
		for _, r := range in.State.Reserve {
			o.reserve[r.Name] = r.Amount
		}
		for _, c := range in.State.Costs {
			o.cost[c.ID] = &c
		}
		for _, c := range in.State.Cap {
			o.cap[c.Party] = c
		}
		for _, a := range in.State.Restate.Receivable {
			o.owes[a.Party] = a.Amount
		}
		for _, a := range in.State.Restate.Payable {
			o.due[a.Party] = a.Amount
		}
		o.pool = in.State.Restate.Pool
	}
	for _, c := range in.Costs {
		o.cost[c.ID] = &CostState{c.ID, c.Product, c.Class, c.Investor, c.Amount, 0, 0}
	}
	o.quotas()
	products := slices.DeleteFunc(slices.Clone(in.Nodes),
		func(n Node) bool { return n.Kind != Product })
	sort.Slice(products, func(a, b int) bool { return products[a].Seq > products[b].Seq })
	for _, n := range products {
		o.settleProduct(n)
	}
	o.caps()
	o.offsets()
	return o
}

func (o *oracle) sales(keep func(Sale) bool) (sum int64) {
	for _, s := range o.in.Sales {
		if keep(s) {
			sum += s.Amount
		}
	}
	return sum
}

func (o *oracle) quotas() {
	open := map[string]int64{}
	for _, c := range o.cost {
		if c.Product == "" {
			open[c.Class] += c.Out
		}
	}
	for class, fen := range open {
		units := fractions{}
		for _, n := range o.in.Nodes {
			recovers := slices.ContainsFunc(o.in.Agreements[n.Agreement].Tiers, func(t Tier) bool {
				return t.Recover != nil && slices.Contains(t.Recover.Costs, class)
			})
			u := int64(0)
			for _, t := range o.in.Traces {
				if t.Product == n.ID && t.Use != Welfare {
					u += t.Units
				}
			}
			if n.Kind == Product && recovers && u > 0 {
				units[n.ID] = ratio(u, 1)
			}
		}
		o.quota[class] = naiveShare(fen, units)
	}
}

func (o *oracle) public(id string) bool {
	n := o.node[id]
	if n.Kind == Resource {
		return n.Public
	}
	return slices.ContainsFunc(n.Inputs, o.public)
}

func rateOf(r Rate, fen int64) int64 {
	return whole(new(big.Rat).Mul(ratio(r.N, r.D), ratio(fen, 1)))
}

func (o *oracle) settleProduct(n Node) {
	sold := o.sales(func(s Sale) bool { return s.Product == n.ID })
	own := max(0, sold+o.deficit[n.ID])
	income := sold + o.deficit[n.ID] + o.royalties[n.ID]
	o.deficit[n.ID] = min(0, income)
	base := o.levy[n.ID]
	if income > 0 {
		left, inputs := income, int64(0)
		for _, t := range o.in.Agreements[n.Agreement].Tiers {
			var amount int64
			switch {
			case t.Fee != nil || t.Share != nil:
				r := t.Fee
				if r == nil {
					r = t.Share
				}
				amount = min(left, rateOf(r.Rate, o.base(n, r, own, income, left)))
				if r.Cap != nil {
					amount = min(amount, *r.Cap)
				}
				inputs += o.give(n, r.To, amount)
			case t.Base != nil:
				if o.public(n.ID) {
					amount = min(left, rateOf(t.Base.Rate, o.base(n, t.Base, own, income, left)))
					base += amount
				}
			case t.Recover != nil:
				amount = o.recover(n, t.Recover, income, left)
			case t.Return != nil:
				amount = o.profit(n, t.Return, left)
			case t.Remainder != nil:
				ws := fractions{}
				for _, p := range t.Remainder.Parts {
					ws[p.To] = ratio(p.Weight, 1)
				}
				for to, fen := range naiveShare(left, ws) {
					inputs += o.give(n, to, fen)
				}
				amount = left
			}
			left -= amount
		}
		o.divide(n, inputs, false)
	}
	o.divide(n, base, true)
}

func (o *oracle) base(n Node, r *Rated, own, income, left int64) int64 {
	switch r.Of {
	case OfChannelSales:
		return max(0, min(own, o.sales(func(s Sale) bool {
			return s.Product == n.ID && (s.Channel == r.Channel || s.Channel == "" && r.Channel == "direct")
		})))
	case OfInflow:
		return income
	case OfLeft:
		return left
	case OfValueAdded:
		return max(0, own-max(0, o.sales(func(s Sale) bool { return s.ForProduct == n.ID })))
	}
	return own
}

func (o *oracle) give(n Node, to string, fen int64) (inputs int64) {
	if name, reserved := strings.CutPrefix(to, "reserve:"); reserved {
		o.reserve[name] += fen
	} else if to == "inputs" {
		return fen
	} else if to == "owner" {
		o.take[n.Owner] += fen
	} else {
		o.take[to] += fen
	}
	return 0
}

func (o *oracle) recover(n Node, r *Recover, income, left int64) int64 {
	claims, asked := fractions{}, int64(0)
	claim := func(id string, fen int64) {
		if fen > 0 {
			claims[id] = ratio(fen, 1)
			asked += fen
		}
	}
	for id, c := range o.cost {
		if c.Product == n.ID && slices.Contains(r.Costs, c.Class) {
			claim(id, c.Out)
		}
	}
	for class, quota := range o.quota {
		if !slices.Contains(r.Costs, class) {
			continue
		}
		open, sum := fractions{}, int64(0)
		for id, c := range o.cost {
			if c.Product == "" && c.Class == class {
				open[id] = ratio(c.Out, 1)
				sum += c.Out
			}
		}
		for id, fen := range naiveShare(min(quota[n.ID], sum), open) {
			claim(id, fen)
		}
	}
	amount := min(left, asked)
	if r.Limit != nil {
		amount = min(amount, rateOf(*r.Limit, income))
	}
	for id, fen := range naiveShare(amount, claims) {
		c := o.cost[id]
		c.Out, c.Rec = c.Out-fen, c.Rec+fen
		o.take[c.Investor] += fen
		if c.Product == "" {
			o.quota[c.Class][n.ID] -= fen
		}
	}
	return amount
}

func (o *oracle) profit(n Node, r *Return, left int64) int64 {
	dues, sum := fractions{}, int64(0)
	for id, c := range o.cost {
		if d := rateOf(r.Rate, c.Rec) - c.Ret; c.Product == n.ID && d > 0 &&
			slices.Contains(r.On, c.Class) {
			dues[id] = ratio(d, 1)
			sum += d
		}
	}
	amount := min(left, sum)
	for id, fen := range naiveShare(amount, dues) {
		o.cost[id].Ret += fen
		o.take[o.cost[id].Investor] += fen
	}
	return amount
}

func (o *oracle) inst(id string) string {
	p := o.party[o.node[id].Owner]
	if p.Group != "" {
		return p.Group
	}
	return p.ID
}

func (o *oracle) terms(n Node) Contribution {
	if c := o.in.Agreements[n.Agreement].Contribution; c != nil {
		return *c
	}
	return Contribution{Basis: ByInstitution, Count: []string{Commercial}, Fallback: "lineage"}
}

func (o *oracle) weigh(c Contribution, inst string) int64 {
	score, scored := o.in.Scores[inst]
	if scored {
		for _, row := range c.Factor {
			if score >= row.Min {
				return row.Bps
			}
		}
	}
	return 10000
}

// naivePoints are §6.4; use by use is replaced by set by set only where the text says so.
func (o *oracle) naivePoints(n Node, public bool) map[string]int64 {
	c := o.terms(n)
	points := map[string]int64{}
	sets := map[string]int64{}
	counts := func(id string) bool { return !public || o.public(id) }
	for _, t := range o.in.Traces {
		if t.Product != n.ID || !slices.Contains(c.Count, t.Use) {
			continue
		}
		if c.Basis == ByVolume {
			for id, v := range t.Volume {
				if counts(id) {
					points[id] += v * o.weigh(c, o.inst(id))
				}
			}
			continue
		}
		members := slices.Clone(t.Members)
		if len(members) == 0 {
			for id := range t.Volume {
				members = append(members, id)
			}
		}
		members = slices.DeleteFunc(members, func(id string) bool { return !counts(id) })
		sort.Strings(members)
		if len(members) > 0 {
			sets[strings.Join(members, "\x00")] += t.Units
		}
	}
	for set, units := range sets {
		o.addSet(c, points, strings.Split(set, "\x00"), units)
	}
	if len(points) == 0 && (public || c.Fallback == "lineage") {
		all := slices.DeleteFunc(slices.Clone(n.Inputs), func(id string) bool { return !counts(id) })
		if len(all) > 0 {
			o.addSet(c, points, all, 1)
		}
	}
	return points
}

func (o *oracle) addSet(c Contribution, points map[string]int64, members []string, units int64) {
	insts, inside := fractions{}, map[string]fractions{}
	for _, id := range members {
		i, w := o.inst(id), ratio(o.node[id].Weight, 1)
		if inside[i] == nil {
			inside[i], insts[i] = fractions{}, new(big.Rat)
		}
		inside[i][id] = w
		if c.Basis == ByWeight {
			insts[i].Add(insts[i], new(big.Rat).Mul(w, ratio(o.weigh(c, i), 1)))
		} else {
			insts[i] = ratio(o.weigh(c, i), 1)
		}
	}
	for i, fen := range naiveShare(units*1_000_000, insts) {
		for id, p := range naiveShare(fen, inside[i]) {
			points[id] += p
		}
	}
}

func (o *oracle) divide(n Node, fen int64, public bool) {
	if fen == 0 {
		return
	}
	points := o.naivePoints(n, public)
	if len(points) == 0 {
		to := o.terms(n).Fallback
		if to == "lineage" || to == "owner" {
			to = n.Owner
		}
		o.take[to] += fen
		return
	}
	insts, inside := fractions{}, map[string]fractions{}
	for id, p := range points {
		i := o.inst(id)
		if inside[i] == nil {
			inside[i], insts[i] = fractions{}, new(big.Rat)
		}
		inside[i][id] = ratio(p, 1)
		insts[i].Add(insts[i], ratio(p, 1))
	}
	for i, part := range naiveShare(fen, insts) {
		for id, amount := range naiveShare(part, inside[i]) {
			switch input := o.node[id]; {
			case input.Kind == Resource:
				o.take[input.Owner] += amount
			case public && input.Layer != LayerPrimary:
				o.levy[id] += amount
			default:
				o.royalties[id] += amount
			}
		}
	}
}

func (o *oracle) caps() {
	caps := slices.Clone(o.in.Caps)
	sort.Slice(caps, func(a, b int) bool { return caps[a].Party < caps[b].Party })
	for _, c := range caps {
		take := o.take[c.Party]
		row, known := o.cap[c.Party]
		if !known || row.Cycle != c.Cycle {
			fresh := CapState{c.Party, c.Cycle, c.Mode, c.Scope, c.Allowed, 0, 0}
			if fresh.Mode == "" {
				fresh.Mode = "memo"
			}
			if fresh.Scope == "" {
				fresh.Scope = "gross"
			}
			if known && row.Mode == "hold" {
				o.take[c.Party] += row.Held
				o.reserve["overcap:"+c.Party] -= row.Held
				fresh.Measure = row.Held
			} else if known {
				fresh.Allowed -= max(0, row.Measure-row.Allowed)
			}
			row = fresh
		}
		if row.Scope == "take" {
			row.Measure += take
		} else {
			row.Measure += o.sales(func(s Sale) bool { return o.node[s.Product].Owner == c.Party })
		}
		if row.Mode == "hold" {
			held := max(row.Measure-row.Allowed, 0)
			held = min(held, row.Held+o.take[c.Party])
			o.take[c.Party] -= held - row.Held
			o.reserve["overcap:"+c.Party] += held - row.Held
			row.Held = held
		}
		o.cap[c.Party] = row
	}
}

func (o *oracle) offsets() {
	for party, owes := range o.owes {
		if p := o.party[party]; p.Offset == nil || *p.Offset {
			fen := min(owes, o.take[party])
			o.owes[party] -= fen
			o.take[party] -= fen
			o.pool += fen
		}
	}
	ws, sum := fractions{}, int64(0)
	for party, fen := range o.due {
		ws[party] = ratio(fen, 1)
		sum += fen
	}
	for party, fen := range naiveShare(max(0, min(o.pool, sum)), ws) {
		o.due[party] -= fen
		o.take[party] += fen
		o.pool -= fen
	}
}
