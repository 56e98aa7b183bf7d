package follow

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Closure is a page of all that a node was made of, or of all that was made of it. Counts are of
// the whole closure, whatever the page holds. Every edge is on the page of its To.
type Closure struct {
	Root      string    `json:"root"`
	Direction string    `json:"direction"`
	Field     string    `json:"field,omitempty"` // whose closure it is; none: the whole node's
	Depth     int       `json:"depth"`           // ToTheEnd without a limit
	Height    uint64    `json:"height"`
	AsOf      wire.Time `json:"as_of"` // none: as of the height
	Total     Counts    `json:"total"`
	IDs       []NodeID  `json:"ids,omitempty"` // instead of nodes and steps, where they were asked for
	Nodes     []Node    `json:"nodes"`
	Steps     []Step    `json:"steps"`
	Columns   []Column  `json:"columns"`
	After     string    `json:"after,omitempty"` // asks for the next page
}

// Counts are those of a whole closure. Beyond are the nodes next to it that the depth left out.
type Counts struct {
	Nodes      int `json:"nodes"`
	Edges      int `json:"edges"`
	Levels     int `json:"levels"`
	Resources  int `json:"resources"`
	Imports    int `json:"imports"`
	Processing int `json:"processing"`
	Products   int `json:"products"`
	Beyond     int `json:"beyond"`
}

// NodeID is a node of a closure by its key alone.
type NodeID struct {
	Key      string    `json:"key"`
	Level    int       `json:"level"`
	Recorded wire.Time `json:"recorded"`
}

// Node is a node of a closure.
type Node struct {
	product.LineageNode
	Recorded wire.Time `json:"recorded"`
	Height   uint64    `json:"height,omitempty"` // of the block, where this node knows it
	// fields that the closure of a field came to; "" for those that no record tells apart
	Reached []string `json:"reached_fields,omitempty"`
}

// Step says that To was made of From: when that was recorded, when it is said to have happened, and
// what entitled the maker then.
type Step struct {
	From         string    `json:"from"`
	To           string    `json:"to"`
	Fields       []string  `json:"fields,omitempty"` // those read, where they are known
	Recorded     wire.Time `json:"recorded"`
	Height       uint64    `json:"height,omitempty"`
	Tx           wire.Hash `json:"tx"`
	ClaimedFrom  wire.Time `json:"claimed_from"`
	ClaimedTo    wire.Time `json:"claimed_to"`
	Agreement    wire.ID   `json:"agreement"`
	DevAgreement wire.ID   `json:"dev_agreement"`
	Grant        wire.ID   `json:"grant"`
	Purpose      string    `json:"purpose"`
	InForce      bool      `json:"in_force"`
	Cause        string    `json:"cause,omitempty"`
}

// Column is an edge between fields.
type Column = product.ColumnEdge

func (w *question) closure() (any, error) {
	at, err := w.place("node")
	if err != nil {
		return nil, err
	}
	out := Closure{Root: at.Key(), Direction: "up", Depth: ToTheEnd, Height: w.q.Height,
		AsOf: w.scope.AsOf, Nodes: []Node{}, Steps: []Step{}, Columns: []Column{}}
	switch d := w.q.Args["direction"]; d {
	case "", "up":
	case "down":
		out.Direction = d
	default:
		return nil, rule.Malformed("direction", "须为 up 或 down", "must be up or down")
	}
	if w.q.Args["depth"] != "" {
		if out.Depth, err = w.number("depth", 0, 1<<30); err != nil {
			return nil, err
		}
	}
	ids := w.q.Args["detail"] == "ids"
	if d := w.q.Args["detail"]; d != "" && d != "full" && !ids {
		return nil, rule.Malformed("detail", "须为 full 或 ids", "must be full or ids")
	}
	most := pageMost
	if ids {
		most = idsMost
	}
	limit, err := w.number("limit", min(most, pageSize), most)
	if err != nil {
		return nil, err
	}
	set, walk, err := w.found(at.Key(), &out)
	if err != nil {
		return nil, err
	}
	out.Total = set.total
	if !ids && walk == nil {
		set.index()
	}
	page, after, err := set.page(w.q.Args["after"], limit)
	if err != nil {
		return nil, err
	}
	out.After = after
	for _, m := range page {
		if ids {
			out.IDs = append(out.IDs, NodeID{m.key, m.level, w.recorded(m.key)})
			continue
		}
		w.describe(&out, set, m)
	}
	if walk != nil {
		out.Columns = walk.columns(out.Columns)
		for i := range out.Nodes {
			out.Nodes[i].Reached = walk.at[out.Nodes[i].Key]
		}
	}
	return out, nil
}

// found is the closure that is asked for: of the node, or of one of its fields.
func (w *question) found(key string, out *Closure) (reached, *fieldWalk, error) {
	if out.Field = w.q.Args["field"]; out.Field == "" {
		return w.reach(key, out.Direction == "down", out.Depth), nil, nil
	}
	walk, err := w.byField(key, out.Field, out.Direction == "down", out.Depth)
	if err != nil {
		return reached{}, nil, err
	}
	return walk.set, walk, nil
}

func (w *question) recorded(key string) wire.Time {
	if n, ok := w.x.graph.Node(key); ok {
		return w.x.graph.Born(n)
	}
	return 0
}

// member is a node of a set by its key.
type member struct {
	key   string
	level int
}

// reached is a closure, sorted by level and key.
type reached struct {
	members []member
	levels  map[string]int
	total   Counts
}

// reach finds the closure of a key. A node that nothing read and nothing made is alone.
func (w *question) reach(key string, down bool, depth int) reached {
	g := w.x.graph
	set := reached{members: []member{{key: key}}}
	set.total.Nodes = 1
	var hits []Hit
	if root, ok := g.Node(key); ok {
		hits, set.total.Beyond = g.Closure(root, down, depth, w.scope)
		hits = g.sorted(hits)
		set.members = make([]member, len(hits))
	}
	in := make([]bool, len(g.keys))
	for i, h := range hits {
		set.members[i] = member{g.Key(h.Node), int(h.Level)}
		set.total.Levels = max(set.total.Levels, int(h.Level))
		in[h.Node] = true
	}
	set.total.Nodes = len(set.members)
	for _, h := range hits {
		for _, n := range g.Inputs(h.Node) {
			if in[n] {
				set.total.Edges++
			}
		}
	}
	set.kinds()
	return set
}

// kinds counts the members by their kind.
func (s *reached) kinds() {
	for _, m := range s.members {
		switch kind, _, _ := strings.Cut(m.key, ":"); kind {
		case access.KindResource:
			s.total.Resources++
		case access.KindImport:
			s.total.Imports++
		case product.KindProcessing:
			s.total.Processing++
		default:
			s.total.Products++
		}
	}
}

// count counts a set that was not found by the graph; its edges are those between its members.
func (s *reached) count() {
	s.total.Nodes = len(s.members)
	for _, m := range s.members {
		s.total.Levels = max(s.total.Levels, m.level)
	}
	s.kinds()
}

// index makes the members findable by key.
func (s *reached) index() {
	s.levels = make(map[string]int, len(s.members))
	for _, m := range s.members {
		s.levels[m.key] = m.level
	}
}

// page cuts the members after a mark "level key"; next is the mark of the following page.
func (s reached) page(after string, limit int) (page []member, next string, err error) {
	first := 0
	if after != "" {
		digits, key, _ := strings.Cut(after, " ")
		level, bad := strconv.Atoi(digits)
		if bad != nil {
			return nil, "", rule.Malformed("after", "须为上一页的 after", "must be the after of a page")
		}
		for first < len(s.members) && (s.members[first].level < level ||
			s.members[first].level == level && s.members[first].key <= key) {
			first++
		}
	}
	last := min(first+limit, len(s.members))
	if last < len(s.members) && last > first {
		next = fmt.Sprintf("%d %s", s.members[last-1].level, s.members[last-1].key)
	}
	return s.members[first:last], next, nil
}

// describe adds a node with the steps that made it from other nodes of the set.
func (w *question) describe(out *Closure, set reached, m member) {
	at, _ := product.ParsePlace(m.key)
	d, _ := product.Find(w.q.Store, at)
	n := Node{LineageNode: w.node(at, m.level), Recorded: d.At}
	n.Height = w.blockOf(d)
	out.Nodes = append(out.Nodes, n)
	s := Step{To: m.key, Recorded: d.At, Height: n.Height, Tx: d.Tx, ClaimedFrom: n.From,
		ClaimedTo: n.To}
	if at.Kind == access.KindProduct {
		s.ClaimedTo = n.From
	}
	if e := n.Authorization; e != nil {
		s.Agreement, s.DevAgreement, s.Grant = e.Agreement, e.DevAgreement, e.Grant
		s.Purpose, s.InForce, s.Cause = e.Purpose, e.InForce, e.Cause
	}
	keep := func(key string) bool { _, ok := set.levels[key]; return ok }
	var rec access.Processing
	if at.Kind == product.KindProcessing {
		rec, _ = access.GetProcessing(w.q.Store, at.ID)
		out.Columns = append(out.Columns, w.describer.Columns(rec, keep)...)
	}
	shown := map[string]bool{}
	for i, in := range d.Inputs {
		if s.From = in.Key(); !keep(s.From) || shown[s.From] {
			continue
		}
		shown[s.From] = true
		if s.Fields = nil; i < len(rec.Inputs) {
			s.Fields = rec.Inputs[i].Fields
		}
		out.Steps = append(out.Steps, s)
	}
}

// node describes a node as it stood at the question's instant: later acts are left out.
func (w *question) node(at product.Place, level int) product.LineageNode {
	n := w.describer.Describe(at, level)
	if w.scope.AsOf == 0 {
		return n
	}
	acts := []product.SignedAct{}
	registered := false
	for _, a := range n.Acts {
		if a.At <= w.scope.AsOf {
			acts = append(acts, a)
			registered = registered || a.What == "registered"
		}
	}
	if n.Acts = acts; !registered {
		n.RegistryNo = ""
	}
	if n.To > w.scope.AsOf && at.Kind != product.KindProcessing {
		n.To = 0
	}
	n.Status = "" // the acts say what it had come to
	if len(acts) > 0 {
		n.Status = acts[len(acts)-1].What
	}
	return n
}

func (w *question) blockOf(d product.Descent) uint64 {
	if w.heights == nil || d.Tx.IsZero() {
		return 0
	}
	height, _ := w.heights(d.Tx)
	return height
}
