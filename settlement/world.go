package settlement

import (
	"slices"
	"strings"
)

// world is the input put in order once, so that the pass neither sorts lists again nor depends on
// the order in which they came (I5). What names nothing known is left out: Validate refuses it.
type world struct {
	in      Input
	parties map[string]Party
	nodes   []node
	index   map[string]int
	falling []int // products by falling seq
	terms   map[string]Contribution
	state   State
	costs   []CostState
}

// node is a resource or a product with what the pass needs of it.
type node struct {
	Node
	inst     string
	leads    bool // leads to public data
	agr      Agreement
	inputs   []int // by institution, then id
	sales    []*Sale
	traces   []Trace
	own      int64 // Σ sales
	bought   int64 // Σ sales of others for this product
	deficit  int64 // carried in, at most 0
	units    uint64
	ownCosts []int
	quota    []classFen
}

// classFen is fen of a cost class.
type classFen struct {
	class string
	fen   int64
}

func newWorld(in Input) (*world, error) {
	w := &world{in: in, parties: map[string]Party{}, index: map[string]int{},
		terms: map[string]Contribution{}}
	for _, p := range in.Parties {
		w.parties[p.ID] = p
	}
	if in.State != nil {
		w.state = in.State.sorted()
	}
	w.addNodes()
	if err := w.addSales(); err != nil {
		return nil, err
	}
	if err := w.addTraces(); err != nil {
		return nil, err
	}
	return w, w.addCosts()
}

// sorted is the state in order: a caller may have built it by hand.
func (s State) sorted() State {
	byText := func(a, b string) int { return strings.Compare(a, b) }
	s.Deficit = sortedBy(s.Deficit, func(a, b ProductAmount) int {
		return byText(a.Product,
			b.Product)
	})
	s.Costs = sortedBy(s.Costs, func(a, b CostState) int { return byText(a.ID, b.ID) })
	s.Cap = sortedBy(s.Cap, func(a, b CapState) int { return byText(a.Party, b.Party) })
	s.Reserve = sortedBy(s.Reserve, func(a, b ReserveAmount) int { return byText(a.Name, b.Name) })
	byParty := func(a, b PartyAmount) int { return byText(a.Party, b.Party) }
	s.Restate.Receivable = sortedBy(s.Restate.Receivable, byParty)
	s.Restate.Payable = sortedBy(s.Restate.Payable, byParty)
	return s
}

func sortedBy[T any](list []T, less func(a, b T) int) []T {
	list = slices.Clone(list)
	slices.SortStableFunc(list, less)
	return list
}

func (w *world) addNodes() {
	nodes := sortedBy(w.in.Nodes, func(a, b Node) int {
		if a.Seq != b.Seq {
			if a.Seq < b.Seq {
				return -1
			}
			return 1
		}
		return strings.Compare(a.ID, b.ID)
	})
	for _, n := range nodes {
		i := len(w.nodes)
		x := node{Node: n, inst: w.institution(n.Owner)}
		x.leads = n.Kind == Resource && n.Public
		if n.Kind == Product {
			x.agr = w.in.Agreements[n.Agreement]
			x.inputs = w.inputsOf(n)
			for _, k := range x.inputs {
				x.leads = x.leads || w.nodes[k].leads
			}
		}
		w.nodes = append(w.nodes, x)
		if _, twice := w.index[n.ID]; !twice {
			w.index[n.ID] = i
			if n.Kind == Product {
				w.falling = append(w.falling, i)
			}
		}
	}
	slices.Reverse(w.falling)
	for _, d := range w.state.Deficit {
		if x := w.product(d.Product); x != nil {
			x.deficit = min(d.Amount, 0)
		}
	}
}

// inputsOf are the inputs that stand before the product, by institution and id.
func (w *world) inputsOf(n Node) []int {
	var inputs []int
	for _, id := range n.Inputs {
		if k, known := w.index[id]; known && !slices.Contains(inputs, k) {
			inputs = append(inputs, k)
		}
	}
	slices.SortFunc(inputs, func(a, b int) int {
		if c := strings.Compare(w.nodes[a].inst, w.nodes[b].inst); c != 0 {
			return c
		}
		return strings.Compare(w.nodes[a].ID, w.nodes[b].ID)
	})
	return inputs
}

func (w *world) institution(owner string) string {
	if p, known := w.parties[owner]; known {
		return p.institution()
	}
	return owner
}

// product is the product of this id, nil for none.
func (w *world) product(id string) *node {
	_, x := w.productAt(id)
	return x
}

func (w *world) productAt(id string) (int, *node) {
	if i, known := w.index[id]; known && w.nodes[i].Kind == Product {
		return i, &w.nodes[i]
	}
	return 0, nil
}

// contribution is the product's own clause; one without a usable clause has the terms that base
// money is passed on by (settlement §6.8).
func (w *world) contribution(x *node) Contribution {
	if c, known := w.terms[x.Agreement]; known {
		return c
	}
	c := Contribution{Basis: ByInstitution, Count: []string{Commercial}, Fallback: FallbackLineage}
	if own := x.agr.Contribution; own != nil && len(contributionCodes(*own, w.parties)) == 0 {
		c = *own
		c.Basis = orElse(c.Basis, ByInstitution)
	}
	w.terms[x.Agreement] = c
	return c
}

// factor is the institution's weight in ten-thousandths by the contribution's table.
func (w *world) factor(c Contribution, inst string) uint64 {
	score, scored := w.in.Scores[inst]
	if !scored || len(c.Factor) == 0 {
		return 10000
	}
	for _, row := range c.Factor {
		if score >= row.Min {
			return uint64(row.Bps)
		}
	}
	return uint64(c.Factor[len(c.Factor)-1].Bps)
}
