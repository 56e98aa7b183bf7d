package book

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

// keyReaders tells which chapters name each profile key in their rules or refusals, whole or as a
// prefix that is completed by mode, stage or unit ("roles.impl" + ".whole").
func keyReaders(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	files, err := filepath.Glob("../../app/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") || strings.HasPrefix(filepath.Base(f), "schema_") {
			continue
		}
		chapter := filepath.Base(filepath.Dir(f))
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				s, _ := strconv.Unquote(lit.Value)
				for _, k := range regime.Schema {
					if names(s, k.Name) && !slices.Contains(out[k.Name], chapter) {
						out[k.Name] = append(out[k.Name], chapter)
					}
				}
			}
			return true
		})
	}
	return out
}

func names(literal, key string) bool {
	if literal == key {
		return true
	}
	prefix := strings.TrimSuffix(literal, ".")
	return strings.ContainsAny(literal, "._") && strings.HasPrefix(key, prefix+".")
}
