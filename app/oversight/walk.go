package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Walk is the way of an auditor from one line of a settlement to the approval of the plan that it
// rests on (GD §30): hop by hop the records that show it, each of which can be proved, who was
// responsible when it was signed, and whether the hop holds.
type Walk struct {
	Period string   `json:"period"`
	Line   string   `json:"line"`
	Kind   string   `json:"kind"`
	Amount wire.Fen `json:"amount"`
	Payer  string   `json:"payer"`
	Payee  string   `json:"payee"`
	For    string   `json:"for"`   // on whose behalf the payee is paid
	Holds  bool     `json:"holds"` // every hop does
	More   bool     `json:"more"`  // some hop has more records than it names
	Hops   []Hop    `json:"hops"`
}

// Hop is one step of the way.
type Hop struct {
	No          int           `json:"no"`
	Step        string        `json:"step"`
	Zh          string        `json:"zh"` // what is found, in a sentence
	En          string        `json:"en"`
	Holds       bool          `json:"holds"`
	More        bool          `json:"more"`
	Records     []Shown       `json:"records"`
	Responsible []Responsible `json:"responsible"`
}

// Shown names a record of state as suyuan proof make does: its collection and its key.
type Shown struct {
	Collection string   `json:"collection"`
	Key        []string `json:"key"`
}

// Responsible is who signed a step, as it stood then.
type Responsible struct {
	What     string    `json:"what"` // what was signed
	Party    string    `json:"party"`
	Name     string    `json:"name"`
	Roles    []string  `json:"roles"`    // held at that time, role@place
	Accounts []string  `json:"accounts"` // that signed, with the keys valid then, if on record
	At       wire.Time `json:"at"`
	Attested bool      `json:"attested"` // by document: the party itself did not sign
}

// Most records that one hop names of a list, products that a walk follows.
const (
	maxShown = 50
	maxNodes = 16
)

// walking is a walk being made.
type walking struct {
	q    rule.Ask
	d    settle.Descent
	out  Walk
	hop  *Hop
	all  []product.Product // that the money comes from, nearest first
	base authorization.Agreement
}

var walkQueries = []rule.Query{{Name: "walk", Zh: "从一条结算明细行走到实施方案批准：各步记录、签署人、是否成立",
	En: "from one line of a settlement to the approval of its plan: the records of each step, who " +
		"was responsible then, and whether it holds", Serve: serveWalk, Args: []rule.Arg{
		{Name: "period", Zh: "结算期", En: "settlement period", Required: true},
		{Name: "line", Zh: "明细行，如 L0000012", En: "the line, such as L0000012", Required: true}}}}

func serveWalk(q rule.Ask) (any, error) {
	d, err := settle.Descend(q, q.Args["period"], q.Args["line"])
	if err != nil {
		return nil, err
	}
	w := &walking{q: q, d: d, out: Walk{Period: d.Run.Period, Line: d.Line.ID, Kind: d.Line.Kind,
		Amount: wire.Fen(d.Line.Amount), Payer: d.Statement.Payer, Payee: d.Statement.Payee,
		For: d.Party, Holds: true, More: d.More, Hops: []Hop{}}}
	for i, node := range d.Nodes {
		if i == maxNodes {
			w.out.More = true
			break
		}
		id, version, _ := product.ParseNode(node)
		if p, ok := product.Get(q.Store, id, version); ok {
			w.all = append(w.all, p)
		}
	}
	if len(w.all) > 0 {
		w.base = product.Authorization(q.Store, w.all[0])
	}
	for _, v := range hops {
		w.begin(v.step)
		v.make(w)
		w.finish()
	}
	return w.out, nil
}

// hops are the steps in their order.
var hops = []struct {
	step string
	make func(*walking)
}{
	{"routing", (*walking).routing}, {"entry", (*walking).entry}, {"rule", (*walking).rule},
	{"receipts", (*walking).receipts}, {"exchange", (*walking).exchange},
	{"traces", (*walking).traces}, {"product", (*walking).product}, {"review", (*walking).review},
	{"registration", (*walking).registration}, {"grant", (*walking).grant},
	{"application", (*walking).application}, {"consent", (*walking).consent},
	{"agreement", (*walking).agreement}, {"publicity", (*walking).publicity},
	{"selection", (*walking).selection}, {"plan", (*walking).plan},
}

func (w *walking) begin(step string) {
	w.out.Hops = append(w.out.Hops, Hop{No: len(w.out.Hops) + 1, Step: step, Holds: true,
		Records: []Shown{}, Responsible: []Responsible{}})
	w.hop = &w.out.Hops[len(w.out.Hops)-1]
}

func (w *walking) finish() {
	w.out.Holds = w.out.Holds && w.hop.Holds
	w.out.More = w.out.More || w.hop.More
}

// says writes what the hop found and whether it holds.
func (w *walking) says(holds bool, zh, en string) {
	w.hop.Holds, w.hop.Zh, w.hop.En = holds, zh, en
}

func (w *walking) store() state.Reader { return w.q.Store }
