package catalog

import (
	"errors"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/test/trial"
)

func TestTable(t *testing.T) {
	trial.CheckTable(t, Chapter(), Resource{}, Sequence{})
}

func ask(b *book, name string, args ...string) (any, error) {
	b.t.Helper()
	return trial.Ask(b.t, Chapter().Queries, rule.Ask{Store: b.store, Time: b.time}, name, args...)
}

func TestQueries(t *testing.T) {
	b := newBook(t, guizhou)
	for _, name := range []string{"gz-health/a", "gz-health/b", "gz-hr/c"} {
		b.registered(draft(name))
	}
	b.must(draft("gz-hr/d"), "gz-hr")
	for _, v := range []struct {
		args []string
		want string
		more bool
	}{
		{nil, "gz-health/a gz-health/b gz-hr/c gz-hr/d", false},
		{[]string{"limit", "2"}, "gz-health/a gz-health/b", true},
		{[]string{"limit", "2", "after", "gz-health/b"}, "gz-hr/c gz-hr/d", false},
		{[]string{"provider", "gz-hr"}, "gz-hr/c gz-hr/d", false},
		{[]string{"status", "drafted"}, "gz-hr/d", false},
		{[]string{"provider", "gz"}, "", false},
	} {
		got, err := ask(b, "resources", v.args...)
		if err != nil {
			t.Fatal(err)
		}
		page := got.(rule.Page[Shown])
		names := ""
		for i, r := range page.Items {
			if i > 0 {
				names += " "
			}
			names += r.ID.String()
		}
		if names != v.want || (page.Next != "") != v.more {
			t.Errorf("%v: %q %v", v.args, names, page.Next)
		}
	}
	if got, err := ask(b, "resource", "id", "gz-hr/d"); err != nil ||
		got.(Shown).Cause != CauseNotPublished {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := ask(b, "resource", "id", "gz-hr/e"); !errors.Is(err, rule.ErrNotFound) {
		t.Error(err)
	}
	for _, bad := range [][]string{{"limit", "0"}, {"limit", "1001"}, {"limit", "x"}, {"after", "?"}} {
		if _, err := ask(b, "resources", bad...); err == nil {
			t.Errorf("%v was answered", bad)
		}
	}
}
