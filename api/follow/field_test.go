package follow

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

func gz(local string) wire.ID { return wire.ID{Party: "gz", Local: local} }

// fieldWorld: resource r is read by job a into columns k and n, and all of n by a filter on r.f;
// job b makes o of a.k alone; product p is made of a and b; job c reads p without saying how.
func fieldWorld(t *testing.T) (*world, *Index) {
	w := newWorld(1)
	w.height = 1
	put := func(rec access.Processing) {
		rec.Recorded = access.Act{At: w.at}
		processings.Set(w.store, rec.ID, rec)
		w.at += 86_400
	}
	put(access.Processing{ID: gz("a"), Inputs: []access.Input{{Object: gz("r"), Kind: "resource",
		Version: 1}}, Columns: []access.Column{{Field: "k", From: []access.Source{{Field: "id"}}},
		{Field: "n", From: []access.Source{{Field: "days"}, {Field: "f", Type: "INDIRECT"}}}}})
	put(access.Processing{ID: gz("b"), Inputs: []access.Input{{Object: gz("a"), Kind: "dataset"}},
		Columns: []access.Column{{Field: "o", From: []access.Source{{Field: "k"}}}}})
	products.Set(w.store, versionKey{gz("p"), 1}, product.Product{ID: gz("p"), Version: 1,
		Agreement: gz("ag"), Processing: []wire.ID{gz("a"), gz("b")}, Created: access.Act{At: w.at}})
	put(access.Processing{ID: gz("c"), Inputs: []access.Input{{Object: gz("p"), Kind: "product",
		Version: 1}}})
	for i := range 3 { // recorded on three days
		b := trace.Batch{ID: gz("u" + string(rune('0'+i))), Product: gz("p"), Version: 1, Count: 10,
			Period: "2026Q3", Purpose: "credit", Use: trace.Commercial, From: w.at, To: w.at + 5,
			Recorded: w.at + wire.Time(i)*86_400}
		batches.Set(w.store, b.ID, b)
	}
	x := New()
	t.Cleanup(x.Close)
	x.Start(fork(w.store), w.height, nil)
	return w, x
}

func TestClosureOfAField(t *testing.T) {
	w, x := fieldWorld(t)
	const a, b, c, p, r = "processing:gz/a", "processing:gz/b", "processing:gz/c", "product:gz/p@1",
		"resource:gz/r@1"
	for _, v := range []struct {
		node, direction, field string
		want                   map[string][]string
		columns                int
	}{
		{p, "up", "o", map[string][]string{p: {"o"}, b: {"o"}, a: {"k"}, r: {"id"}}, 2},
		{p, "up", "n", map[string][]string{p: {"n"}, a: {"n"}, r: {"days", "f"}}, 2},
		{a, "up", "k", map[string][]string{a: {"k"}, r: {"id"}}, 1},
		{c, "up", "anything", map[string][]string{c: {"anything"}, p: {""}, a: {""}, b: {""},
			r: {""}}, 4},
		{a, "down", "k", map[string][]string{a: {"k"}, b: {"o"}, p: {"k", "o"}, c: {""}}, 1},
		{a, "down", "n", map[string][]string{a: {"n"}, p: {"n"}, c: {""}}, 0},
	} {
		doc, err := w.ask(x, "lineage_closure", w.height, "node", v.node, "direction", v.direction,
			"field", v.field)
		if err != nil {
			t.Errorf("%s %s %s: %v", v.node, v.direction, v.field, err)
			continue
		}
		got := doc.(Closure)
		fields := map[string][]string{}
		for _, n := range got.Nodes {
			fields[n.Key] = slices.Sorted(slices.Values(n.Reached))
		}
		if !maps.EqualFunc(fields, v.want, slices.Equal[[]string]) || len(got.Columns) != v.columns ||
			got.Total.Nodes != len(v.want) || got.Total.Edges != len(got.Steps) || got.Field != v.field {
			t.Errorf("%s %s %s: %v, %d columns, %+v, %d steps", v.node, v.direction, v.field, fields,
				len(got.Columns), got.Total, len(got.Steps))
		}
	}
	for _, node := range []string{p, a} {
		if _, err := w.ask(x, "lineage_closure", w.height, "node", node, "field", "none"); err == nil {
			t.Errorf("%s has no such field", node)
		}
	}
}

// Uses as of a day are those recorded until its end; as of an instant, until the day before it.
func TestUsesAsOf(t *testing.T) {
	w, x := fieldWorld(t)
	for asOf, want := range map[string]uint64{"": 30, (w.at - 86_400).Date().String(): 0,
		w.at.Date().String(): 10, (w.at + 86_400).Date().String(): 20,
		(w.at + 2*86_400).String(): 20, (w.at + 9*86_400).String(): 30} {
		doc, err := w.ask(x, "lineage_uses", w.height, "node", "product:gz/p@1", "as_of", asOf)
		if err != nil {
			t.Fatal(asOf, err)
		}
		u := doc.(Uses)
		if u.Units != want || asOf != "" && u.AsOf == 0 {
			t.Errorf("as of %q: %d units, want %d, counted as of %s", asOf, u.Units, want, u.AsOf)
		}
	}
}

// One pass from several roots gives each node once, at the level and root of the nearest one.
func TestSpread(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorld(seed)
		x := New()
		defer x.Close()
		for range 12 {
			w.block()
		}
		x.load(w.store, w.height, 1<<30)
		var roots []int32
		for n := range int32(len(x.graph.keys)) {
			if w.rng.IntN(5) == 0 {
				roots = append(roots, n)
			}
		}
		want := map[string]int{}
		for _, n := range roots {
			for key, level := range w.n.levels(x.graph.Key(n), true, -1, Scope{}) {
				if old, ok := want[key]; !ok || level < old {
					want[key] = level
				}
			}
		}
		hits, origin := x.graph.Spread(roots, Scope{})
		got := map[string]int{}
		for _, h := range hits {
			key := x.graph.Key(h.Node)
			got[key] = int(h.Level)
			from := w.n.levels(x.graph.Key(roots[origin[h.Node]]), true, -1, Scope{})
			if level, ok := from[key]; !ok || level != int(h.Level) {
				t.Errorf("%s: its root is at level %d, not %d", key, level, h.Level)
			}
		}
		if !reflect.DeepEqual(got, want) || len(hits) != len(want) {
			t.Fatalf("seed %d: %v, want %v", seed, got, want)
		}
	}
}
