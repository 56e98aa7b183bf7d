package openlineage

import "slices"

// maxColumns is the largest number of columns a catalogue entry or grant can list. A wider dataset
// is treated as one whole.
const maxColumns = 400

// Table is a dataset of a set of events, with every column that is known of it, sorted.
type Table struct {
	Name    Name     // canonical
	Names   []Name   // all its names, sorted
	Columns []string // nil: unknown, or more than 400
	wide    bool     // more than 400
}

// Survey says what a set of runs reads and makes. A dataset may be both a source and an output:
// read before the set first wrote it.
type Survey struct {
	Sources      []Table // came from outside, sorted
	Intermediate []Table // made and read in the set, sorted
	Outputs      []Table // made and read by nobody in the set, sorted
	Records      int     // processing records the set makes
	Unrecorded   int     // completed runs without inputs or outputs, and unfinished or failed ones
	Flagged      []string
}

// NewSurvey surveys merged runs.
func NewSurvey(runs []Run) Survey {
	book := NewBook(runs)
	g := build(book, runs)
	columns := map[Name][]string{}
	known := map[Dep]bool{}
	know := func(n Name, fields []string) {
		for _, f := range fields {
			if key := (Dep{Of: n, Field: f}); !known[key] {
				known[key] = true
				columns[n] = append(columns[n], f)
			}
		}
	}
	var sources, between, outputs []Name
	recorded := map[string]bool{}
	for i, s := range g.steps {
		recorded[s.run.ID] = true
		know(s.out, s.fields)
		if g.terminal(i) {
			outputs = appendNew(outputs, s.out)
		}
		for _, u := range s.inputs {
			know(u.of, u.schema)
			know(u.of, u.read)
			if len(u.producers) == 0 {
				sources = appendNew(sources, u.of)
			} else {
				between = appendNew(between, u.of)
			}
		}
	}
	out := Survey{Records: len(g.steps), Unrecorded: len(runs) - len(recorded)}
	table := func(names []Name) []Table {
		slices.SortFunc(names, compareNames)
		var list []Table
		for _, n := range names {
			t := Table{Name: n, Names: book.Names(n), Columns: slices.Sorted(slices.Values(columns[n]))}
			if len(t.Columns) > maxColumns {
				t.Columns, t.wide = nil, true
			}
			list = append(list, t)
		}
		return list
	}
	out.Sources, out.Intermediate, out.Outputs = table(sources), table(between), table(outputs)
	for _, r := range runs {
		for _, d := range slices.Concat(r.Inputs, r.Outputs) {
			for _, f := range d.Flagged {
				out.Flagged = appendNew(out.Flagged, d.Name.String()+": "+f)
			}
		}
	}
	slices.Sort(out.Flagged)
	return out
}
