package settle

import (
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
// and of lineage, agreements and parties only what these lead to. It reads rows that entered at or
// before the cut and dated rows, so that the same period gives the same input at any height after.
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
	upTo       uint64           // rows that entered later are not read
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
	aliases    map[string]string // groups of settlement parties that stand for one in a province
	scored     []ScoreRow        // what the run says of providers
	uncarried  bool              // what a cycle exceeded its cap by is not deducted from the next
	collectors map[string]string // by node
	volumes    map[ruleDay]bool  // whether a rule counts by volume
	misused    map[misused]uint64
	recounts   []recounted
	recountAt  map[string]int
	change     restatement
	ledger     *ledger // of restated differences
	fault      error   // of a restatement
}

// begin is a reading of nothing yet, with the instant and the place of the period's run.
func begin(r state.Reader, period string) *reading {
	x := &reading{r: r, in: settlement.Input{Period: period,
		Agreements: map[string]settlement.Agreement{}, Scores: map[string]int64{}},
		products: map[string]product.Product{}, contracts: map[string]trace.Contract{},
		parties: map[string]bool{}, common: map[string]bool{}, payees: map[string]string{},
		treasuries: map[string]bool{}, collectors: map[string]string{}, aliases: map[string]string{},
		volumes: map[ruleDay]bool{}}
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
	x.upTo = x.cut
	x.since = landedBefore(r, x.seq)
	return x
}

func read(r state.Reader, period string) *reading {
	x := begin(r, period)
	x.readRows()
	x.fault = x.restate()
	x.finish()
	return x
}

// rows is a reading of a closed period's rows that entered up to a height.
func rows(r state.Reader, period string, upTo uint64) *reading {
	x := begin(r, period)
	x.upTo = upTo
	x.readRows()
	return x
}

// readRows reads what happened in the period and the lineage that it leads to.
func (x *reading) readRows() {
	x.readMoney()
	x.readUses()
	x.readLineage()
}

// finish reads what the rows and the carried state lead to.
func (x *reading) finish() {
	x.readScores()
	x.readCaps()
	x.readAgreements()
	x.readOwed()
	x.readParties()
	x.readAliases()
	x.placeState()
}

func (x *reading) addCost(node, class, investor string) {
	x.parties[investor] = true
	if node == "" {
		x.common[class] = true
	}
}
