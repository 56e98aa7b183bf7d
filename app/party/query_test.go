package party

import (
	"errors"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func ask(t *testing.T, w *world, name string, pairs ...string) (any, error) {
	t.Helper()
	q := rule.Ask{Store: w.store, Time: w.now, Args: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		q.Args[pairs[i]] = pairs[i+1]
	}
	for _, def := range queries {
		if def.Name == name {
			v, err := def.Serve(q)
			if err == nil {
				if _, err := wire.ToJSON(v); err != nil {
					t.Error(err)
				}
			}
			return v, err
		}
	}
	t.Fatalf("no query %s", name)
	return nil, nil
}

func TestQueries(t *testing.T) {
	w := newWorld(t)
	v, err := ask(t, w, "party", "id", "gz-bureau")
	if p := v.(View); err != nil || p.ID != "gz-bureau" || len(p.Roles) != 2 || len(p.Accounts) != 3 ||
		len(p.Accounts[0].Keys) != 1 {
		t.Errorf("got %+v, %v", v, err)
	}
	v, err = ask(t, w, "account", "account", "gz-bureau/1")
	if a := v.(AccountView); err != nil || a.Duty != DutyMaker || a.Keys[0].Number != FirstKey {
		t.Errorf("got %+v, %v", v, err)
	}
	v, _ = ask(t, w, "parties", "limit", "4")
	first := v.(rule.Page[Party])
	v, _ = ask(t, w, "parties", "limit", "4", "after", first.Next)
	second := v.(rule.Page[Party])
	if len(first.Items) != 4 || first.Next != first.Items[3].ID || len(second.Items) != 2 ||
		second.Next != "" || second.Items[0].ID <= first.Next {
		t.Errorf("got %+v then %+v", first, second)
	}
	v, _ = ask(t, w, "parties", "role", "bureau")
	if p := v.(rule.Page[Party]); len(p.Items) != 2 {
		t.Errorf("got %+v", p)
	}
	v, _ = ask(t, w, "parties", "role", "operator", "jurisdiction", "520100")
	if p := v.(rule.Page[Party]); len(p.Items) != 1 {
		t.Errorf("got %+v", p)
	}
	v, _ = ask(t, w, "validators")
	if n := len(v.([]ValidatorView)); n != 4 {
		t.Errorf("%d validators", n)
	}
	for _, c := range [][]string{{"party", "id", "x"}, {"account", "account", "gz-bureau/99"}} {
		if _, err := ask(t, w, c[0], c[1:]...); !errors.Is(err, rule.ErrNotFound) {
			t.Errorf("%v: %v", c, err)
		}
	}
	for _, c := range [][]string{{"account", "account", "x"}, {"parties", "limit", "1001"},
		{"parties", "role", "king"}} {
		var r *rule.Refused
		if _, err := ask(t, w, c[0], c[1:]...); !errors.As(err, &r) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestLinkQueries(t *testing.T) {
	w := linkWorld(t)
	w.ok(link("a/1", Equity, "gz-operator", "a", 7000), "a/1")
	w.ok(link("c/1", Equity, "gz-operator", "c", 2000), "c/1")
	w.now += 10
	w.ok(unlink("a/1", false), "a/1")
	v, err := ask(t, w, "links", "party", "gz-operator", "limit", "1")
	first, _ := v.(rule.Page[LinkView])
	if err != nil || len(first.Items) != 1 || first.Items[0].InForce || first.Next != "a/1" {
		t.Errorf("got %+v, %v", v, err)
	}
	v, _ = ask(t, w, "links", "party", "gz-operator", "after", "a/1")
	if p := v.(rule.Page[LinkView]); len(p.Items) != 1 || !p.Items[0].InForce ||
		p.Items[0].Relation != "" {
		t.Errorf("got %+v", p)
	}
	w.now -= 5
	v, _ = ask(t, w, "linked", "party", "a", "kind", Control)
	if p := v.(LinkedView); len(p.Linked) != 2 || p.Linked[1].Party != "gz-data" {
		t.Errorf("got %+v", p)
	}
	for _, c := range [][]string{{"links", "party", "a", "after", "x/1"},
		{"links", "party", "a", "limit", "0"}, {"linked", "party", "a", "kind", Equity}} {
		var r *rule.Refused
		if _, err := ask(t, w, c[0], c[1:]...); !errors.As(err, &r) {
			t.Errorf("%v: %v", c, err)
		}
	}
}
