package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// place is a node to visit.
type place struct {
	kind    string
	id      wire.ID
	version uint32
	level   int
}

const kindProcessing = access.KindProcessing

func (p place) key() string {
	if p.kind == kindProcessing || p.kind == access.KindImport {
		return p.kind + ":" + p.id.String()
	}
	return p.kind + ":" + Node(p.id, p.version)
}

// walker collects a breadth-first walk.
type walker struct {
	r     state.Reader
	flags flagger
	seen  map[string]bool
	todo  []place
	out   Lineage
}

// Walk returns the lineage of a product version or resource, upwards or downwards, to a depth in
// edges; at most 2,000 nodes. Flags are as of now.
func Walk(r state.Reader, now wire.Time, kind string, id wire.ID, version uint32, down bool,
	depth int) Lineage {
	at := place{kind: kind, id: id, version: version}
	w := walker{r: r, flags: newFlagger(r, now), seen: map[string]bool{at.key(): true},
		todo: []place{at}}
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
		for _, in := range p.Inputs {
			if p.Agreement.IsZero() { // a third party's, without records
				w.link(at, place{kind: in.Kind, id: in.Object, version: in.Version}, nil, cut, false)
			}
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

// down follows the log of what was made of a node, with the fields that a job read of it.
func (w *walker) down(at place, cut bool) {
	from := access.Node{Kind: at.kind, Object: at.id, Version: at.version}
	access.EachDownstream(w.r, from, 0, func(u access.Onward) bool {
		var fields []string
		if u.Kind == kindProcessing {
			rec, _ := access.GetProcessing(w.r, u.Object)
			for _, in := range rec.Inputs {
				if in.Node() == from {
					fields = in.Fields
				}
			}
		}
		_, ok := w.link(at, place{kind: u.Kind, id: u.Object, version: u.Version}, fields, cut, true)
		return ok || !w.out.Truncated
	})
}
