package follow

import (
	"cmp"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Uses are all uses of a node and of everything made of it: jobs that read it, and calls of
// products. The totals are complete, whatever the page holds.
type Uses struct {
	Node      string `json:"node"`
	Height    uint64 `json:"height"`
	CountedTo uint64 `json:"counted_to_height"` // calls are counted up to this height
	// as of which calls are counted: whole days of recording, so the day of an instant is left out
	AsOf    wire.Time `json:"as_of"`
	Jobs    uint64    `json:"jobs"`
	Batches uint64    `json:"batches"`
	Units   uint64    `json:"units"`
	Rows    int       `json:"rows"`
	Uses    []Used    `json:"uses"`
	After   string    `json:"after,omitempty"`
}

// Used are the uses of one node by one party for one purpose in one settlement period. Of jobs, the
// grant is that under which they read; of calls, the agreement is that of the product.
type Used struct {
	Node      string    `json:"node"` // what was read or called
	Level     int       `json:"level"`
	What      string    `json:"what"` // job or call
	By        string    `json:"by"`
	Period    string    `json:"period"`
	Purpose   string    `json:"purpose"`
	Use       string    `json:"use,omitempty"` // commercial or welfare
	Grant     wire.ID   `json:"grant"`
	Agreement wire.ID   `json:"agreement"`
	Jobs      uint64    `json:"jobs,omitempty"`
	Batches   uint64    `json:"batches,omitempty"`
	Units     uint64    `json:"units,omitempty"`
	Late      uint64    `json:"flagged,omitempty"` // batches or jobs with a flag, such as late
	First     wire.Time `json:"first"`
	Last      wire.Time `json:"last"`
}

func (u Used) mark() string {
	return strings.Join([]string{u.Period, u.Node, u.What, u.By, u.Purpose, u.Use,
		u.Grant.String()}, " ")
}

func (w *question) usesOf() (any, error) {
	at, err := w.place("node")
	if err != nil {
		return nil, err
	}
	limit, err := w.number("limit", pageSize, pageMost)
	if err != nil {
		return nil, err
	}
	out := Uses{Node: at.Key(), Height: w.q.Height, CountedTo: w.x.height,
		AsOf: wholeDays(w.scope.AsOf), Uses: []Used{}}
	var rows []Used
	for _, m := range w.reach(at.Key(), true, ToTheEnd).members {
		if strings.HasPrefix(m.key, access.KindProduct+":") {
			rows = append(rows, w.calls(m)...)
		}
	}
	rows = append(rows, w.jobs(at.Key())...)
	period := w.q.Args["period"]
	rows = slices.DeleteFunc(rows, func(u Used) bool { return period != "" && u.Period != period })
	slices.SortFunc(rows, func(a, b Used) int { return cmp.Compare(a.mark(), b.mark()) })
	after := w.q.Args["after"]
	for _, u := range rows {
		out.Jobs, out.Batches, out.Units = out.Jobs+u.Jobs, out.Batches+u.Batches, out.Units+u.Units
		switch {
		case after != "" && u.mark() <= after:
		case len(out.Uses) < limit:
			out.Uses = append(out.Uses, u)
		case out.After == "" && limit > 0:
			out.After = out.Uses[limit-1].mark()
		}
	}
	out.Rows = len(rows)
	return out, nil
}

// calls are the uses of a product version that batches report.
func (w *question) calls(m member) (out []Used) {
	if len(w.x.uses[m.key]) == 0 {
		return nil
	}
	at, _ := product.ParsePlace(m.key)
	p, _ := product.Get(w.q.Store, at.ID, at.Version)
	for k, days := range w.x.uses[m.key] {
		c := days.sum(w.scope.AsOf)
		if c.Batches == 0 {
			continue
		}
		out = append(out, Used{Node: m.key, Level: m.level, What: "call", By: k.By, Period: k.Period,
			Purpose: k.Purpose, Use: k.Use, Agreement: p.Agreement, Batches: c.Batches, Units: c.Units,
			Late: c.Late, First: c.First, Last: c.Last})
	}
	return out
}

// jobs are the processing records that read a node themselves, by grant and period.
func (w *question) jobs(key string) (out []Used) {
	g := w.x.graph
	n, ok := g.Node(key)
	if !ok {
		return nil
	}
	rows := map[string]*Used{}
	hits, _ := g.Closure(n, true, 1, w.scope)
	for _, h := range hits[1:] {
		at, _ := product.ParsePlace(g.Key(h.Node))
		if at.Kind != product.KindProcessing {
			continue
		}
		rec, _ := access.GetProcessing(w.q.Store, at.ID)
		grant, _ := access.GetGrant(w.q.Store, rec.Grant)
		u := Used{Node: key, What: "job", By: rec.Maker, Purpose: grant.Purpose, Grant: rec.Grant,
			Agreement: grant.Agreement, Period: regime.PeriodOf(w.q.Store, rec.Started),
			First: rec.Started, Last: rec.Ended}
		row := rows[u.mark()]
		if row == nil {
			row = &u
			rows[u.mark()] = row
		}
		row.Jobs++
		if len(rec.Flags) > 0 {
			row.Late++
		}
		row.First, row.Last = min(row.First, rec.Started), max(row.Last, rec.Ended)
	}
	for _, u := range rows {
		out = append(out, *u)
	}
	return out
}
