package book

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app"
)

// rules tells which files of app hold what carries out an article, by "kind:agreement.sign",
// "refusal:…", "query:…" and "deadline:…".
type rules map[string][]string

func newRules(t *testing.T, m *app.Machine, src *source) rules {
	t.Helper()
	out, givers := rules{}, refusalGivers(ruleFiles(t))
	for _, c := range m.Chapters() {
		for _, k := range c.Kinds {
			out["kind:"+k.Name] = []string{src.of(k.Body()).file}
		}
		for _, r := range c.Refusals {
			out["refusal:"+r.Name] = givers[r.Name]
		}
		for _, q := range c.Queries {
			out["query:"+q.Name] = []string{fileOf(q.Serve)}
		}
	}
	for name, file := range duties(t) {
		out["deadline:"+name] = []string{file}
	}
	return out
}

// fileOf is the file a function stands in, from the root of the repository.
func fileOf(fn any) string {
	f := runtime.FuncForPC(reflect.ValueOf(fn).Pointer())
	file, _ := f.FileLine(f.Entry())
	path, _, _ := strings.Cut(strings.TrimPrefix(f.Name(), module), ".")
	return path + "/" + filepath.Base(file)
}

// ruleFile is one file of app that holds rules, parsed.
type ruleFile struct {
	path string
	tree *ast.File
}

func ruleFiles(t *testing.T) (out []ruleFile) {
	t.Helper()
	for _, pattern := range []string{"../../app/*.go", "../../app/*/*.go"} {
		list, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, ruleFile{strings.TrimPrefix(filepath.ToSlash(f), "../../"), tree})
		}
	}
	return out
}

// refusalVars is the code of each refusal by its variable, such as "app/party.ErrRole".
func refusalVars(files []ruleFile) map[string]string {
	named := map[string]string{}
	for _, f := range files {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if vs, ok := n.(*ast.ValueSpec); ok && len(vs.Names) == len(vs.Values) {
				for i, v := range vs.Values {
					if code := refused(v); code != "" {
						named[filepath.Dir(f.path)+"."+vs.Names[i].Name] = code
					}
				}
			}
			return true
		})
	}
	return named
}

// refusalGivers lists the files whose rules give each refusal, without those that only declare it.
func refusalGivers(files []ruleFile) map[string][]string {
	named := refusalVars(files)
	out := map[string][]string{}
	for _, f := range files {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			var name string
			switch e := n.(type) {
			case *ast.GenDecl:
				return e.Tok != token.VAR // declarations and tables
			case *ast.SelectorExpr:
				if x, ok := e.X.(*ast.Ident); ok {
					name = "app/" + x.Name + "." + e.Sel.Name
				}
			case *ast.Ident:
				name = filepath.Dir(f.path) + "." + e.Name
			}
			if code := named[name]; code != "" && !slices.Contains(out[code], f.path) {
				out[code] = append(out[code], f.path)
			}
			return true
		})
	}
	return out
}

// refused is the code of `rule.Refuse(n, "code", …)`, also with `.Under(…)` behind it.
func refused(e ast.Expr) (code string) {
	ast.Inspect(e, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		id, _ := call.Fun.(*ast.Ident)
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			id = sel.Sel
		}
		if lit, ok := call.Args[1].(*ast.BasicLit); ok && id != nil && id.Name == "Refuse" {
			code, _ = strconv.Unquote(lit.Value)
		}
		return true
	})
	return code
}

// duties are the deadlines that chapters open, and the file that names each: constants called
// dutyX or DutyX. Those of chapter party are what accounts are for.
func duties(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range ruleFiles(t) {
		if strings.HasPrefix(f.path, "app/party/") {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			vs, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, v := range vs.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING &&
					strings.HasPrefix(strings.ToLower(vs.Names[i].Name), "duty") {
					name, _ := strconv.Unquote(lit.Value)
					out[name] = f.path
				}
			}
			return true
		})
	}
	return out
}
