package arch

import (
	"bytes"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// consensus are the folders whose code every node must run to the same bytes.
var consensus = []string{"app", "settlement", "tx", "wire"}

// clocks and other parts of time that ask the machine.
var clocks = []string{"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker",
	"Tick", "Sleep", "Local", "LoadLocation"}

// rulesSwitches are the places that look at the rules version, with what changes there (rulings
// E10): each changed mechanism switches in one of them.
var rulesSwitches = map[string]string{
	"app/auth.go":  "kinds that a version adds or ends",
	"app/block.go": "hands the version to the rules",
}

// Go code of consensus has no clock, no goroutine, no channel, no float, no map order, no output
// and no panic that its comment does not announce (house §7).
func TestDeterminism(t *testing.T) {
	set := token.NewFileSet()
	imp := importer.ForCompiler(set, "gc", exports(t))
	dirs := map[string][]*ast.File{}
	for _, f := range goFiles(t) {
		if !f.isTest() && slices.ContainsFunc(consensus,
			func(c string) bool { return under(f.dir(), c) }) {
			tree, err := parser.ParseFile(set, f.path, f.text, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			dirs[f.dir()] = append(dirs[f.dir()], tree)
		}
	}
	for dir, trees := range dirs {
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
		conf := types.Config{Importer: imp, Sizes: types.SizesFor("gc", "amd64")}
		if _, err := conf.Check(module+"/"+dir, set, trees, info); err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		for _, tree := range trees {
			j := judge{t: t, set: set, info: info, dir: dir}
			for _, d := range tree.Decls {
				j.decl = d
				ast.Inspect(d, j.node)
			}
		}
	}
}

// exports looks up the compiler's export data of every package that consensus code imports.
func exports(t *testing.T) func(path string) (io.ReadCloser, error) {
	t.Helper()
	args := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}
	for _, c := range consensus {
		args = append(args, "./"+c+"/...")
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	var problem bytes.Buffer
	cmd.Stderr = &problem
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, problem.String())
	}
	at := map[string]string{}
	for _, line := range strings.Split(string(out), "\n") {
		if path, f, ok := strings.Cut(line, " "); ok {
			at[path] = f
		}
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(filepath.FromSlash(at[path])) }
}

type judge struct {
	t    *testing.T
	set  *token.FileSet
	info *types.Info
	dir  string
	decl ast.Decl
}

func (j judge) says(n ast.Node, why string) {
	j.t.Errorf("%s: %s", j.set.Position(n.Pos()), why)
}

func (j judge) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		j.says(n, "a goroutine")
	case *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
		j.says(n, "a channel")
	case *ast.RangeStmt:
		if t := j.info.Types[n.X].Type; t != nil {
			if _, isMap := t.Underlying().(*types.Map); isMap {
				j.says(n, "ranges over a map: sort its keys first")
			}
		}
		if unordered(n.X) {
			j.says(n, "ranges over a map's keys or values unsorted")
		}
	case *ast.BasicLit:
		if n.Kind == token.FLOAT || n.Kind == token.IMAG {
			j.says(n, "a floating-point number")
		}
	case *ast.Ident:
		j.ident(n)
	case *ast.SelectorExpr:
		j.selector(n)
	case *ast.CallExpr:
		j.call(n)
	}
	return true
}

func (j judge) ident(n *ast.Ident) {
	if obj, ok := j.info.Uses[n].(*types.TypeName); ok {
		if b, ok := obj.Type().(*types.Basic); ok && b.Info()&(types.IsFloat|types.IsComplex) != 0 {
			j.says(n, "a floating-point type")
		}
	}
}

// selector refuses names of other packages that depend on the machine.
func (j judge) selector(n *ast.SelectorExpr) {
	obj := j.info.Uses[n.Sel]
	if obj == nil || obj.Pkg() == nil {
		return
	}
	switch name := obj.Name(); obj.Pkg().Path() {
	case module + "/app/rule", module + "/app":
		if v, ok := obj.(*types.Var); ok && v.IsField() && name == "Rules" {
			if at := j.set.Position(n.Pos()); rulesSwitches[at.Filename] == "" {
				j.says(n, "switches on the rules version: list it in rulesSwitches")
			}
		}
	case "time":
		// Time has methods After and Local as well; Local asks for the machine's zone.
		if slices.Contains(clocks, name) && (name == "Local" || obj.Parent() == obj.Pkg().Scope()) {
			j.says(n, "asks the machine for time: time."+name)
		}
	case "fmt":
		if strings.HasPrefix(name, "Print") || strings.HasPrefix(name, "Scan") {
			j.says(n, "talks to the terminal: fmt."+name)
		}
	case "math":
		if _, constant := obj.(*types.Const); !constant {
			j.says(n, "floating-point arithmetic: math."+name)
		}
	}
}

func (j judge) call(n *ast.CallExpr) {
	for _, arg := range n.Args {
		if unordered(arg) && !sorts(n) {
			j.says(arg, "takes a map's keys or values unsorted: wrap them in slices.Sorted")
		}
	}
	id, ok := n.Fun.(*ast.Ident)
	if !ok {
		return
	}
	b, ok := j.info.Uses[id].(*types.Builtin)
	if !ok {
		return
	}
	switch b.Name() {
	case "print", "println":
		j.says(n, "talks to the terminal")
	case "panic":
		if f, ok := j.decl.(*ast.FuncDecl); ok && !strings.Contains(f.Doc.Text(), "panic") {
			j.says(n, "a panic that the function's comment does not announce")
		}
	}
}

// unordered reports whether e is a call of maps.Keys, maps.Values or maps.All.
func unordered(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	return ok && slices.Contains([]string{"maps.Keys", "maps.Values", "maps.All"}, name(c.Fun))
}

func sorts(c *ast.CallExpr) bool {
	return slices.Contains([]string{"slices.Sorted", "slices.SortedFunc", "slices.SortedStableFunc"},
		name(c.Fun))
}

func name(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if p, ok := s.X.(*ast.Ident); ok {
			return p.Name + "." + s.Sel.Name
		}
	}
	return ""
}
