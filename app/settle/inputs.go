package settle

import (
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Inputs reads the settlement input of a period from state, of a cut one that of its first
// segment: the period's sales, uses and newly confirmed costs, what the runs before it carried,
// and of lineage, agreements and parties only what these lead to. It reads rows of the period
// and dated rows, so that the same period gives the same input at any height after its cut.
func Inputs(r state.Reader, period string) settlement.Input { return Segments(r, period)[0] }

// Segments reads the settlement inputs of a period, one for each part that lies between two changes
// of a distribution rule (rulings M4). Each hands its state to the next.
func Segments(r state.Reader, period string) []settlement.Input {
	return read(r, period).segments()
}

// reading gathers the input of one period.
type reading struct {
	r          state.Reader
	at         wire.Time        // when roles and registrations are judged
	seq        uint32           // of the run; what it wrote itself and later ones is not read
	cut        uint64           // height of the state it is computed from; none yet: the highest
	since      uint64           // cut of the last run before it that landed
	in         settlement.Input // of the whole period; sales, uses, costs and rules are in parts
	parts      []part
	last       wire.Date                  // of the period
	products   map[string]product.Product // by node
	contracts  map[string]trace.Contract  // by agreement
	parties    map[string]bool            // named so far, also words that are no parties
	common     map[string]bool            // qualified classes of common costs
	payees     map[string]string          // where a party's income is paid
	treasuries map[string]bool
	held       []Carry           // reserves as the run before left them
	collectors map[string]string // by node
}

// begin is a reading of nothing yet, with the instant and the place of the period's run.
func begin(r state.Reader, period string) *reading {
	x := &reading{r: r, in: settlement.Input{Period: period,
		Agreements: map[string]settlement.Agreement{}, Scores: map[string]int64{}},
		products: map[string]product.Product{}, contracts: map[string]trace.Contract{},
		parties: map[string]bool{}, common: map[string]bool{}, payees: map[string]string{},
		treasuries: map[string]bool{}, collectors: map[string]string{}}
	start, end, ok := regime.PeriodBounds(period)
	x.parts = []part{{from: start.Date(), name: period}}
	if x.last = (end - 1).Date(); ok {
		for _, day := range authorization.Cuts(r, start.Date(), x.last) {
			x.parts = append(x.parts, part{from: day, name: trace.Segment(period, day)})
		}
	}
	x.at, x.seq, x.cut = end-1, ^uint32(0), ^uint64(0)
	if run, ok := runs.Get(r, period); ok {
		x.seq = run.Seq
		if run.CutAt != 0 {
			// The second before: several blocks may share the second of the cut, and what those after
			// it record must not be told apart by dates alone (rulings E8).
			x.at, x.cut = run.CutAt-1, run.Cut
		}
	}
	x.since = landedBefore(r, x.seq)
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
		case v.Kind == carryReserve:
			s.Reserve = x.addReserve(s.Reserve, v)
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
