package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
)

var quoted = regexp.MustCompile("`([^`]+)`")

// Every chapter, kind, role and word of an enum has its row in the glossary.
func TestGlossary(t *testing.T) {
	have := map[string]bool{}
	for _, line := range strings.Split(read(t, "docs/glossary.md"), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(cells[3], -1) {
			have[m[1]] = true
		}
	}
	need := func(sort, w string) {
		if !have[w] {
			t.Errorf("docs/glossary.md has no row for the %s `%s`", sort, w)
		}
	}
	for _, c := range app.Standard().Chapters() {
		need("chapter", c.Name)
		for _, k := range c.Kinds {
			need("kind", k.Name)
		}
	}
	for _, k := range regime.Schema {
		for _, w := range k.Of {
			need("word of profile key "+k.Name, w)
		}
	}
	for _, e := range enums(t) {
		need("enum word of "+e.at, e.word)
	}
}

// Every name in the glossary's code column is a name in the code.
func TestGlossaryNamesExist(t *testing.T) {
	var code strings.Builder
	for _, f := range allFiles(t) {
		if f.isGo() && !f.isTest() {
			code.WriteString(f.text)
		}
	}
	for _, line := range strings.Split(read(t, "docs/glossary.md"), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(cells[3], -1) {
			w := strings.TrimPrefix(m[1], "wire.")
			if !regexp.MustCompile(`\b` + regexp.QuoteMeta(w) + `\b`).MatchString(code.String()) {
				t.Errorf("docs/glossary.md: `%s` is nowhere in the code", m[1])
			}
		}
	}
}

type enum struct{ at, word string }

var plainWord = regexp.MustCompile(`^[a-z][a-z_]*$`)

// enums lists the words of exported string constants in the chapters, and the roles.
func enums(t *testing.T) (out []enum) {
	t.Helper()
	for _, f := range goFiles(t) {
		if f.isTest() || !strings.HasPrefix(f.path, "app/") {
			continue
		}
		tree, _ := parse(t, f)
		for _, d := range tree.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || (g.Tok != token.CONST && f.base() != "role.go") {
				continue
			}
			ast.Inspect(g, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				w, _ := strconv.Unquote(lit.Value)
				exported := g.Tok == token.CONST && plainWord.MatchString(w) && isExported(g, lit)
				if exported || party.IsRole(w) {
					out = append(out, enum{f.path, w})
				}
				return true
			})
		}
	}
	return out
}

// isExported reports whether lit is the value of an exported constant of g.
func isExported(g *ast.GenDecl, lit ast.Expr) bool {
	for _, s := range g.Specs {
		v := s.(*ast.ValueSpec)
		for i, e := range v.Values {
			if e == lit && v.Names[i].IsExported() {
				return true
			}
		}
	}
	return false
}
