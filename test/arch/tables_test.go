package arch

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/genesis"
)

var (
	han   = regexp.MustCompile(`\p{Han}`)
	latin = regexp.MustCompile(`[A-Za-z]{2}`)
)

// Every text that people read exists in both languages, and is in the language it says.
func TestTexts(t *testing.T) {
	say := func(what, zh, en string) {
		if !han.MatchString(zh) || !latin.MatchString(en) || han.MatchString(en) {
			t.Errorf("%s: zh %q, en %q", what, zh, en)
		}
	}
	for _, c := range app.Standard().Chapters() {
		say("chapter "+c.Name, c.Zh, c.En)
		for _, k := range c.Kinds {
			say("kind "+k.Name, k.Zh, k.En)
			if k.Law == "" || k.Writes == 0 {
				t.Errorf("kind %s: law %q, writes %d", k.Name, k.Law, k.Writes)
			}
		}
		for _, r := range c.Refusals {
			say("refusal "+r.Name, r.Zh, r.En)
			say("what to do about "+r.Name, r.FixZh, r.FixEn)
			if lo := uint32(c.Number) * 100; r.Code < lo || r.Code >= lo+100 {
				t.Errorf("refusal %s: code %d is outside chapter %d", r.Name, r.Code, c.Number)
			}
			if !slices.Equal(holes(r.Zh), holes(r.En)) {
				t.Errorf("refusal %s: %q and %q take different arguments", r.Name, r.Zh, r.En)
			}
		}
		for _, q := range c.Queries {
			say("query "+q.Name, q.Zh, q.En)
		}
		for _, col := range c.Collections {
			if len(strings.Fields(col.Doc)) < 2 || !strings.HasPrefix(col.Name, c.Name+"/") {
				t.Errorf("collection %s: doc %q", col.Name, col.Doc)
			}
		}
	}
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

// holes lists the arguments of a sentence without regard to order and to a language's own form of
// one ("role_zh").
func holes(s string) []string {
	var out []string
	for _, h := range hole.FindAllString(s, -1) {
		h = strings.NewReplacer("_zh}", "}", "_en}", "}", "{zh}", "{text}", "{en}", "{text}").Replace(h)
		out = append(out, h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// chapterFiles are the names that every chapter folder has, where {} stands for the chapter.
var chapterFiles = []string{"doc.go", "{}.go", "keys.go", "refusals.go", "events.go", "query.go"}

func TestChapterFolders(t *testing.T) {
	for _, c := range app.Standard().Chapters() {
		dir := "app/" + c.Name
		if c.Number == 0 {
			continue // the machine's own folder
		}
		want := slices.Clone(chapterFiles)
		if c.Genesis != nil {
			want = append(want, "genesis.go")
		}
		for _, f := range want {
			f = strings.ReplaceAll(f, "{}", c.Name)
			if _, err := os.Stat(filepath.Join(root, dir, f)); err != nil {
				t.Errorf("%s has no %s", dir, f)
			}
		}
	}
}

// The rule of kind noun.verb is in noun_verb.go, or in verb.go where the chapter has one noun, and
// its tests are beside it.
func TestKindFiles(t *testing.T) {
	have := map[string]file{}
	for _, f := range goFiles(t) {
		have[f.path] = f
	}
	for _, c := range app.Standard().Chapters() {
		for _, k := range c.Kinds {
			noun, verb, _ := strings.Cut(k.Name, ".")
			typ := k.Body().Name()
			found := ""
			for _, base := range []string{noun + "_" + verb, verb} {
				path := "app/" + c.Name + "/" + base + ".go"
				if f, ok := have[path]; ok && strings.Contains(f.text, "\ntype "+typ+" struct") {
					found = path
				}
			}
			if found == "" {
				t.Errorf("kind %s: no app/%s/%s_%s.go with type %s", k.Name, c.Name, noun, verb, typ)
				continue
			}
			if !mentions(have, "app/"+c.Name+"/", typ) {
				t.Errorf("kind %s: no test of its chapter mentions %s", k.Name, typ)
			}
		}
	}
}

func mentions(have map[string]file, prefix, word string) bool {
	for path, f := range have {
		if strings.HasPrefix(path, prefix) && f.isTest() && strings.Contains(f.text, word) {
			return true
		}
	}
	return false
}

// refusalVars finds the variable of each refusal: "package.ErrX" by dotted name.
func refusalVars(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range goFiles(t) {
		if f.isTest() || !under(f.dir(), "app") {
			continue
		}
		tree, _ := parse(t, f)
		ast.Inspect(tree, func(n ast.Node) bool {
			vs, ok := n.(*ast.ValueSpec)
			if !ok || len(vs.Names) != len(vs.Values) {
				return true
			}
			for i, v := range vs.Values {
				ast.Inspect(v, func(n ast.Node) bool {
					if c, ok := n.(*ast.CallExpr); ok && len(c.Args) > 1 && isRefuse(c.Fun) {
						if lit, ok := c.Args[1].(*ast.BasicLit); ok {
							dotted, _ := strconv.Unquote(lit.Value)
							out[dotted] = f.dir() + "." + vs.Names[i].Name
						}
					}
					return true
				})
			}
			return true
		})
	}
	return out
}

func isRefuse(e ast.Expr) bool {
	if id, ok := e.(*ast.Ident); ok {
		return id.Name == "Refuse"
	}
	return name(e) == "rule.Refuse"
}

// A refusal with no test fails the build, and so does one that no rule gives.
func TestRefusalsAreTestedAndGiven(t *testing.T) {
	vars := refusalVars(t)
	tests, rules, stories, byDir := words{}, words{}, words{}, map[string]words{}
	for _, f := range allFiles(t) {
		switch {
		case f.isGo() && f.isTest() && !under(f.dir(), "test/arch"):
			tests.add(f.text)
			if byDir[f.dir()] == nil {
				byDir[f.dir()] = words{}
			}
			byDir[f.dir()].add(f.text)
		case f.isGo() && !f.isTest():
			rules.add(withoutTables(f))
		case strings.HasSuffix(f.path, ".yaml") && !under(f.dir(), "genesis"):
			stories.add(f.text)
		}
	}
	for _, c := range app.Standard().Chapters() {
		for _, r := range c.Refusals {
			dir, v, ok := strings.Cut(vars[r.Name], ".")
			if !ok {
				t.Errorf("refusal %s (%d) has no variable", r.Name, r.Code)
				continue
			}
			if !byDir[dir][v] && !tests[filepath.Base(dir)+"."+v] && !tests[r.Name] && !stories[r.Name] {
				t.Errorf("refusal %s (%d): no test or scenario names %s", r.Name, r.Code, v)
			}
			if !rules[v] {
				t.Errorf("refusal %s (%d): no rule gives %s", r.Name, r.Code, v)
			}
		}
	}
}

// withoutTables leaves out the files that declare and list refusals.
func withoutTables(f file) string {
	if f.base() == "refusals.go" || f.base() == "chapter0.go" {
		return ""
	}
	return f.text
}

// words are the names in a text, alone and in pairs joined by a dot.
type words map[string]bool

var dotted = regexp.MustCompile(`[A-Za-z_]\w*(\.[A-Za-z_]\w*)*`)

func (w words) add(text string) {
	for _, chain := range dotted.FindAllString(text, -1) {
		parts := strings.Split(chain, ".")
		for i, p := range parts {
			w[p] = true
			if i > 0 {
				w[parts[i-1]+"."+p] = true
			}
		}
	}
}

// Every event is emitted by some rule.
func TestEventsAreEmitted(t *testing.T) {
	var rules strings.Builder
	for _, f := range goFiles(t) {
		if !f.isTest() && f.base() != "events.go" {
			rules.WriteString(f.text)
		}
	}
	for _, c := range app.Standard().Chapters() {
		for _, e := range c.Events {
			typ := reflect.TypeOf(e)
			if !regexp.MustCompile(`\b` + typ.Name() + `\{[^}]`).MatchString(rules.String()) {
				t.Errorf("event %s: no rule emits %s", e.Event(), typ.Name())
			}
		}
	}
}

var dutyName = regexp.MustCompile(`\b[dD]uty[A-Z]\w* += "([a-z_.]+)"`)

// duties are the deadlines that chapters open: constants called dutyX or DutyX.
func duties(t *testing.T) (out []string) {
	t.Helper()
	for _, f := range goFiles(t) {
		if f.isTest() || !under(f.dir(), "app") || under(f.dir(), "app/party") {
			continue
		}
		for _, m := range dutyName.FindAllStringSubmatch(f.text, -1) {
			out = append(out, m[1])
		}
	}
	return out
}

// What the articles of every regime claim as carried out exists.
func TestArticlesName(t *testing.T) {
	m := app.Standard()
	have := map[string]bool{}
	for _, c := range m.Chapters() {
		for _, k := range c.Kinds {
			have["kind:"+k.Name] = true
		}
		for _, q := range c.Queries {
			have["query:"+q.Name] = true
		}
		for _, r := range c.Refusals {
			have["refusal:"+r.Name] = true
		}
	}
	for _, name := range duties(t) {
		have["deadline:"+name] = true
	}
	regimes, err := genesis.LoadRegimes(genesis.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range regimes {
		for _, a := range r.Articles {
			for _, what := range a.Realized {
				if !have[what] {
					t.Errorf("%s %s: %s does not exist", r.Name, a.ID, what)
				}
			}
		}
	}
}

// Codes are never reused: a code that was once given keeps its name for ever.
func TestCodesKeepTheirNames(t *testing.T) {
	const path = "testdata/codes.txt"
	now := map[string]string{}
	for _, c := range app.Standard().Chapters() {
		for _, r := range c.Refusals {
			now[fmt.Sprintf("%04d", r.Code)] = r.Name
		}
	}
	old, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(old)), "\n") {
		if code, name, ok := strings.Cut(line, " "); ok && now[code] != "" && now[code] != name &&
			!*update {
			t.Errorf("code %s was %s and is now %s", code, name, now[code])
		} else if ok && now[code] == "" {
			now[code] = name
		}
	}
	var list strings.Builder
	for _, code := range slices.Sorted(maps.Keys(now)) {
		fmt.Fprintf(&list, "%s %s\n", code, now[code])
	}
	if *update {
		if err := os.WriteFile(path, []byte(list.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if list.String() != string(old) {
		t.Errorf("%s lacks new codes: run `go test ./test/arch -update`, which also renews NOTICE", path)
	}
}
