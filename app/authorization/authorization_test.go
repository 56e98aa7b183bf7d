package authorization

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestTable(t *testing.T) {
	ch := Chapter()
	if err := state.CheckCollections(ch.Collections); err != nil {
		t.Error(err)
	}
	types := []reflect.Type{reflect.TypeFor[Plan](), reflect.TypeFor[Selection](),
		reflect.TypeFor[Application](), reflect.TypeFor[Publicity](), reflect.TypeFor[Objection](),
		reflect.TypeFor[Agreement](), reflect.TypeFor[Developer](), reflect.TypeFor[Admission]()}
	for _, k := range ch.Kinds {
		types = append(types, k.Body())
	}
	for _, e := range ch.Events {
		types = append(types, reflect.TypeOf(e))
	}
	for _, v := range types {
		if err := wire.CheckType(v); err != nil {
			t.Error(err)
		}
	}
	codes, names := map[uint32]bool{}, map[string]bool{}
	for _, r := range ch.Refusals {
		if codes[r.Code] || names[r.Name] || r.Code/100 != uint32(ch.Number) {
			t.Errorf("code %d of %s", r.Code, r.Name)
		}
		codes[r.Code], names[r.Name] = true, true
	}
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
	q := rule.Ask{Store: b.store, Time: b.time, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		q.Args[args[i]] = args[i+1]
	}
	for _, v := range Chapter().Queries {
		if v.Name == name {
			return v.Serve(q)
		}
	}
	return nil, errors.New("no query " + name)
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
