package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Query asks the ledger and says what it must answer.
type Query struct {
	Name string
	Args map[string]string
	asOf when // not given: the newest state

	expect source
	code   string // expect_error: the refusal, or not_found
}

func readQuery(f map[string]source) (*Query, error) {
	name, err := f["query"].text()
	if err != nil {
		return nil, err
	}
	known := queryArgs(name)
	if known == nil {
		return nil, f["query"].err("there is no query %q%s", name, hint(name, queryNames()))
	}
	q := &Query{Name: name, Args: map[string]string{}, expect: f["expect"]}
	if f["args"].given() {
		args, err := f["args"].fields("query "+name, known()...)
		if err != nil {
			return nil, err
		}
		for arg, v := range args {
			if q.Args[arg], err = v.text(); err != nil {
				return nil, err
			}
		}
	}
	if q.asOf, err = parseWhen(f["as_of"]); err != nil {
		return nil, err
	}
	if q.code, err = f["expect_error"].optional(); err != nil {
		return nil, err
	}
	if q.code != "" && q.expect.given() {
		return nil, f["query"].err("a query expects an answer or an error, not both")
	}
	return q, nil
}

func queryArgs(name string) func() []string {
	for _, c := range machine().Chapters() {
		for _, q := range c.Queries {
			if q.Name != name {
				continue
			}
			return func() (out []string) {
				for _, a := range q.Args {
					out = append(out, a.Name)
				}
				return out
			}
		}
	}
	return nil
}

// patience is how long an answer of a live network may take to come true.
const patience = 20 * time.Second

// query asks and compares. On a live network the answer is asked for again until it is right or
// patience ends: what happens by the clock there takes blocks.
func (r *run) query(s Step) error {
	for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		difference, err := r.askOnce(s)
		if err != nil {
			return err
		}
		if difference == "" || !r.ledger.patient() || time.Since(began) > patience {
			r.result.Queries++
			r.say(s, "%s", r.asked(s))
			if difference != "" {
				r.differ(s, "(%s): %s", r.asked(s), difference)
				r.result.Difference.Refusal = r.said
			}
			return nil
		}
	}
}

func (r *run) askOnce(s Step) (difference string, err error) {
	q := s.Query
	height := uint64(0)
	if q.asOf.given {
		if height, err = r.ledger.heightAt(q.asOf.from(r.clock)); err != nil {
			return "", err
		}
	}
	got, err := r.ledger.ask(q.Name, q.Args, height)
	if err != nil {
		return "", err
	}
	r.said = got.refusal
	switch {
	case q.code != "" && got.refusal == nil:
		return fmt.Sprintf("expected error %s, got an answer %s", q.code, show(got.doc)), nil
	case q.code != "" && !sameCode(q.code, got.refusal.Code):
		return fmt.Sprintf("expected error %s, got %s", q.code, got.refusal.Code), nil
	case q.code != "":
		return "", nil
	case got.refusal != nil:
		return fmt.Sprintf("expected an answer, got %s (%s)", got.refusal.Code, got.refusal.En), nil
	case !q.expect.given():
		return "", nil
	}
	doc, err := parseJSON(got.doc)
	if err != nil {
		return "", err
	}
	return match("", q.expect, doc), nil
}

// sameCode takes a code with or without its family: not_found is query.not_found.
func sameCode(want, got string) bool { return want == got || strings.HasSuffix(got, "."+want) }

func (r *run) asked(s Step) string {
	text := "query " + s.Query.Name
	for _, name := range slices.Sorted(maps.Keys(s.Query.Args)) {
		text += " " + name + "=" + s.Query.Args[name]
	}
	return text
}
