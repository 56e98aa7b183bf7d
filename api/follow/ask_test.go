package follow

import "testing"

func TestQuestionsAreChecked(t *testing.T) {
	w := newWorld(1)
	for range 5 {
		w.block()
	}
	x := New()
	defer x.Close()
	x.Start(fork(w.store), w.height, nil)
	node := w.nodes[0].Key()
	for _, c := range [][]string{{"lineage_closure", "node", "x"}, {"lineage_closure", "node", ""},
		{"lineage_closure", "node", node, "direction", "sideways"},
		{"lineage_closure", "node", node, "depth", "-1"},
		{"lineage_closure", "node", node, "detail", "x"},
		{"lineage_closure", "node", node, "limit", "1001"},
		{"lineage_closure", "node", node, "after", "x"},
		{"lineage_closure", "node", node, "as_of", "yesterday"},
		{"lineage_path", "from", node, "to", "?"},
		{"lineage_touched", "resource", "?"}, {"lineage_check", "node", "gz/none"},
		{"lineage_uses", "node", "product:gz/none@1"}, {"lineage_none", "node", node},
		{"lineage_closure", "node", node, "as_of", "1990-01-01"}} {
		if doc, err := w.ask(x, c[0], w.height, c[1:]...); err == nil {
			t.Errorf("%v was answered: %+v", c, doc)
		}
	}
}
