package authorization

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestTable(t *testing.T) {
	trial.CheckTable(t, Chapter(), Plan{}, Selection{}, Application{}, Publicity{}, Objection{},
		Agreement{}, Developer{}, Admission{})
}

// TestEveryRefusalIsTested looks for each code in the tests beside the rules.
func TestEveryRefusalIsTested(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	for _, r := range Chapter().Refusals {
		if !strings.Contains(all.String(), `"`+r.Name+`"`) {
			t.Errorf("no test refuses with %s", r.Name)
		}
	}
}

func ask(b *book, name string, args ...string) (any, error) {
	b.t.Helper()
	return trial.Ask(b.t, Chapter().Queries, rule.Ask{Store: b.store, Time: b.time}, name, args...)
}

func TestQueries(t *testing.T) {
	b, a := signedBook(t)
	b.must(apply("gz-dev"), "gz-dev")
	for _, v := range []struct{ name, id string }{
		{"plan", "gz-bureau/plan"}, {"selection", "gz-bureau/sel"}, {"agreement", a.String()},
		{"developer", "gz-dev/dev"},
	} {
		got, err := ask(b, v.name, "id", v.id)
		if err != nil {
			t.Errorf("%s: %v", v.name, err)
		}
		if text, err := wire.ToJSON(got); err != nil || !strings.Contains(string(text), v.id) {
			t.Errorf("%s: %s %v", v.name, text, err)
		}
		if _, err := ask(b, v.name, "id", "gz-dev/none"); !errors.Is(err, rule.ErrNotFound) {
			t.Errorf("%s: %v", v.name, err)
		}
		if _, err := ask(b, v.name, "id", "?"); err == nil {
			t.Errorf("%s: answered a bad id", v.name)
		}
		page, err := ask(b, v.name+"s")
		if err != nil || len(page.(rule.Page[any]).Items) != 1 {
			t.Errorf("%ss: %+v %v", v.name, page, err)
		}
		if page, _ := ask(b, v.name+"s", "after", v.id); len(page.(rule.Page[any]).Items) != 0 {
			t.Errorf("%ss after the last: %+v", v.name, page)
		}
		if page, _ := ask(b, v.name+"s", "owner", "gz-gov"); len(page.(rule.Page[any]).Items) != 0 {
			t.Errorf("%ss of another: %+v", v.name, page)
		}
		if _, err := ask(b, v.name+"s", "limit", "0"); err == nil {
			t.Errorf("%ss: answered limit 0", v.name)
		}
	}
	sel, _ := ask(b, "selection", "id", "gz-bureau/sel")
	if s := sel.(ShownSelection); len(s.Applied) != 1 || s.Applied[0].Applicant != "gz-operator" ||
		s.Publicity == nil {
		t.Errorf("selection %+v", s)
	}
	if v, _ := ask(b, "agreement", "id", a.String()); v.(ShownAgreement).State != StateSigned {
		t.Errorf("agreement %+v", v)
	}
}
