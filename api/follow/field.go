package follow

import (
	"cmp"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// fieldAt is one field of a node; "" stands for fields that no record tells apart.
type fieldAt struct{ key, field string }

// fieldWalk finds what one field was made of, or what was made of it, by the columns of the jobs'
// records. Where a record does not say which columns, all of what it read or made counts: nothing
// is left out because it is not known.
type fieldWalk struct {
	*question
	down bool
	seen map[fieldAt]bool
	todo []fieldAt
	set  reached
	at   map[string][]string // fields reached, by node
}

// byField is the closure of one field of a node.
func (w *question) byField(key, field string, down bool, depth int) (*fieldWalk, error) {
	f := &fieldWalk{question: w, down: down, seen: map[fieldAt]bool{}, at: map[string][]string{},
		set: reached{levels: map[string]int{}}}
	if !f.named(key, field) {
		return nil, rule.ErrNotFound
	}
	f.meet(fieldAt{key, field}, 0)
	for i := 0; i < len(f.todo); i++ {
		here := f.todo[i]
		level := f.set.levels[here.key]
		if depth >= 0 && level >= depth {
			continue
		}
		next := f.up
		if down {
			next = f.consumers
		}
		for _, n := range next(here) {
			f.meet(n, level+1)
		}
	}
	slices.SortFunc(f.set.members, func(a, b member) int {
		return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.key, b.key))
	})
	f.set.count()
	for _, m := range f.set.members {
		at, _ := product.ParsePlace(m.key)
		d, _ := product.Find(f.q.Store, at)
		edges := map[string]bool{}
		for _, in := range d.Inputs {
			if _, kept := f.set.levels[in.Key()]; kept && !edges[in.Key()] {
				edges[in.Key()] = true
				f.set.total.Edges++
			}
		}
	}
	return f, nil
}

func (f *fieldWalk) meet(n fieldAt, level int) {
	if f.seen[n] {
		return
	}
	f.seen[n] = true
	f.todo = append(f.todo, n)
	f.at[n.key] = append(f.at[n.key], n.field)
	if _, known := f.set.levels[n.key]; !known {
		f.set.levels[n.key] = level
		f.set.members = append(f.set.members, member{n.key, level})
	}
}

// named tells whether a node may have the field: a job or product whose columns are known lists it.
func (f *fieldWalk) named(key, field string) bool {
	at, _ := product.ParsePlace(key)
	if at.Kind == product.KindProcessing {
		rec, _ := access.GetProcessing(f.q.Store, at.ID)
		return len(rec.Columns) == 0 || listed(rec, field)
	}
	if at.Kind != access.KindProduct {
		return true
	}
	jobs := f.jobsOf(at)
	return len(jobs) == 0 || slices.ContainsFunc(jobs, func(rec access.Processing) bool {
		return len(rec.Columns) == 0 || listed(rec, field)
	})
}

func listed(rec access.Processing, field string) bool {
	return slices.ContainsFunc(rec.Columns, func(c access.Column) bool { return c.Field == field })
}

// jobsOf are the records that a product version names.
func (f *fieldWalk) jobsOf(at product.Place) (out []access.Processing) {
	p, _ := product.Get(f.q.Store, at.ID, at.Version)
	for _, id := range p.Processing {
		if rec, ok := access.GetProcessing(f.q.Store, id); ok {
			out = append(out, rec)
		}
	}
	return out
}

// up lists what a field was directly made of.
func (f *fieldWalk) up(n fieldAt) (out []fieldAt) {
	at, _ := product.ParsePlace(n.key)
	switch at.Kind {
	case product.KindProcessing:
		rec, _ := access.GetProcessing(f.q.Store, at.ID)
		if n.field == "" || !listed(rec, n.field) {
			for _, in := range rec.Inputs {
				out = append(out, fieldAt{product.PlaceOf(in).Key(), ""})
			}
			return out
		}
		i := slices.IndexFunc(rec.Columns, func(c access.Column) bool { return c.Field == n.field })
		for _, s := range slices.Concat(rec.Columns[i].From, rec.Whole) {
			out = append(out, fieldAt{product.PlaceOf(rec.Inputs[s.Input]).Key(), s.Field})
		}
	case access.KindProduct:
		d, _ := product.Find(f.q.Store, at)
		for _, in := range d.Inputs {
			next := fieldAt{in.Key(), n.field}
			if rec, ok := access.GetProcessing(f.q.Store, in.ID); ok &&
				in.Kind == product.KindProcessing && n.field != "" && len(rec.Columns) > 0 &&
				!listed(rec, n.field) {
				continue // another of the product's records makes this field
			}
			if in.Kind != product.KindProcessing {
				next.field = "" // made without a record of columns
			}
			out = append(out, next)
		}
	}
	return out
}

// consumers lists what was directly made of a field.
func (f *fieldWalk) consumers(n fieldAt) (out []fieldAt) {
	g := f.x.graph
	root, known := g.Node(n.key)
	if !known {
		return nil
	}
	hits, _ := g.Closure(root, true, 1, f.scope)
	for _, h := range hits[1:] {
		key := g.Key(h.Node)
		at, _ := product.ParsePlace(key)
		if at.Kind != product.KindProcessing {
			out = append(out, fieldAt{key, n.field})
			continue
		}
		rec, _ := access.GetProcessing(f.q.Store, at.ID)
		reads := func(s access.Source) bool {
			return product.PlaceOf(rec.Inputs[s.Input]).Key() == n.key &&
				(n.field == "" || s.Field == n.field)
		}
		if len(rec.Columns) == 0 || slices.ContainsFunc(rec.Whole, reads) {
			out = append(out, fieldAt{key, ""})
			continue
		}
		for _, c := range rec.Columns {
			if slices.ContainsFunc(c.From, reads) {
				out = append(out, fieldAt{key, c.Field})
			}
		}
	}
	return out
}

// columns keeps those edges between fields that the walk went along.
func (f *fieldWalk) columns(all []Column) []Column {
	has := func(key, field string) bool {
		return f.seen[fieldAt{key, field}] || f.seen[fieldAt{key, ""}]
	}
	return slices.DeleteFunc(all, func(e Column) bool {
		return !has(e.From, e.FromField) || e.ToField != "" && !has(e.To, e.ToField)
	})
}
