package arch

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	lineColumns   = 100 // characters of a line; a Chinese character and a tab count one each
	functionLines = 60  // of consensus code
	ruleLines     = 150 // of a file with the rule of one kind
	fileLines     = 400
)

// longFiles may be longer than fileLines, with the reason.
var longFiles = map[string]string{
	"settlement/oracle_test.go": "the naive second implementation is read as a whole",
	"crypto/scheme_test.go":     "one table of hostile keys and signatures",
}

func TestFormatted(t *testing.T) {
	for _, f := range goFiles(t) {
		want, err := format.Source([]byte(f.text))
		if err != nil || !bytes.Equal(want, []byte(f.text)) {
			t.Errorf("%s: not gofmt (%v)", f.path, err)
		}
	}
}

func TestLines(t *testing.T) {
	for _, f := range goFiles(t) {
		lines := strings.Split(strings.TrimSuffix(f.text, "\n"), "\n")
		if n := len(lines); n > fileLines && longFiles[f.path] == "" {
			t.Errorf("%s: %d lines, above %d", f.path, n, fileLines)
		}
		data := rawLiterals(t, f)
		for i, line := range lines {
			if data[i+1] {
				continue
			}
			if n := utf8.RuneCountInString(line); n > lineColumns {
				t.Errorf("%s:%d: %d columns, above %d", f.path, i+1, n, lineColumns)
			}
		}
	}
}

// rawLiterals are the lines that hold a long raw string: data, which is not wrapped.
func rawLiterals(t *testing.T, f file) map[int]bool {
	tree, set := parse(t, f)
	out := map[int]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && lit.Value[0] == '`' {
			if first := set.Position(lit.Pos()).Line; len(lit.Value) > lineColumns/2 {
				for i := range strings.Count(lit.Value, "\n") + 1 {
					out[first+i] = true
				}
			}
		}
		return true
	})
	return out
}

// A file that holds the rule of a kind stays short, and so does every function of consensus code.
func TestRulesAreShort(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() || !slices.ContainsFunc(consensus,
			func(c string) bool { return under(f.dir(), c) }) {
			continue
		}
		tree, set := parse(t, f)
		rule := false
		for _, d := range tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			rule = rule || fn.Name.Name == "Apply" && fn.Recv != nil
			if n := span(set, fn); n > functionLines {
				t.Errorf("%s: %s has %d lines, above %d", set.Position(fn.Pos()), fn.Name.Name, n,
					functionLines)
			}
		}
		if n := strings.Count(f.text, "\n"); rule && under(f.dir(), "app") && n > ruleLines {
			t.Errorf("%s: a file with a rule has %d lines, above %d", f.path, n, ruleLines)
		}
	}
}

func span(set *token.FileSet, n ast.Node) int {
	return set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1
}

// banned words are written in two parts, so that this file does not hold them.
var banned = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`), "work left to do belongs in an issue"},
	{regexp.MustCompile(`(^|["'\s(=])/(wo` + `rk|tmp/br` + `ief)/`), "a path of one workplace"},
}

func TestBannedWords(t *testing.T) {
	for _, f := range allFiles(t) {
		if strings.Contains(f.path, "testdata/") || f.base() == "go.sum" || !utf8.ValidString(f.text) {
			continue
		}
		for i, line := range strings.Split(f.text, "\n") {
			for _, b := range banned {
				if w := b.pattern.FindString(line); w != "" {
					t.Errorf("%s:%d: %q: %s", f.path, i+1, strings.TrimSpace(w), b.why)
				}
			}
		}
	}
}

// Every test runs: none skips itself.
func TestNoSkippedTests(t *testing.T) {
	for _, f := range goFiles(t) {
		if !strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		tree, set := parse(t, f)
		ast.Inspect(tree, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow", "Short"}, s.Sel.Name) {
				if x, ok := s.X.(*ast.Ident); ok && slices.Contains([]string{"t", "b", "f", "tb", "testing"},
					x.Name) {
					t.Errorf("%s: %s.%s", set.Position(s.Pos()), x.Name, s.Sel.Name)
				}
			}
			return true
		})
	}
}

// A package is named for what it owns.
func TestNames(t *testing.T) {
	vague := strings.Fields("types utils util common helpers helper mocks mock pkg lib base misc")
	for _, f := range goFiles(t) {
		for _, part := range strings.Split(f.dir(), "/") {
			if slices.Contains(vague, part) {
				t.Errorf("%s: a package called %s has no subject", f.path, part)
			}
		}
		tree, set := parse(t, f)
		ast.Inspect(tree, func(n ast.Node) bool {
			ts, ok := n.(*ast.TypeSpec)
			if ok && !f.isTest() && vagueType.MatchString(ts.Name.Name) {
				t.Errorf("%s: type %s: say what it is, not that it manages", set.Position(ts.Pos()),
					ts.Name.Name)
			}
			return true
		})
	}
}

var vagueType = regexp.MustCompile(`(Manager|Helper|Service|Keeper|Util|Utils)$`)

// province finds what only a province could be called: its codes, names and the codes of its
// regulation. What differs between provinces is a profile key.
var province = regexp.MustCompile(`^([1-8][0-9]0000|GZ|GD|YN|HE|HB|gz|gd|yn|he|hb)$|` +
	`(?i)guizhou|guangdong|yunnan|hebei|hubei|贵州|广东|云南|河北|湖北`)

func TestNoProvinceInRules(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.isTest() || !under(f.dir(), "app") && !under(f.dir(), "settlement") {
			continue
		}
		tree, set := parse(t, f)
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, _ := strconv.Unquote(lit.Value); province.MatchString(s) {
					t.Errorf("%s: %s names a province: make it a profile key", set.Position(lit.Pos()), lit.Value)
				}
			}
			return true
		})
	}
}
