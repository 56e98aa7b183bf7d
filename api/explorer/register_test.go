package explorer

import (
	"html"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/api/bundle"
	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Every register asks queries that the chapters have, names what it lists in both languages, and
// links proofs of collections that there are.
func TestRegistersAreOfTheLedger(t *testing.T) {
	queries := map[string]rule.Query{}
	for _, c := range app.Standard().Chapters() {
		for _, q := range c.Queries {
			queries[q.Name] = q
		}
	}
	takes := func(q rule.Query, name string) bool {
		for _, a := range q.Args {
			if a.Name == name {
				return true
			}
		}
		return name == ""
	}
	for _, r := range registers {
		list, ok := queries[r.list]
		if !ok || !takes(list, r.of) || !takes(list, "limit") || !takes(list, "after") {
			t.Errorf("%s: no list %s by %s", r.sort, r.list, r.of)
		}
		if _, ok := queries[r.one]; !ok && r.one != "" {
			t.Errorf("%s: no query %s", r.sort, r.one)
		}
		for _, key := range []string{"sort." + r.sort, "list." + r.list} {
			if words[key][0] == "" || words[key][1] == "" {
				t.Errorf("no word for %s", key)
			}
		}
		if _, err := bundle.Key(r.proof, []string{"a", "b"}); err != nil && r.proof != "" {
			t.Errorf("%s: %v", r.sort, err)
		}
		if !r.own {
			labelled(t, r, list)
		}
	}
}

// labelled holds that every member of a register's records has a label.
func labelled(t *testing.T, r register, q rule.Query) {
	page, err := q.Serve(rule.Ask{Store: state.NewMemStore(), Args: map[string]string{}})
	if err != nil {
		t.Fatal(r.list, err)
	}
	items, ok := reflect.TypeOf(page).FieldByName("Items")
	if !ok {
		t.Fatalf("%s has no items", r.list)
	}
	item := items.Type.Elem()
	if item.Kind() != reflect.Struct {
		return
	}
	names := map[string]bool{}
	for _, f := range reflect.VisibleFields(item) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || f.Anonymous {
			continue
		}
		names[name] = true
		if words["field."+name][0] == "" && name != "status" && name != "attested" {
			t.Errorf("%s: no label for %s", r.list, name)
		}
	}
	for _, name := range strings.Fields(r.columns) {
		if !names[name] {
			t.Errorf("%s has no member %s", r.list, name)
		}
	}
}

// Every record of several ledgers has its page in both languages, which shows what it holds and who
// stands for it, and is found by its id.
func TestEveryRecordHasAPage(t *testing.T) {
	unknown = func(key string) { t.Errorf("no word for %q", key) }
	defer func() { unknown = func(string) {} }()
	to := regexp.MustCompile(`<td><(?:span class="nb"><a|a class="nb hash") href="(/[a-z_]+/[^"]*)"`)
	for story, sorts := range map[string]string{
		"oversight-sm23-yn":   "incident supervision_record",
		"money-inputs-yn":     "investment cost_objection person",
		"handling-s12-gz":     "export raw",
		"money-s16-resold-hb": "violation measure",
		"handling-imports-gz": "import",
		"supply-s4-yn":        "ticket backflow",
		"agreement-s22-he":    "service",
		"money-paying-gz":     "payment refund line_objection",
		"s25-gd":              "evidence_request",
	} {
		file := "../../test/scenario/law/" + story + ".yaml"
		h := New(Options{Ask: other(t, file)})
		found := map[string]string{}
		for _, m := range regexp.MustCompile(`href="(/registers/[a-z_]+)"`).FindAllStringSubmatch(
			get(h, "/registers", "zh").Body.String(), -1) {
			w := get(h, m[1], "zh")
			if w.Code != http.StatusOK {
				t.Errorf("%s %s: %d %s", story, m[1], w.Code, firstLine(w.Body.String()))
			}
			for _, r := range to.FindAllStringSubmatch(w.Body.String(), -1) {
				at := html.UnescapeString(r[1])
				sort, _, _ := strings.Cut(at[1:], "/")
				found[sort] = at
				for _, lang := range []string{"zh", "en"} {
					w := get(h, at, lang)
					if w.Code != http.StatusOK {
						t.Errorf("%s %s: %d %s", story, at, w.Code, firstLine(w.Body.String()))
					}
					checkPage(t, at, w.Body.String(), lang)
				}
			}
		}
		for _, sort := range strings.Fields(sorts) {
			id, ok := strings.CutPrefix(found[sort], "/"+sort+"/")
			if !ok {
				t.Errorf("%s lists no %s", story, sort)
				continue
			}
			w := get(h, "/search?q="+id, "zh")
			if w.Header().Get("Location") != found[sort] &&
				!strings.Contains(w.Body.String(), `"`+found[sort]+`"`) { // of several sorts
				t.Errorf("%s: the search for %s does not lead there", story, id)
			}
		}
	}
}
