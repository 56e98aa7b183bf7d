package main

import (
	"io"
	"testing"
)

// TestMeasure asks a small graph: the shape has the edges asked for, a closure at depth 20 leaves
// some generations out, and one to the end is larger. Times and PostgreSQL are for make bench.
func TestMeasure(t *testing.T) {
	out, err := measure([]size{{2_500, 7_200}}, 1, false, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	m := out.Graphs[0]
	if m.Nodes != 2_500 || m.Edges < 7_100 || m.Edges > 7_200 || len(m.Closures) != 8 {
		t.Fatalf("%d nodes, %d edges, %d closures", m.Nodes, m.Edges, len(m.Closures))
	}
	for i, c := range m.Closures[1:] {
		before := m.Closures[i]
		if c.Down == before.Down && c.Nodes < before.Nodes {
			t.Errorf("depth %d finds %d nodes, depth %d %d", before.Depth, before.Nodes, c.Depth, c.Nodes)
		}
	}
}

func TestOverHTTP(t *testing.T) {
	if out, err := overHTTP(300, 5); err != nil || out.Nodes != 300 || out.Bytes < 300 {
		t.Errorf("%+v %v", out, err)
	}
}
