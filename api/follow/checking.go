package follow

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Checked says whether every step behind a node was within its term and scope. Steps and Count are
// of the whole closure.
type Checked struct {
	Node     string    `json:"node"`
	Height   uint64    `json:"height"`
	AsOf     wire.Time `json:"as_of"`
	Nodes    int       `json:"nodes"`
	Steps    int       `json:"steps"`
	Count    int       `json:"findings_count"`
	Findings []Finding `json:"findings"`
	After    string    `json:"after,omitempty"`
}

// The kinds of findings.
const (
	FindTerm   = "term"   // grant, agreement, role or object not in force over the step's window
	FindScope  = "scope"  // an object or field that the grant does not name
	FindSource = "source" // a resource behind it may not be authorized as of the question
	FindFlag   = "flag"   // the ledger marked it when it was recorded
	FindCalls  = "calls"  // batches of its uses that the ledger marked, such as late ones
)

// Finding is one thing the matter with one node.
type Finding struct {
	Node  string    `json:"node"`
	Kind  string    `json:"kind"`
	Cause string    `json:"cause"`
	Grant wire.ID   `json:"grant"`
	Who   string    `json:"who"` // responsible for the step
	From  wire.Time `json:"from"`
	To    wire.Time `json:"to"`
	Zh    string    `json:"zh"`
	En    string    `json:"en"`
}

var sentences = map[string][2]string{
	FindTerm:   {"该步骤发生时不在有效期内", "the step was not in force when it happened"},
	FindScope:  {"使用了授权范围之外的对象或字段", "it used an object or a field outside its grant"},
	FindSource: {"其来源资源目前不可授权", "a resource behind it may not be authorized"},
	FindFlag:   {"账本收录时已作标记", "the ledger marked it when it was recorded"},
	FindCalls:  {"其使用记录中有被标记的批次", "some batches of its uses are marked"},
}

func (w *question) check() (any, error) {
	at, err := w.place("node")
	if err != nil {
		return nil, err
	}
	limit, err := w.number("limit", pageSize, pageMost)
	if err != nil {
		return nil, err
	}
	set := w.reach(at.Key(), false, ToTheEnd)
	out := Checked{Node: at.Key(), Height: w.q.Height, AsOf: w.scope.AsOf, Nodes: set.total.Nodes,
		Steps: set.total.Edges, Findings: []Finding{}}
	after := w.q.Args["after"]
	for _, m := range set.members {
		for _, f := range w.findings(m.key) {
			f.Zh, f.En = sentences[f.Kind][0], sentences[f.Kind][1]
			out.Count++
			mark := strings.Join([]string{f.Node, f.Kind, f.Cause}, " ")
			switch {
			case after != "":
				if mark == after {
					after = ""
				}
			case len(out.Findings) < limit:
				out.Findings = append(out.Findings, f)
			case limit > 0:
				last := out.Findings[limit-1]
				out.After = strings.Join([]string{last.Node, last.Kind, last.Cause}, " ")
			}
		}
	}
	return out, nil
}

// findings are what is the matter with one node, in a fixed order.
func (w *question) findings(key string) (out []Finding) {
	at, _ := product.ParsePlace(key)
	n := w.describer.Describe(at, 0)
	f := Finding{Node: key, Who: n.Party, From: n.From, To: n.To}
	add := func(kind, cause string) {
		f.Kind, f.Cause = kind, cause
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	if e := n.Authorization; e != nil && !e.InForce {
		f.Grant = e.Grant
		add(FindTerm, e.Cause)
	}
	switch at.Kind {
	case product.KindProcessing:
		rec, _ := access.GetProcessing(w.q.Store, at.ID)
		f.Grant = rec.Grant
		for _, missing := range outside(w.q.Store, rec) {
			add(FindScope, missing)
		}
		for _, flag := range rec.Flags {
			add(FindFlag, flag)
		}
	case access.KindResource:
		if cause := w.cause(at.ID); cause != "" {
			add(FindSource, cause)
		}
	case access.KindProduct:
		late := uint64(0)
		for _, c := range w.x.uses[key] {
			late += c.sum(w.scope.AsOf).Late
		}
		if late > 0 {
			add(FindCalls, "late")
		}
	}
	return out
}

// outside are objects and fields that a job read and its grant does not name.
func outside(r state.Reader, rec access.Processing) (out []string) {
	grant, _ := access.GetGrant(r, rec.Grant)
	for _, in := range rec.Inputs {
		if in.Kind != access.KindResource && in.Kind != access.KindProduct {
			continue
		}
		if missing, ok := grant.Allows(in.Object, in.Kind, in.Fields); !ok {
			out = append(out, in.Object.String()+": "+missing)
		}
	}
	return out
}

func (w *question) cause(id wire.ID) string {
	cause, _ := catalog.Authorizable(w.q.Store, id, w.now)
	return cause
}

// resources are the resource versions that something was made of, by key; only those of one id
// where it is given.
func (g *Graph) resources(only wire.ID) (out []product.Place) {
	for _, key := range g.keys {
		if !strings.HasPrefix(key, access.KindResource+":") {
			continue
		}
		if at, ok := product.ParsePlace(key); ok && (only.IsZero() || at.ID == only) {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, func(a, b product.Place) int { return strings.Compare(a.Key(), b.Key()) })
	return out
}
