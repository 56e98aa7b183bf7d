package settlement

import (
	"fmt"
	"math/rand"
	"slices"
)

// A random world is always one that Validate accepts: everything that an agreement may say,
// refunds, deficits, groups, private data, all bases and fallbacks, common costs, caps, and a
// state.

type maker struct {
	*rand.Rand
	in Input
}

func (m *maker) pick(list ...string) string { return list[m.Intn(len(list))] }

func (m *maker) chance(percent int) bool { return m.Intn(100) < percent }

func randomWorld(seed int64) Input {
	m := &maker{Rand: rand.New(rand.NewSource(seed))}
	m.in = Input{Period: fmt.Sprint("P", seed), Agreements: map[string]Agreement{},
		Scores: map[string]int64{}}
	for i := range 4 + m.Intn(6) {
		p := Party{ID: fmt.Sprintf("%c%d", 'A'+m.Intn(26), i),
			Kind: m.pick(Enterprise, Institution, Developer)}
		if m.chance(20) {
			p.Group = m.pick("G1", "G2")
		}
		if m.chance(30) && i > 0 {
			p.RemitTo = m.in.Parties[m.Intn(i)].ID
		}
		if m.chance(10) {
			off := false
			p.Offset = &off
		}
		m.in.Parties = append(m.in.Parties, p)
		for _, inst := range []string{p.ID, p.Group} {
			if inst != "" && m.chance(60) {
				m.in.Scores[inst] = int64(m.Intn(101))
			}
		}
	}
	for i := range 3 {
		m.in.Agreements[fmt.Sprint("primary", i)] = m.agreement(LayerPrimary)
		m.in.Agreements[fmt.Sprint("re", i)] = m.agreement(LayerRe)
	}
	m.nodes()
	m.trade()
	for _, p := range m.in.Parties {
		if m.chance(40) {
			m.in.Caps = append(m.in.Caps, Cap{p.ID, m.pick("A", "B"), int64(m.Intn(200_000)),
				m.pick("", ScopeGross, ScopeTake), m.pick("", ModeMemo, ModeHold)})
		}
	}
	if m.chance(30) {
		m.in.State = m.restateState()
	}
	return m.in
}

func (m *maker) party() string { return m.in.Parties[m.Intn(len(m.in.Parties))].ID }

func (m *maker) payee() string {
	return m.pick(m.party(), m.party(), ToOwner, ToOwner, ReservePrefix+"fund")
}

func (m *maker) rate() Rate {
	d := int64(1 + m.Intn(1000))
	n := int64(m.Intn(int(d) + 1))
	if m.chance(70) {
		n /= 3
	}
	return Rate{N: n, D: d}
}

func (m *maker) rated(to string) *Rated {
	r := &Rated{To: to, Rate: m.rate(), Of: m.pick(OfOwnSales, OfChannelSales, OfInflow, OfLeft)}
	if r.Of == OfChannelSales {
		r.Channel = m.pick("direct", "exchange")
	}
	if m.chance(20) {
		limit := int64(m.Intn(5000))
		r.Cap = &limit
	}
	return r
}

func (m *maker) agreement(layer string) Agreement {
	a := Agreement{Layer: layer}
	var recovered []string
	for range m.Intn(6) {
		switch m.Intn(6) {
		case 0:
			a.Tiers = append(a.Tiers, Tier{Fee: m.rated(m.payee())})
		case 1:
			a.Tiers = append(a.Tiers, Tier{Share: m.rated(m.pick(ToInputs, m.payee()))})
		case 2:
			if layer == LayerRe {
				a.Tiers = append(a.Tiers, Tier{Base: &Rated{Rate: m.rate(),
					Of: m.pick("", OfOwnSales, OfValueAdded)}})
			}
		case 3:
			r := &Recover{Costs: []string{m.pick("c1", "c2", "c3")}}
			if m.chance(50) {
				r.Costs = []string{"c3", "c1"}
			}
			if m.chance(60) {
				limit := m.rate()
				r.Limit = &limit
			}
			recovered = append(recovered, r.Costs...)
			a.Tiers = append(a.Tiers, Tier{Recover: r})
		default:
			if len(recovered) > 0 {
				a.Tiers = append(a.Tiers, Tier{Return: &Return{Rate: m.rate(), On: slices.Clone(recovered)}})
			}
		}
	}
	last := &Remainder{}
	for _, to := range []string{ToOwner, ToInputs, m.party(), ReservePrefix + "fund"} {
		if len(last.Parts) == 0 || m.chance(40) {
			last.Parts = append(last.Parts, Part{to, int64(1 + m.Intn(9))})
		}
	}
	a.Tiers = append(a.Tiers, Tier{Remainder: last})
	if slices.ContainsFunc(a.Tiers, Tier.reachesInputs) || m.chance(50) {
		a.Contribution = m.contribution()
	}
	return a
}

func (m *maker) contribution() *Contribution {
	c := &Contribution{Basis: m.pick(ByInstitution, ByWeight, ByVolume), Count: []string{Commercial},
		Fallback: m.pick(FallbackLineage, FallbackOwner, m.party())}
	if m.chance(30) {
		c.Count = []string{Commercial, Welfare}
	}
	if m.chance(50) {
		c.Factor = []FactorRow{{80, int64(1 + m.Intn(20000))}, {40, int64(1 + m.Intn(20000))}, {0, 5000}}
	}
	return c
}

func (m *maker) nodes() {
	for i := range 2 + m.Intn(6) {
		m.in.Nodes = append(m.in.Nodes, Node{ID: fmt.Sprintf("%c-r%d", 'a'+m.Intn(26), i), Seq: int64(i),
			Kind: Resource, Owner: m.party(), Weight: int64(1 + m.Intn(5)), Public: m.chance(75)})
	}
	for i := range 1 + m.Intn(7) {
		layer := m.pick(LayerPrimary, LayerRe)
		n := Node{ID: fmt.Sprintf("%c-p%d", 'a'+m.Intn(26), i), Seq: int64(100 + i), Kind: Product,
			Owner: m.party(), Weight: int64(1 + m.Intn(3)), Layer: layer,
			Agreement: fmt.Sprint(layer, m.Intn(3))}
		for _, input := range m.in.Nodes {
			if m.chance(45) {
				n.Inputs = append(n.Inputs, input.ID)
			}
		}
		m.in.Nodes = append(m.in.Nodes, n)
	}
}

// trade makes sales, traces and costs of the products.
func (m *maker) trade() {
	for _, n := range m.in.Nodes {
		if n.Kind != Product {
			continue
		}
		for i := range m.Intn(4) {
			s := Sale{ID: fmt.Sprint(n.ID, "-s", i), Product: n.ID, Amount: int64(m.Intn(100_000)),
				Use: Commercial, Units: 1, Channel: m.pick("", "direct", "exchange")}
			if m.chance(20) {
				s.Amount, s.Ref = -s.Amount, "earlier"
			}
			for _, maker := range m.in.Nodes {
				if slices.Contains(maker.Inputs, n.ID) && m.chance(40) {
					s.ForProduct = maker.ID
				}
			}
			m.in.Sales = append(m.in.Sales, s)
		}
		m.traces(n)
		for i := range m.Intn(3) {
			c := Cost{ID: fmt.Sprintf("%c-%s-%d", 'a'+m.Intn(26), n.ID, i), Product: n.ID,
				Class: m.pick("c1", "c2", "c3"), Investor: m.party(), Amount: int64(m.Intn(60_000))}
			if m.chance(40) {
				c.Product = ""
			}
			m.in.Costs = append(m.in.Costs, c)
		}
	}
}

func (m *maker) traces(n Node) {
	for range m.Intn(4) {
		t := Trace{Product: n.ID, Use: m.pick(Commercial, Commercial, Welfare),
			Units: int64(1 + m.Intn(50)), Volume: map[string]int64{}}
		for _, id := range n.Inputs {
			if m.chance(60) {
				t.Members = append(t.Members, id)
				t.Volume[id] = int64(1 + m.Intn(1000))
			}
		}
		if len(t.Members) == 0 {
			continue
		}
		m.Shuffle(len(t.Members), func(a, b int) {
			t.Members[a], t.Members[b] = t.Members[b],
				t.Members[a]
		})
		if m.chance(20) {
			t.Members = nil
		}
		m.in.Traces = append(m.in.Traces, t)
	}
}

func (m *maker) restateState() *State {
	s := &State{Deficit: []ProductAmount{{"gone", -77}}, Reserve: []ReserveAmount{{"fund", 5}},
		Costs: []CostState{{"0-old", "", "c1", m.party(), 5000, 100, 0},
			{"0-gone", "gone", "c1", "nobody", 1, 2, 0}}}
	for i, p := range m.in.Parties {
		switch i % 3 {
		case 0:
			s.Restate.Receivable = append(s.Restate.Receivable, PartyAmount{p.ID, int64(1 + m.Intn(20_000))})
		case 1:
			s.Restate.Payable = append(s.Restate.Payable, PartyAmount{p.ID, int64(1 + m.Intn(20_000))})
		}
	}
	s.Restate.Pool = int64(m.Intn(10_000)) - 5000
	return s
}

// nextPeriod is the same world a period later: new costs are gone, sales change, the cycle may.
func nextPeriod(in Input, seed int64) Input {
	m := &maker{Rand: rand.New(rand.NewSource(seed)), in: in}
	in.Costs, in.State = nil, nil
	in.Sales = slices.Clone(in.Sales)
	for i := range in.Sales {
		in.Sales[i].Amount = int64(m.Intn(100_000))
		if m.chance(30) {
			in.Sales[i].Amount, in.Sales[i].Ref = -in.Sales[i].Amount, "earlier"
		}
	}
	in.Caps = slices.Clone(in.Caps)
	for i := range in.Caps {
		in.Caps[i].Cycle = m.pick("A", "A", "B")
	}
	return in
}
