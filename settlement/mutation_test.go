package settlement

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// mutants are deliberate one-line faults of the pass: each changes who gets which fen. The cases
// and the oracle must notice every one of them.
var mutants = []struct{ file, line, fault string }{
	{"allocate.go", "case rest[a] > rest[b]:", "case rest[a] < rest[b]:"},
	{"allocate.go", "slices.SortStableFunc(order, func", "slices.SortFunc(order, func"},
	{"allocate.go", "for _, i := range order[:left] {", "for _, i := range order[:left-1] {"},
	{"rate.go", "hi, lo := bits.Mul64(uint64(r.N), uint64(fen))",
		"hi, lo := bits.Mul64(uint64(r.N), uint64(fen)+1)"},
	{"pass.go", "p.deficit[x.ID] = min(income, 0)", "p.deficit[x.ID] = 0"},
	{"pass.go", "own, err := add(x.own, x.deficit)", "own, err := add(x.own, 0)"},
	{"pass.go", "t := &tiers{pass: p, x: x, own: max(own, 0), income: income, left: income}",
		"t := &tiers{pass: p, x: x, own: max(own, 0), income: income, left: own}"},
	{"pass.go", "return p.toPublic(x, levy, parents)", "return p.toPublic(x, levy-f.levy, parents)"},
	{"tiers.go", "return max(0, t.own-max(0, t.x.bought)), nil", "return t.own, nil"},
	{"tiers.go", "return max(0, min(t.own, sum)), nil", "return max(0, sum), nil"},
	{"tiers.go", "if s.channel() != r.Channel {", "if s.channel() == r.Channel {"},
	{"tiers.go", "amount = min(amount, max(*r.Cap, 0))", "amount = max(*r.Cap, 0)"},
	{"tiers.go", "if !t.x.leads {", "if t.x.leads {"},
	{"tiers.go", "amounts, err := splitFen(t.left, weights)",
		"amounts, err := splitFen(t.left-t.left%2, weights)"},
	{"recover.go", "most = min(most, r.Limit.Of(t.income))", "most = min(most, r.Limit.Of(t.left))"},
	{"recover.go", "cost.Out -= paid[i]", "cost.Out -= 0 * paid[i]"},
	{"recover.go", "*quota -= paid[i]", "*quota -= 0 * paid[i]"},
	{"recover.go", "due := r.Rate.Of(c.Rec) - c.Ret; due > 0", "due := r.Rate.Of(c.Rec); due > 0"},
	{"recover.go", "parts, err := splitFen(min(q.fen, sum), outs)",
		"parts, err := splitFen(sum, outs)"},
	{"quota.go", "x.units > 0 && x.recovers(c.class)", "x.units > 0"},
	{"quota.go", "units = append(units, x.units)", "units = append(units, 1)"},
	{"points.go", "if err == nil && total == 0 && (public || c.Fallback == FallbackLineage) {",
		"if err == nil && total == 0 && public {"},
	{"points.go", "factor := w.factor(c, w.nodes[shares[i].node].inst)",
		"factor := max(w.factor(c, w.nodes[shares[i].node].inst), 10000)"},
	{"points.go", "byInstitution, err := splitFen(fen, sums)",
		"byInstitution, err := splitFen(fen-fen%10, sums)"},
	{"signature.go", "weights[g] = w.factor(c, w.nodes[shares[group[0]].node].inst)",
		"weights[g] = 10000"},
	{"signature.go", "if c.Basis == ByWeight {", "if c.Basis != ByWeight {"},
	{"streams.go", "err = p.sendOn(l, s.node, public && input.Layer != LayerPrimary)",
		"err = p.sendOn(l, s.node, public)"},
	{"streams.go", "shares, err := p.w.points(x, true)", "shares, err := p.w.points(x, false)"},
	{"caps.go", "change := min(max(want, -row.Held), p.take[row.Party])",
		"change := min(want, p.take[row.Party])"},
	{"caps.go", "err = addTo(&row.Allowed, -max(excess, 0))", "err = addTo(&row.Allowed, -excess)"},
	{"caps.go", "row.Measure = old.Held", "row.Measure = 0"},
	{"offset.go", "fen := min(max(r.Amount, 0), max(p.take[r.Party], 0))", "fen := max(r.Amount, 0)"},
	{"offset.go", "parts, err := splitFen(min(pool, owed), weights)",
		"parts, err := splitFen(owed, weights)"},
	{"route.go", "payee := orElse(parties[t.Party].RemitTo, t.Party)", "payee := t.Party"},
}

// TestMutants breaks the pass on purpose, one line at a time, and runs the tests of the copy.
func TestMutants(t *testing.T) {
	if out, err := testOf(t, copyPackage(t)); err != nil {
		t.Fatalf("the sound copy fails: %v\n%s", err, out)
	}
	for _, m := range mutants {
		t.Run(m.file+" "+m.fault, func(t *testing.T) {
			t.Parallel()
			dir := copyPackage(t)
			path := filepath.Join(dir, m.file)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(text), m.line); n != 1 {
				t.Fatalf("%q stands %d times in %s", m.line, n, m.file)
			}
			broken := strings.Replace(string(text), m.line, m.fault, 1)
			if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := testOf(t, dir)
			if err == nil {
				t.Errorf("nothing notices it")
			} else if strings.Contains(out, "[build failed]") {
				t.Errorf("the fault does not compile:\n%s", out)
			}
		})
	}
}

// copyPackage copies this package and its cases into a module of its own.
func copyPackage(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	mod := "module settlement\n\ngo 1.26\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// testOf runs the tests that hold the pass, on some of the worlds.
func testOf(t *testing.T, dir string) (string, error) {
	t.Helper()
	cmd := exec.Command("go", "test", "-vet=off", "-run",
		"^(TestCases|TestProvince|TestOracle|TestAllocate.*|TestLayers|TestPost)$", ".", "-args",
		"-worlds", "1500")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
