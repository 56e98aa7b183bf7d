package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/suyuan-ledger/suyuan/api/follow"
	"github.com/suyuan-ledger/suyuan/wire"
)

// size is how large a graph is.
type size struct {
	Nodes int
	Edges int
}

// layers is how many generations a graph has: a closure at depth 20 does not reach all of them.
const layers = 25

// shape makes the edges of a layered graph, the same for the same size: nine inputs in ten are of
// the generation before, the rest of any earlier one. Inputs come in order of the node that read
// them; inputs[i] are those of node i.
func (s size) shape() [][]int32 {
	rng := rand.New(rand.NewPCG(uint64(s.Nodes), uint64(s.Edges)))
	width := (s.Nodes + layers - 1) / layers
	inputs := make([][]int32, s.Nodes)
	reading := s.Nodes - width // the first generation reads nothing
	for e, left := 0, s.Edges; left > 0; e++ {
		to := width + e%reading
		low, high := (to/width-1)*width, to/width*width
		if rng.IntN(10) == 0 {
			low = 0
		}
		inputs[to] = append(inputs[to], int32(low+rng.IntN(high-low)))
		left--
	}
	return inputs
}

func key(n int32) string { return fmt.Sprintf("product:gz-operator/p%07d@1", n) }

// loaded is an index over a shape, and what it took.
type loaded struct {
	Nodes   int     `json:"nodes"`
	Edges   int     `json:"edges"`
	Seconds float64 `json:"load_seconds"`
	MB      float64 `json:"mb"`

	graph  *follow.Graph
	inputs [][]int32
}

// load builds the index record by record, as a node does at its start.
func load(s size) loaded {
	inputs := s.shape()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	g := follow.NewGraph(s.Nodes, s.Edges)
	for i, in := range inputs {
		keys := make([]string, len(in))
		for k, n := range in {
			keys[k] = key(n)
		}
		g.Add(key(int32(i)), wire.Time(i+1), 1, keys)
	}
	took := time.Since(began).Seconds()
	runtime.GC()
	runtime.ReadMemStats(&after)
	nodes, edges := g.Size()
	return loaded{Nodes: nodes, Edges: edges, Seconds: took, graph: g, inputs: inputs,
		MB: float64(after.HeapAlloc-before.HeapAlloc) / 1e6}
}

// question is one closure: up from the youngest generation, or down from the oldest.
type question struct {
	Down  bool
	Depth int
	root  int32
}

func (l loaded) questions(depths []int) (out []question) {
	rng := rand.New(rand.NewPCG(1, uint64(len(l.inputs))))
	width := len(l.inputs) / layers
	oldest := int32(rng.IntN(width))
	youngest := int32(len(l.inputs) - 1 - rng.IntN(width))
	for _, root := range []int32{youngest, oldest} {
		for _, depth := range depths {
			out = append(out, question{Down: root == oldest, Depth: depth, root: root})
		}
	}
	return out
}

// answer is the set of ids in process, the best of some runs; first is the first of them.
func (l loaded) answer(q question, runs int) (nodes int, first, best float64) {
	root, _ := l.graph.Node(key(q.root))
	for i := range runs {
		began := time.Now()
		hits, _ := l.graph.Closure(root, q.Down, q.Depth, follow.Scope{})
		took := time.Since(began).Seconds()
		if i == 0 {
			first, best = took, took
		}
		best, nodes = min(best, took), len(hits)
	}
	return nodes, first, best
}
