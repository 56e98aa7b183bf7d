package settle

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Inputs reads the settlement input of a period from state: the period's sales, uses and newly
// confirmed costs, what the runs before it carried, and of lineage, agreements and parties only what
// these lead to. It reads rows of the period and dated rows, so that the same period gives the same
// input at any height after its cut.
func Inputs(r state.Reader, period string) settlement.Input { return read(r, period).in }

// reading gathers the input of one period.
type reading struct {
	r          state.Reader
	at         wire.Time // when roles and registrations are judged
	seq        uint32    // of the run; what it wrote itself and later ones is not read
	in         settlement.Input
	products   map[string]product.Product // by node
	contracts  map[string]trace.Contract  // by agreement
	parties    map[string]bool            // named so far, also words that are no parties
	common     map[string]bool            // qualified classes of common costs
	payees     map[string]string          // where a party's income is paid
	treasuries map[string]bool
	collectors map[string]string // by node
}

// begin is a reading of nothing yet, with the instant and the place of the period's run.
func begin(r state.Reader, period string) *reading {
	x := &reading{r: r, in: settlement.Input{Period: period,
		Agreements: map[string]settlement.Agreement{}, Scores: map[string]int64{}},
		products: map[string]product.Product{}, contracts: map[string]trace.Contract{},
		parties: map[string]bool{}, common: map[string]bool{}, payees: map[string]string{},
		treasuries: map[string]bool{}, collectors: map[string]string{}}
	_, end, _ := regime.PeriodBounds(period)
	x.at, x.seq = end-1, ^uint32(0)
	if run, ok := runs.Get(r, period); ok {
		x.seq = run.Seq
		if run.CutAt != 0 {
			x.at = run.CutAt
		}
	}
	return x
}

func read(r state.Reader, period string) *reading {
	x := begin(r, period)
	x.readCarry()
	x.readMoney()
	x.readUses()
	x.readLineage()
	x.readAgreements()
	x.readParties()
	return x
}

// readCarry restores the state that the run before left: of each row the last one written.
func (x *reading) readCarry() {
	s := &settlement.State{}
	last := map[string]Carry{}
	carries.Each(x.r, func(k carryKey, v Carry) bool {
		if k.Seq < x.seq {
			last[k.Kind+" "+k.ID] = v
		}
		return true
	})
	for _, key := range slices.Sorted(maps.Keys(last)) {
		v := last[key]
		switch {
		case v.Kind == carryCost:
			s.Costs = append(s.Costs, settlement.CostState{ID: v.ID, Product: v.Product,
				Class: v.Class, Investor: v.Investor, Out: int64(v.Out), Rec: int64(v.Rec),
				Ret: int64(v.Ret)})
			x.addCost(v.Product, v.Class, v.Investor)
		case v.Deficit != 0:
			s.Deficit = append(s.Deficit,
				settlement.ProductAmount{Product: v.ID, Amount: int64(v.Deficit)})
			x.addNode(v.ID)
		}
	}
	x.in.State = s
}

func (x *reading) addCost(node, class, investor string) {
	x.parties[investor] = true
	if node == "" {
		x.common[class] = true
	}
}

// readMoney reads the sales and costs of the period.
func (x *reading) readMoney() {
	market.EachSale(x.r, x.in.Period, func(s market.Sale) bool {
		sale := settlement.Sale{ID: s.Receipt.String(), Product: product.Node(s.Product, s.Version),
			Amount: int64(s.Part.Amount), Use: s.Use, Units: int64(s.Part.Units), Channel: s.Channel,
			Ref: s.Ref.String()}
		if !s.ForProduct.IsZero() {
			sale.ForProduct = product.Node(s.ForProduct, s.ForVersion)
		}
		x.in.Sales = append(x.in.Sales, sale)
		x.addNode(sale.Product)
		return true
	})
	market.EachCost(x.r, x.in.Period, func(v market.Cost) bool {
		cost := settlement.Cost{ID: v.ID.String(), Class: v.Class, Investor: v.Investor,
			Amount: int64(v.Amount)}
		if v.Product.IsZero() {
			cost.Class = x.qualified(v)
		} else {
			cost.Product = product.Node(v.Product, v.Version)
			x.addNode(cost.Product)
		}
		x.addCost(cost.Product, cost.Class, cost.Investor)
		x.in.Costs = append(x.in.Costs, cost)
		return true
	})
}

// readUses reads what the period's batches add up to. Under a by-volume rule each use counts once
// for every input it needed.
func (x *reading) readUses() {
	trace.EachCounter(x.r, x.in.Period, func(s trace.Sum) bool {
		node := product.Node(s.Product, s.Version)
		p := x.addNode(node)
		t := settlement.Trace{Product: node, Use: s.Use, Units: int64(s.Units)}
		for _, m := range s.Members {
			if id := inputNode(p.Inputs[m]); !slices.Contains(t.Members, id) {
				t.Members = append(t.Members, id)
			}
		}
		if x.byVolume(p) {
			t.Volume = map[string]int64{}
			for _, id := range t.Members {
				t.Volume[id] = t.Units
			}
		}
		x.in.Traces = append(x.in.Traces, t)
		return true
	})
}

// addNode makes a product version and what it was made of part of the input.
func (x *reading) addNode(node string) product.Product {
	if p, known := x.products[node]; known {
		return p
	}
	id, version, ok := parseNode(node)
	if !ok {
		return product.Product{}
	}
	p, ok := product.Get(x.r, id, version)
	if !ok {
		return product.Product{}
	}
	x.products[node] = p
	for _, in := range p.Inputs {
		if in.Kind != settlement.Resource {
			x.addNode(inputNode(in))
		}
	}
	return p
}

func parseNode(node string) (id wire.ID, version uint32, ok bool) {
	name, tail, found := strings.Cut(node, "@")
	id, err := wire.ParseID(name)
	n, bad := strconv.ParseUint(tail, 10, 32)
	return id, uint32(n), found && err == nil && bad == nil
}

// inputNode names an input: a product by its version, a resource as one node whatever its version.
func inputNode(in product.Input) string {
	if in.Kind == settlement.Resource {
		return in.Object.String()
	}
	return product.Node(in.Object, in.Version)
}
