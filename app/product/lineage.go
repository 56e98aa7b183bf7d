package product

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	defaultDepth = 20
	maxDepth     = 100
	maxNodes     = 2000
)

// Lineage is a part of the graph around one node. Edges point in the direction data went. Truncated
// says that depth or size cut it off.
type Lineage struct {
	Root      string        `json:"root"`
	Direction string        `json:"direction"`
	Depth     int           `json:"depth"`
	Truncated bool          `json:"truncated"`
	Nodes     []LineageNode `json:"nodes"`
	Edges     []Edge        `json:"edges"`
	Columns   []ColumnEdge  `json:"columns"`
}

// LineageNode is a resource, a processing record or a product version. Key is kind:party/local@version
// (without @version for processing records).
type LineageNode struct {
	Key           string       `json:"key"`
	Kind          string       `json:"kind"`
	Name          string       `json:"name"`
	Party         string       `json:"party"`
	Level         int          `json:"level"` // steps from the root
	Status        string       `json:"status,omitempty"`
	Stage         string       `json:"stage,omitempty"`
	RegistryNo    string       `json:"registry_no,omitempty"`
	From          wire.Time    `json:"from"` // created, published or started
	To            wire.Time    `json:"to"`   // withdrawn or ended; none while it lasts
	Authorization *Entitlement `json:"authorization,omitempty"`
	Digest        string       `json:"digest,omitempty"` // of the run's events, off chain
	Flags         []string     `json:"flags,omitempty"`
	Attested      bool         `json:"attested"`
	Acts          []SignedAct  `json:"acts"`
}

// Entitlement is what entitled the maker, with dates: whether it held over the node's own time.
type Entitlement struct {
	Agreement    wire.ID   `json:"agreement"`
	Impl         string    `json:"impl"`
	Operator     string    `json:"operator"`
	FirstDay     wire.Date `json:"first_day"`
	LastDay      wire.Date `json:"last_day"`
	DevAgreement wire.ID   `json:"dev_agreement"`
	Grant        wire.ID   `json:"grant"`
	Application  wire.ID   `json:"application"`
	Scenario     string    `json:"scenario,omitempty"`
	Purpose      string    `json:"purpose,omitempty"`
	From         wire.Time `json:"from"`
	To           wire.Time `json:"to"`
	InForce      bool      `json:"in_force"`
	Cause        string    `json:"cause,omitempty"`
}

// SignedAct is one act of a node's life: what, who decided, and the paper that proves it.
type SignedAct struct {
	What string `json:"what"`
	Who  string `json:"who"`
	access.Act
}

// Edge says that To was made of From.
type Edge struct {
	From   string   `json:"from"`
	To     string   `json:"to"`
	Fields []string `json:"fields,omitempty"`
}

// ColumnEdge says that a column of To depends on a field of From. An empty ToField is every column.
type ColumnEdge struct {
	From      string `json:"from"`
	FromField string `json:"from_field"`
	To        string `json:"to"`
	ToField   string `json:"to_field"`
	Type      string `json:"type"`
	Subtype   string `json:"subtype"`
	Masking   bool   `json:"masking"`
}

// place is a node to visit.
type place struct {
	kind    string
	id      wire.ID
	version uint32
	level   int
}

const kindProcessing = "processing"

func (p place) key() string {
	if p.kind == kindProcessing {
		return p.kind + ":" + p.id.String()
	}
	return p.kind + ":" + Node(p.id, p.version)
}

// walker collects a breadth-first walk.
type walker struct {
	r    state.Reader
	seen map[string]bool
	todo []place
	out  Lineage
}

func serveLineage(q rule.Ask) (any, error) {
	id, version, err := askNode(q)
	if err != nil {
		return nil, err
	}
	depth, err := askNumber(q, "depth", defaultDepth, maxDepth)
	if err != nil {
		return nil, err
	}
	at := place{kind: access.KindProduct, id: id, version: version}
	if q.Args["kind"] == access.KindResource {
		at.kind = access.KindResource
	}
	if !newest(q.Store, &at) {
		return nil, rule.ErrNotFound
	}
	down := q.Args["direction"] == "down"
	if !down && q.Args["direction"] != "" && q.Args["direction"] != "up" {
		return nil, rule.Malformed("direction", "须为 up 或 down", "must be up or down")
	}
	return Walk(q.Store, at.kind, at.id, at.version, down, depth), nil
}

// newest fills in the newest version and tells whether the node exists.
func newest(r state.Reader, at *place) bool {
	if at.kind == access.KindResource {
		res, ok := catalog.Get(r, at.id)
		if at.version == 0 {
			at.version = res.Version
		}
		return ok && at.version <= res.Version
	}
	p, ok := Latest(r, at.id)
	if at.version != 0 {
		p, ok = Get(r, at.id, at.version)
	}
	at.version = p.Version
	return ok
}

// Walk returns the lineage of a product version or resource, upwards or downwards, to a depth in
// edges; at most 2,000 nodes.
func Walk(r state.Reader, kind string, id wire.ID, version uint32, down bool, depth int) Lineage {
	at := place{kind: kind, id: id, version: version}
	w := walker{r: r, seen: map[string]bool{at.key(): true}, todo: []place{at}}
	w.out = Lineage{Root: at.key(), Direction: "up", Depth: depth, Nodes: []LineageNode{},
		Edges: []Edge{}, Columns: []ColumnEdge{}}
	step := w.up
	if down {
		w.out.Direction, step = "down", w.down
	}
	for len(w.todo) > 0 {
		at, w.todo = w.todo[0], w.todo[1:]
		w.out.Nodes = append(w.out.Nodes, w.describe(at))
		step(at, at.level >= depth)
	}
	return w.out
}

// link adds an edge and queues its other end; the edge of a node that is cut off is left out.
func (w *walker) link(at, other place, fields []string, cut, down bool) (key string, ok bool) {
	other.level, key = at.level+1, other.key()
	if !w.seen[key] {
		if cut || len(w.seen) >= maxNodes {
			w.out.Truncated = true
			return key, false
		}
		w.seen[key] = true
		w.todo = append(w.todo, other)
	}
	e := Edge{From: key, To: at.key(), Fields: fields}
	if down {
		e.From, e.To = e.To, e.From
	}
	w.out.Edges = append(w.out.Edges, e)
	return key, true
}

func (w *walker) up(at place, cut bool) {
	switch at.kind {
	case access.KindProduct:
		p, _ := Get(w.r, at.id, at.version)
		for _, id := range p.Processing {
			w.link(at, place{kind: kindProcessing, id: id}, nil, cut, false)
		}
	case kindProcessing:
		rec, _ := access.GetProcessing(w.r, at.id)
		keys := make([]string, len(rec.Inputs))
		for i, in := range rec.Inputs {
			other := place{kind: in.Kind, id: in.Object, version: in.Version}
			if in.Kind == access.KindDataset {
				other.kind = kindProcessing
			}
			keys[i], _ = w.link(at, other, in.Fields, cut, false)
		}
		w.columns(at.key(), rec, keys)
	}
}

func (w *walker) columns(to string, rec access.Processing, keys []string) {
	add := func(field string, from []access.Source) {
		for _, s := range from {
			if !w.seen[keys[s.Input]] {
				continue
			}
			w.out.Columns = append(w.out.Columns, ColumnEdge{From: keys[s.Input], FromField: s.Field,
				To: to, ToField: field, Type: s.Type, Subtype: s.Subtype, Masking: s.Masking})
		}
	}
	for _, col := range rec.Columns {
		add(col.Field, col.From)
	}
	add("", rec.Whole)
}

func (w *walker) down(at place, cut bool) {
	key := sourceKey{at.kind, at.id, at.version}
	downstream.Each(w.r, key, 0, func(_ uint64, entry []byte) bool {
		var u Use
		if err := wire.DecodeTrusted(entry, &u); err != nil {
			panic(fmt.Sprintf("product: downstream log of %s: %v", at.key(), err))
		}
		_, ok := w.link(at, place{kind: access.KindProduct, id: u.Product, version: u.Version}, nil, cut, true)
		return ok || !w.out.Truncated
	})
}
