package follow

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Path is one shortest way along which data went, and how many nodes lie on any way. From and To
// are in the order in which data went, whichever order was asked; both are empty where nothing
// connects the two.
type Path struct {
	From    string    `json:"from"`
	To      string    `json:"to"`
	Height  uint64    `json:"height"`
	AsOf    wire.Time `json:"as_of"`
	Found   bool      `json:"found"`
	Between int       `json:"between"` // nodes on any way, both ends included
	Nodes   []Node    `json:"nodes"`   // of the shortest way, in order
	Steps   []Step    `json:"steps"`
	Columns []Column  `json:"columns"`
}

func (w *question) path() (any, error) {
	a, err := w.place("from")
	if err != nil {
		return nil, err
	}
	b, err := w.place("to")
	if err != nil {
		return nil, err
	}
	out := Path{From: a.Key(), To: b.Key(), Height: w.q.Height, AsOf: w.scope.AsOf, Nodes: []Node{},
		Steps: []Step{}, Columns: []Column{}}
	way, between := w.way(a, b)
	if way == nil {
		if way, between = w.way(b, a); way != nil {
			out.From, out.To = out.To, out.From
		}
	}
	if way == nil {
		return out, nil
	}
	out.Found, out.Between = true, between
	for i, key := range way {
		set := reached{levels: map[string]int{key: i}}
		if i > 0 {
			set.levels[way[i-1]] = i - 1
		}
		var page Closure
		w.describe(&page, set, member{key, i})
		out.Nodes, out.Steps = append(out.Nodes, page.Nodes...), append(out.Steps, page.Steps...)
		out.Columns = append(out.Columns, page.Columns...)
	}
	return out, nil
}

// way is one shortest way between two places as keys.
func (w *question) way(from, to product.Place) (way []string, between int) {
	if from == to {
		return []string{from.Key()}, 1
	}
	g := w.x.graph
	a, known := g.Node(from.Key())
	b, known2 := g.Node(to.Key())
	if !known || !known2 {
		return nil, 0
	}
	for _, n := range g.Path(a, b, w.scope) {
		way = append(way, g.Key(n))
	}
	return way, len(g.Between(a, b, w.scope))
}
