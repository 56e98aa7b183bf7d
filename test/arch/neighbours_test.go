package arch

import (
	"go/ast"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	yamlv3 "go.yaml.in/yaml/v3"

	"github.com/suyuan-ledger/suyuan/app"
)

// shown is what the scenarios do: kinds they have accepted, and the kinds they have refused by the
// code of the refusal.
type shown struct {
	accepted map[string]bool
	refused  map[string]map[string]bool
}

func scenarios(t *testing.T) shown {
	t.Helper()
	out := shown{map[string]bool{}, map[string]map[string]bool{}}
	for _, f := range allFiles(t) {
		story := under(f.dir(), "test/scenario") || under(f.dir(), "localnet/stories")
		if !story || !strings.HasSuffix(f.path, ".yaml") {
			continue
		}
		var page struct {
			Steps []struct {
				Do       string      `yaml:"do"`
				Expect   yamlv3.Node `yaml:"expect"`
				Replay   yamlv3.Node `yaml:"replay"`
				Calendar yamlv3.Node `yaml:"calendar"`
			} `yaml:"steps"`
		}
		if err := yamlv3.Unmarshal([]byte(f.text), &page); err != nil {
			t.Fatalf("%s: %v", f.path, err)
		}
		for _, s := range page.Steps {
			code, no := strings.CutPrefix(s.Expect.Value, "refused ")
			switch {
			case s.Do != "" && no:
				if out.refused[code] == nil {
					out.refused[code] = map[string]bool{}
				}
				out.refused[code][s.Do] = true
			case s.Do != "":
				out.accepted[s.Do] = true
			case !s.Replay.IsZero():
				out.accepted["processing.record"] = true
			case !s.Calendar.IsZero():
				out.accepted["calendar.set"] = true
			}
		}
	}
	return out
}

// Every kind of paper is accepted in some scenario; those that only a test clock knows are played
// by live networks. And every refusal has a kind that gives it and is accepted elsewhere: one that
// scenarios refuse with it, else one whose rules lead to it.
func TestEveryRefusalHasAnAcceptedNeighbour(t *testing.T) {
	s, vars, leads := scenarios(t), refusalVars(t), kindLeads(t)
	for _, c := range app.Standard().Chapters() {
		for _, k := range c.Kinds {
			s.accepted[k.Name] = s.accepted[k.Name] || k.Test
		}
	}
	for _, c := range app.Standard().Chapters() {
		for _, k := range c.Kinds {
			if !s.accepted[k.Name] {
				t.Errorf("kind %s: no scenario has one accepted", k.Name)
			}
		}
		for _, r := range c.Refusals {
			if c.Number == 0 {
				continue // the envelope's own: every kind may meet them
			}
			kinds := slices.Collect(maps.Keys(s.refused[r.Name]))
			if len(kinds) == 0 {
				kinds = slices.Collect(maps.Keys(leads[vars[r.Name]]))
			}
			if len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k string) bool { return s.accepted[k] }) {
				t.Errorf("refusal %s: of the kinds that give it, %v, no scenario has one accepted", r.Name,
					kinds)
			}
		}
	}
}

// kindLeads tells which kinds lead to each refusal's variable ("app/market.ErrCap"): from the
// methods of the body through the functions of its package that they name, however deep.
func kindLeads(t *testing.T) map[string]map[string]bool {
	t.Helper()
	bodies := map[string]map[string]map[string]bool{} // package, function or Type.method, names in it
	for _, f := range goFiles(t) {
		if f.isTest() || !under(f.dir(), "app") {
			continue
		}
		if bodies[f.dir()] == nil {
			bodies[f.dir()] = map[string]map[string]bool{}
		}
		tree, _ := parse(t, f)
		for _, d := range tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				add(bodies[f.dir()], fn)
			}
		}
	}
	out := map[string]map[string]bool{}
	for _, c := range app.Standard().Chapters() {
		for _, k := range c.Kinds {
			seen := map[string]bool{}
			dir := "app/" + c.Name
			for _, m := range []string{"Check", "Apply"} {
				follow(bodies[dir], k.Body().Name()+"."+m, k.Body().Name(), seen)
			}
			for name := range seen {
				at := dir + "." + name
				if pkg, v, ok := strings.Cut(name, "."); ok {
					at = filepath.Join("app", pkg) + "." + v
				}
				if out[at] == nil {
					out[at] = map[string]bool{}
				}
				out[at][k.Name] = true
			}
		}
	}
	return out
}

// add notes the names in a function's body under its own, and under Type.method.
func add(to map[string]map[string]bool, fn *ast.FuncDecl) {
	name := fn.Name.Name
	if fn.Recv != nil && len(fn.Recv.List) == 1 {
		typ := fn.Recv.List[0].Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		if id, ok := typ.(*ast.Ident); ok {
			name = id.Name + "." + name
		}
	}
	if to[name] == nil {
		to[name] = map[string]bool{}
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.SelectorExpr:
			to[name][e.Sel.Name] = true
			if x, ok := e.X.(*ast.Ident); ok {
				to[name][x.Name+"."+e.Sel.Name] = true
			}
		case *ast.Ident:
			to[name][e.Name] = true
		}
		return true
	})
}

// follow collects the names that a function leads to. A method named alone may be of the body's own
// type or of another of the package, but not the Check or Apply of another body.
func follow(bodies map[string]map[string]bool, fn, body string, seen map[string]bool) {
	for name := range bodies[fn] {
		if seen[name] {
			continue
		}
		seen[name] = true
		follow(bodies, name, body, seen)
		if name == "Check" || name == "Apply" {
			continue
		}
		for other := range bodies {
			if strings.HasSuffix(other, "."+name) {
				follow(bodies, other, body, seen)
			}
		}
	}
}
