package follow

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Touched lists what is touched by resources that may not be authorized as of an instant: listed,
// refused, without their consent, not registered. Totals are complete, and count each node once.
type Touched struct {
	Height    uint64     `json:"height"`
	AsOf      wire.Time  `json:"as_of"`
	Resources int        `json:"resources"` // that may not be authorized
	Products  int        `json:"products"`  // versions touched
	Jobs      int        `json:"jobs"`
	Rows      []TouchRow `json:"rows"` // by level, then by key
	After     string     `json:"after,omitempty"`
}

// TouchRow is one touched node with the nearest of the resources that touch it; the resource itself
// has level 0.
type TouchRow struct {
	Resource string `json:"resource"`
	Cause    string `json:"cause"`
	Node     string `json:"node"`
	Level    int    `json:"level"`
	Name     string `json:"name"`
	Party    string `json:"party"`
	Status   string `json:"status"`
}

// touched goes through the graph once, from all those resources together.
func (w *question) touched() (any, error) {
	limit, err := w.number("limit", pageSize, pageMost)
	if err != nil {
		return nil, err
	}
	var only wire.ID
	if s := w.q.Args["resource"]; s != "" {
		if only, err = wire.ParseID(s); err != nil {
			return nil, rule.Malformed("resource", "须为 主体/编号", "must be party/local")
		}
	}
	out := Touched{Height: w.q.Height, AsOf: w.now, Rows: []TouchRow{}}
	g := w.x.graph
	var roots []int32
	causes, ids := []string{}, map[wire.ID]bool{}
	for _, at := range g.resources(only) {
		if cause := w.cause(at.ID); cause != "" {
			n, _ := g.Node(at.Key())
			roots, causes, ids[at.ID] = append(roots, n), append(causes, cause), true
		}
	}
	out.Resources = len(ids)
	hits, origin := g.Spread(roots, w.scope)
	w.touchedRows(&out, hits, origin, roots, causes, limit)
	return out, nil
}

func (w *question) touchedRows(out *Touched, hits []Hit, origin map[int32]int, roots []int32,
	causes []string, limit int) {
	g := w.x.graph
	hits = g.sorted(hits)
	level, key, _ := strings.Cut(w.q.Args["after"], " ")
	begin, err := strconv.Atoi(level)
	if err != nil {
		begin = -1
	}
	for _, h := range hits {
		at := g.Key(h.Node)
		switch {
		case strings.HasPrefix(at, access.KindProduct+":"):
			out.Products++
		case strings.HasPrefix(at, product.KindProcessing+":"):
			out.Jobs++
		}
		if int(h.Level) < begin || int(h.Level) == begin && at <= key {
			continue
		}
		if len(out.Rows) == limit {
			if out.After == "" && limit > 0 {
				last := out.Rows[limit-1]
				out.After = fmt.Sprintf("%d %s", last.Level, last.Node)
			}
			continue
		}
		place, _ := product.ParsePlace(at)
		resource, _ := product.ParsePlace(g.Key(roots[origin[h.Node]]))
		n := w.node(place, int(h.Level))
		out.Rows = append(out.Rows, TouchRow{resource.ID.String(), causes[origin[h.Node]], at,
			int(h.Level), n.Name, n.Party, n.Status})
	}
}

// Spread lists what was made of any of the roots, breadth first, each node once, with the root that
// is nearest to it: its place in roots, the first of those equally near.
func (g *Graph) Spread(roots []int32, s Scope) (hits []Hit, origin map[int32]int) {
	origin = make(map[int32]int, len(roots))
	for i, n := range roots {
		if _, twice := origin[n]; !twice {
			origin[n] = i
			hits = append(hits, Hit{Node: n})
		}
	}
	at, height := s.limits()
	for i := 0; i < len(hits); i++ {
		h := hits[i]
		var next []int32
		for e := g.head[h.Node]; e >= 0; e = g.next[e] {
			n := g.to[e]
			if _, seen := origin[n]; !seen && g.born[n] <= at && g.height[n] <= height {
				next = append(next, n)
			}
		}
		slices.Sort(next)
		for _, n := range slices.Compact(next) {
			origin[n] = origin[h.Node]
			hits = append(hits, Hit{n, h.Level + 1})
		}
	}
	return hits, origin
}
