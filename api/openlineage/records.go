package openlineage

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Record is a paper's body ready to sign, and the product that its output belongs to, if any.
type Record struct {
	Body    access.ProcessingRecord
	Product wire.ID
}

// Unmapped is a dataset or job that no rule names, whose runs wait, or the job of runs that are too
// large for a record, or of which none can be made.
type Unmapped struct {
	Kind string // dataset, job, oversized or unfit
	Name Name
	Runs int
}

// String is one line for the report.
func (u Unmapped) String() string {
	return fmt.Sprintf("%s %s (%d runs)", u.Kind, u.Name, u.Runs)
}

// maxBody leaves room below the 60,000 bytes of a paper's body.
const maxBody = 56_000

// recorder makes the records of one maker.
type recorder struct {
	graph
	m       Map
	maker   string
	shift   int64 // seconds
	columns map[wire.ID][]string
	known   map[Name][]string
	bodies  map[int]access.ProcessingRecord
	missing []Unmapped
}

// Records turns the completed runs of a maker into processing records, in the order in which they
// may be filed: a record comes after those whose datasets it reads. Runs with unmapped inputs or
// jobs, and runs that read from those, are left out and the names reported. Runs of other makers'
// jobs are left out; what they made is an outside input here.
func Records(runs []Run, m Map, maker string) ([]Record, []Unmapped, error) {
	if err := m.Check(); err != nil {
		return nil, nil, err
	}
	w := recorder{m: m, maker: maker, bodies: map[int]access.ProcessingRecord{},
		known: map[Name][]string{}}
	survey := NewSurvey(runs)
	w.columns = m.Columns(survey)
	for _, t := range slices.Concat(survey.Sources, survey.Intermediate, survey.Outputs) {
		w.known[t.Name] = t.Columns
	}
	if at, _ := m.anchor(); at != 0 && len(runs) > 0 {
		w.shift = int64(at) - earliest(runs)
	}
	book := NewBook(runs)
	w.graph = build(book, w.mine(book, runs))
	var out []Record
	for i := range w.steps {
		body, ok := w.record(i)
		if !ok {
			continue
		}
		w.bodies[i] = body
		r := Record{Body: body}
		if slot, ok := m.Output(book.Names(w.steps[i].out)); ok && w.alive(i) {
			r.Product = slot.ID
		}
		out = append(out, r)
	}
	slices.SortFunc(w.missing, func(a, b Unmapped) int { return compareNames(a.Name, b.Name) })
	return out, w.missing, nil
}

func earliest(runs []Run) int64 {
	first := runs[0].Started.Unix()
	for _, r := range runs[1:] {
		first = min(first, r.Started.Unix())
	}
	return first
}

// mine keeps the runs whose job rule is this maker's and reports jobs without a rule.
func (w *recorder) mine(book Book, runs []Run) []Run {
	var out []Run
	for _, r := range runs {
		rule, ok := w.m.Job(r.Job)
		if !ok && r.Finished() && len(graph{book: book}.outputs(&r)) > 0 {
			w.miss("job", r.Job)
		}
		if ok && (rule.Maker == "" || rule.Maker == w.maker) {
			out = append(out, r)
		}
	}
	return out
}

func (w *recorder) miss(kind string, n Name) {
	i := slices.IndexFunc(w.missing, func(u Unmapped) bool { return u.Kind == kind && u.Name == n })
	if i < 0 {
		i = len(w.missing)
		w.missing = append(w.missing, Unmapped{Kind: kind, Name: n})
	}
	w.missing[i].Runs++
}

// record makes the body of one step; not ok when an input is unmapped or waits for an unmapped one.
func (w *recorder) record(i int) (access.ProcessingRecord, bool) {
	s := &w.steps[i]
	body := access.ProcessingRecord{ID: RecordID(w.maker, s.run.ID, s.out),
		Job: short(s.run.Job.String(), 256), Run: s.run.ID, Output: short(s.out.String(), 256),
		Replayed: w.shift != 0, Started: wire.Time(s.run.Started.Unix() + w.shift),
		Ended: wire.Time(s.run.Ended.Unix() + w.shift), Source: crypto.Digest{Alg: crypto.DigestSHA256,
			Sum: s.run.Digest}}
	rule, _ := w.m.Job(s.run.Job)
	body.Grant, _ = wire.ParseID(rule.Grant)
	body.Work, body.Sampled = rule.Work, rule.Sampled
	for _, name := range rule.Persons {
		id, _ := wire.ParseID(name)
		body.Persons = append(body.Persons, id)
	}
	at := map[Name][]uint16{} // where an input of the events went
	complete := true
	for _, u := range s.inputs {
		inputs, ok := w.resolve(s, u)
		complete = complete && ok
		for _, in := range inputs {
			at[u.of] = appendNew(at[u.of], place(&body, in))
		}
	}
	if !complete {
		return body, false
	}
	fill(&body, s, at)
	fit(&body)
	switch {
	case wire.Limits(&body) != nil:
		w.miss("oversized", s.run.Job)
		return body, false
	case body.Check() != nil: // such as a job whose name and namespace are both empty
		w.miss("unfit", s.run.Job)
		return body, false
	}
	return body, true
}

// RecordID names the record of one output of a run: the same run always gives the same id.
func RecordID(maker, run string, output Name) wire.ID {
	sum := sha256.Sum256([]byte(run + "\n" + output.Namespace + "\n" + output.Name))
	return wire.ID{Party: maker, Local: "ol-" + hex.EncodeToString(sum[:14])}
}

// resolve says what an input is: the datasets of earlier records, else what a rule names.
func (w *recorder) resolve(s *step, u use) ([]access.Input, bool) {
	var out []access.Input
	for _, p := range u.producers {
		made, ok := w.bodies[p]
		if !ok {
			return nil, false
		}
		out = append(out, access.Input{Object: made.ID, Kind: access.KindDataset,
			Fields: within(u.fields(), made.Columns)})
	}
	if len(out) > 0 {
		return out, true
	}
	slot, ok := w.m.Input(w.book.Names(u.of))
	if !ok {
		w.miss("dataset", u.of)
		return nil, false
	}
	in := access.Input{Object: slot.ID, Kind: slot.Kind, Version: slot.Version}
	all := w.columns[slot.ID]
	switch {
	case slot.Kind == access.KindProduct || len(u.fields()) > 0 &&
		!slices.Contains(all, access.WholeField):
		in.Fields = u.fields()
	case len(w.known[u.of]) > 0 && !slices.Contains(all, access.WholeField):
		in.Fields = w.known[u.of]
	default:
		in.Fields = []string{access.WholeField}
		if len(all) > 0 {
			in.Fields = all
		}
	}
	return []access.Input{in}, true
}

// fields are the columns read: those that lineage names, else all of the schema; none, which means
// the whole, when there are more than a record can list.
func (u use) fields() []string {
	out := u.schema
	if len(u.read) > 0 {
		out = u.read
	}
	if len(out) > maxColumns {
		return nil
	}
	return slices.Sorted(slices.Values(out))
}

// within keeps fields only when the producing record lists them all; otherwise the dataset counts
// as read as a whole.
func within(fields []string, columns []access.Column) []string {
	listed := make(map[string]bool, len(columns))
	for _, c := range columns {
		listed[c.Field] = true
	}
	for _, f := range fields {
		if !listed[f] {
			return nil
		}
	}
	return fields
}

// place adds an input, or its fields to the one of the same object, and returns its index.
func place(body *access.ProcessingRecord, in access.Input) uint16 {
	i := slices.IndexFunc(body.Inputs, func(e access.Input) bool {
		return e.Object == in.Object && e.Kind == in.Kind && e.Version == in.Version
	})
	if i < 0 {
		body.Inputs = append(body.Inputs, in)
		return uint16(len(body.Inputs) - 1)
	}
	for _, f := range in.Fields {
		body.Inputs[i].Fields = appendNew(body.Inputs[i].Fields, f)
	}
	slices.Sort(body.Inputs[i].Fields)
	return uint16(i)
}
