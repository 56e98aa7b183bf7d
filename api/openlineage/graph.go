package openlineage

import (
	"slices"
	"strings"
)

// step is one output of a completed run: what becomes one processing record.
type step struct {
	run     *Run
	out     Name // canonical
	columns []Column
	whole   []Dep
	feeds   []Name   // canonical, of the lineage facet
	told    bool     // the lineage facet was there
	fields  []string // of the output, schema and lineage, in order of appearance
	inputs  []use
	known   map[string]bool // of fields
	at      map[string]int  // field -> place in columns
}

// use is an input of a step. Producers are the earlier steps whose output it read; none means that
// the dataset came from outside.
type use struct {
	of        Name     // canonical
	schema    []string // columns by the run's own schema facet
	read      []string // columns by column lineage; nil when lineage does not name the input
	producers []int
}

// graph is the steps of all completed runs in the order in which they ended.
type graph struct {
	book     Book
	steps    []step
	live     map[Name][]int // the steps that made what a dataset holds at the end
	consumed map[int]bool
}

// build links the steps. A dataset holds what all steps wrote since one replaced it (lifecycle
// CREATE or OVERWRITE) or read it, and so stands for what was there before; a run that reads
// nothing, such as a bare CREATE TABLE, makes no step: where its rows come from is not known, so
// what it wrote counts as coming from outside. A dataset that was dropped or emptied holds nothing,
// and one that was renamed takes along what it holds.
func build(book Book, runs []Run) graph {
	g := graph{book: book, live: map[Name][]int{}, consumed: map[int]bool{}}
	for i := range runs {
		r := &runs[i]
		if !r.Finished() {
			continue
		}
		g.change(r)
		made := g.outputs(r)
		for _, s := range made {
			for j := range s.inputs {
				s.inputs[j].producers = slices.Clone(g.live[s.inputs[j].of])
				for _, p := range s.inputs[j].producers {
					g.consumed[p] = true
				}
			}
		}
		for _, s := range made {
			if s.reads(s.out) || g.replaces(r, s.out) {
				g.live[s.out] = nil
			}
			g.live[s.out] = append(g.live[s.out], len(g.steps))
			g.steps = append(g.steps, s)
			g.compact(s.out)
		}
	}
	return g
}

// change follows what a run did to datasets as wholes.
func (g graph) change(r *Run) {
	for _, d := range r.Outputs {
		n, old := g.book.Canonical(d.Name), g.book.Canonical(d.Previous)
		switch d.Lifecycle {
		case "DROP", "TRUNCATE":
			delete(g.live, n)
		case "OVERWRITE":
			if len(r.Inputs) == 0 && len(d.Columns) == 0 && len(d.Feeds) == 0 {
				delete(g.live, n)
			}
		case "RENAME":
			if d.Previous.Name != "" && old != n {
				g.live[n] = g.live[old]
				delete(g.live, old)
			}
		}
	}
}

func (s step) reads(n Name) bool {
	return slices.ContainsFunc(s.inputs, func(u use) bool { return u.of == n })
}

// maxLive is how many steps may stand behind one dataset before repeated loads are taken together.
const maxLive = 48

// compact lets the newest of several loads by the same job from the same datasets stand for all of
// them, when a dataset has very many: the sources are the same.
func (g graph) compact(n Name) {
	live := g.live[n]
	if len(live) <= maxLive {
		return
	}
	newest := map[string]int{}
	for _, i := range live {
		newest[g.steps[i].signature()] = i
	}
	g.live[n] = slices.DeleteFunc(slices.Clone(live), func(i int) bool {
		return newest[g.steps[i].signature()] != i
	})
}

func (s step) signature() string {
	parts := []string{s.run.Job.Namespace, s.run.Job.Name}
	var inputs []string
	for _, u := range s.inputs {
		inputs = append(inputs, u.of.Namespace+"\n"+u.of.Name)
	}
	slices.Sort(inputs)
	return strings.Join(append(parts, inputs...), "\n\n")
}

func (g graph) replaces(r *Run, out Name) bool {
	return slices.ContainsFunc(r.Outputs, func(d Dataset) bool {
		return g.book.Canonical(d.Name) == out && (d.Lifecycle == "CREATE" || d.Lifecycle == "OVERWRITE")
	})
}

// outputs makes one step of each output dataset, if the run read anything.
func (g graph) outputs(r *Run) []step {
	var out []step
	for _, d := range r.Outputs {
		n := g.book.Canonical(d.Name)
		i := slices.IndexFunc(out, func(s step) bool { return s.out == n })
		if i < 0 {
			i = len(out)
			out = append(out, step{run: r, out: n})
		}
		out[i].add(g.book, d)
	}
	told := map[Name]bool{} // what a lineage facet of the run speaks of
	for _, s := range out {
		for _, n := range s.feeds {
			told[n] = true
		}
	}
	for i := range out {
		out[i].inputs = g.inputs(r, out[i], told)
	}
	return slices.DeleteFunc(out, func(s step) bool { return len(s.inputs) == 0 })
}

// add takes over the columns of one name of the output.
func (s *step) add(b Book, d Dataset) {
	if d.Feeds != nil {
		s.told = true
	}
	for _, n := range d.Feeds {
		s.feeds = appendNew(s.feeds, b.Canonical(n))
	}
	if s.known == nil {
		s.known, s.at = map[string]bool{}, map[string]int{}
	}
	for _, f := range d.Fields {
		s.field(short(f, maxField))
	}
	for _, c := range d.Columns {
		field := short(c.Field, maxField)
		s.field(field)
		i, ok := s.at[field]
		if !ok {
			i = len(s.columns)
			s.at[field] = i
			s.columns = append(s.columns, Column{Field: field})
		}
		for _, dep := range c.From {
			s.columns[i].From = appendNew(s.columns[i].From, dep.plain(b))
		}
	}
	for _, dep := range d.Whole {
		s.whole = appendNew(s.whole, dep.plain(b))
	}
}

func (s *step) field(name string) {
	if !s.known[name] {
		s.known[name] = true
		s.fields = append(s.fields, name)
	}
}

// plain names the canonical dataset and fits the texts to the ledger.
func (d Dep) plain(b Book) Dep {
	d.Of, d.Field = b.Canonical(d.Of), short(d.Field, maxField)
	d.Type, d.Subtype = short(d.Type, 32), short(d.Subtype, 64)
	return d
}

// inputs lists the declared inputs and those that only lineage facets name. A declared input that
// feeds other outputs only, as those facets have it, is left out.
func (g graph) inputs(r *Run, s step, told map[Name]bool) []use {
	var out []use
	at := func(n Name) *use {
		i := slices.IndexFunc(out, func(u use) bool { return u.of == n })
		if i < 0 {
			i = len(out)
			out = append(out, use{of: n})
		}
		return &out[i]
	}
	for _, d := range r.Inputs {
		n := g.book.Canonical(d.Name)
		if s.told && told[n] && !slices.Contains(s.feeds, n) {
			continue
		}
		u := at(n)
		for _, f := range d.Fields {
			u.schema = appendNew(u.schema, short(f, maxField))
		}
	}
	for _, n := range s.feeds {
		at(n)
	}
	seen := map[Dep]bool{}
	for _, d := range s.deps() {
		if key := (Dep{Of: d.Of, Field: d.Field}); !seen[key] {
			seen[key] = true
			u := at(d.Of)
			u.read = append(u.read, d.Field)
		}
	}
	return out
}

// deps are all dependencies of the step's output.
func (s step) deps() []Dep {
	out := slices.Clone(s.whole)
	for _, c := range s.columns {
		out = append(out, c.From...)
	}
	return out
}

// terminal tells whether a step's output is still there at the end and nobody read it.
func (g graph) terminal(i int) bool { return g.alive(i) && !g.consumed[i] }

func (g graph) alive(i int) bool { return slices.Contains(g.live[g.steps[i].out], i) }

func appendNew[T comparable](list []T, v T) []T {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}
