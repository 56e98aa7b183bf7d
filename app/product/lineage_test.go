package product_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

func (b *book) lineage(args ...string) product.Lineage {
	b.Helper()
	got, err := b.ask("lineage", args...)
	if err != nil {
		b.Fatal(err)
	}
	return got.(product.Lineage)
}

func keys(l product.Lineage) (out []string) {
	for _, n := range l.Nodes {
		out = append(out, n.Key)
	}
	return out
}

func node(t *testing.T, l product.Lineage, key string) product.LineageNode {
	t.Helper()
	i := slices.IndexFunc(l.Nodes, func(n product.LineageNode) bool { return n.Key == key })
	if i < 0 {
		t.Fatalf("%s is not in %v", key, keys(l))
	}
	return l.Nodes[i]
}

func TestLineageUp(t *testing.T) {
	b := redeveloped(t)
	l := b.lineage("product", "gz-dev/score")
	want := []string{"product:gz-dev/score@1", "processing:gz-dev/r1", "product:gz-operator/p1@1",
		"processing:gz-operator/r2", "processing:gz-operator/r1", "resource:gz-hospital/beds@1",
		"resource:gz-health/visits@1"}
	if !slices.Equal(keys(l), want) || l.Truncated || l.Root != want[0] {
		t.Fatalf("nodes %v", keys(l))
	}
	if len(l.Edges) != 6 || l.Edges[0].To != want[0] || l.Edges[0].From != want[1] {
		t.Errorf("edges %+v", l.Edges)
	}
	edge := product.ColumnEdge{From: "resource:gz-health/visits@1", FromField: "month",
		To: "processing:gz-operator/r1", ToField: "n", Type: "DIRECT", Subtype: "AGGREGATION",
		Masking: true}
	if !slices.Contains(l.Columns, edge) || len(l.Columns) != 4 {
		t.Errorf("columns %+v", l.Columns)
	}
	e := node(t, l, "processing:gz-dev/r1").Authorization
	if e == nil || !e.InForce || e.Agreement != id("gz-bureau/a1") ||
		e.DevAgreement != id("gz-operator/d1") ||
		e.Grant != id("gz-operator/g2") || e.Scenario != "s1" || e.Purpose != "credit" ||
		e.Impl != "gz-bureau" {
		t.Errorf("entitlement %+v", e)
	}
	p1 := node(t, l, "product:gz-operator/p1@1")
	if len(p1.Acts) != 4 || p1.Acts[1].Who != "gz-bureau" || p1.Acts[0].By[0].Party != "gz-operator" ||
		p1.Attested {
		t.Errorf("acts %+v", p1.Acts)
	}
	beds := node(t, l, "resource:gz-hospital/beds@1")
	if beds.RegistryNo == "" || len(beds.Acts) != 4 || beds.Party != "gz-hospital" {
		t.Errorf("%+v", beds)
	}
	cut := b.lineage("product", "gz-dev/score", "depth", "2")
	if !cut.Truncated || len(cut.Nodes) != 3 || len(cut.Edges) != 2 {
		t.Errorf("depth 2: %v, %d edges, truncated %v", keys(cut), len(cut.Edges), cut.Truncated)
	}
}

// What entitled a maker is answered for the node's own time: a later revocation changes its end,
// not that it was in force.
func TestLineageIsDated(t *testing.T) {
	b := redeveloped(t)
	b.must(&access.GrantRevoke{Grant: id("gz-operator/g2"), Cause: "x"}, "gz-operator")
	e := node(t, b.lineage("product", "gz-dev/score"), "processing:gz-dev/r1").Authorization
	if !e.InForce || e.To != b.time {
		t.Errorf("%+v", e)
	}
}

func TestLineageDown(t *testing.T) {
	b := redeveloped(t)
	l := b.lineage("product", "gz-health/visits", "kind", "resource", "direction", "down")
	want := []string{"resource:gz-health/visits@1", "processing:gz-operator/r1",
		"processing:gz-operator/r2", "product:gz-operator/p1@1", "processing:gz-dev/r1",
		"product:gz-dev/score@1"}
	if !slices.Equal(keys(l), want) || l.Truncated {
		t.Fatalf("%v", keys(l))
	}
	if l.Edges[0].From != want[0] || l.Edges[0].To != want[1] {
		t.Errorf("edges %+v", l.Edges)
	}
	if l := b.lineage("product", "gz-dev/score", "direction", "down", "depth",
		"0"); len(l.Nodes) != 1 || l.Truncated {
		t.Errorf("%+v", l)
	}
	if l := b.lineage("product", "gz-operator/p1", "direction", "down", "depth", "0"); !l.Truncated {
		t.Error("not marked as cut off")
	}
}

// A job is downstream of what it read from the first, and with the fields it read, whether or not
// it ever becomes part of a product; a job that reads its dataset is downstream of that.
func TestLineageDownHasJobsWithoutAProduct(t *testing.T) {
	b, _ := operating(t)
	b.time += 7200
	alone := b.process(
		"gz-operator/alone",
		"gz-bureau/g1",
		input("resource", "gz-hospital/beds", "month"),
	)
	b.time += 7200
	in := input(access.KindDataset, alone.String(), "n")
	b.process("gz-operator/after", "gz-bureau/g1", in)
	l := b.lineage("product", "gz-hospital/beds", "kind", "resource", "direction", "down")
	want := []string{"resource:gz-hospital/beds@1", "processing:gz-operator/alone",
		"processing:gz-operator/after"}
	if !slices.Equal(keys(l), want) || !slices.Equal(l.Edges[0].Fields, []string{"month"}) {
		t.Errorf("%v %+v", keys(l), l.Edges)
	}
	got, err := b.ask("downstream", "object", alone.String(), "kind", "processing", "version", "0")
	if d := got.(product.DownstreamView); err != nil || d.Count != 1 || len(d.Entries) != 1 ||
		d.Entries[0].Object != id("gz-operator/after") || d.Entries[0].At != b.time {
		t.Errorf("%+v %v", d, err)
	}
	for _, v := range product.Chapter().Invariants {
		if err := v.Check(b.store); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
}

func TestLineageAsksForANode(t *testing.T) {
	b := redeveloped(t)
	for _, args := range [][]string{{"product", "gz-dev/none"},
		{"product", "gz-dev/score", "version", "2"}, {"product", "gz-health/none", "kind", "resource"}} {
		if _, err := b.ask("lineage", args...); err != rule.ErrNotFound {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, args := range [][]string{{"product", "gz-dev/score", "direction", "sideways"},
		{"product", "gz-dev/score", "kind", "thing"},
		{"product", "gz-dev/score", "depth", "101"}, {"product", ""}} {
		if _, err := b.ask("lineage", args...); err == nil {
			t.Errorf("%v was answered", args)
		}
	}
}
