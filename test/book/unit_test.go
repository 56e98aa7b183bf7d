package book

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
)

// unit is a test file of app and the words in it.
type unit struct {
	path  string
	words map[string]bool
}

var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*|"[a-z0-9_.]+"`)

func unitTests(t *testing.T) (out []unit) {
	t.Helper()
	list, err := filepath.Glob("../../app/*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		u := unit{strings.TrimPrefix(filepath.ToSlash(f), "../../"), map[string]bool{}}
		for _, w := range word.FindAllString(string(text), -1) {
			u.words[w] = true
		}
		out = append(out, u)
	}
	return out
}

// testsOf names for each "kind:…", "refusal:…" and "query:…" the tests beside the rule that speak
// of it: by the type of the body, the variable or code of the refusal, the name of the question.
func testsOf(t *testing.T, m *app.Machine, known rules) map[string]string {
	t.Helper()
	out, all, vars := map[string]string{}, unitTests(t), refusalVars(ruleFiles(t))
	first := func(what, dir, w string) {
		i := slices.IndexFunc(all, func(u unit) bool {
			return u.words[w] && (dir == "" || filepath.Dir(u.path) == dir)
		})
		if i >= 0 {
			out[what] = all[i].path
		}
	}
	for _, c := range m.Chapters() {
		dir := "app/" + c.Name
		for _, k := range c.Kinds {
			first("kind:"+k.Name, dir, k.Body().Name())
		}
		for _, q := range c.Queries {
			first("query:"+q.Name, dir, `"`+q.Name+`"`)
		}
	}
	for v, code := range vars {
		dir, name, _ := strings.Cut(v, ".")
		first("refusal:"+code, dir, name)
		first("refusal:"+code, dir, `"`+code+`"`)
	}
	for what := range known {
		if name, ok := strings.CutPrefix(what, "deadline:"); ok {
			first(what, "", `"`+name+`"`)
		}
	}
	return out
}
