package follow

import (
	"math"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Graph is the lineage graph in compact form. Nodes are numbered as they are met. A node's inputs
// stand in its own record, so they are added together and lie side by side; what was made of a node
// grows later, as a chain through the same edges. Nothing is ever changed or taken away.
type Graph struct {
	number map[string]int32
	keys   []string
	born   []wire.Time // law time at which the node was recorded; 0 for one only met as an input
	height []uint64    // at which it was added, at most the height that a load began with
	first  []int32     // of a node: its first edge in from
	inputs []int32     // of a node: how many edges
	head   []int32     // of a node: newest edge that leads away from it, -1 for none
	from   []int32     // of an edge
	to     []int32     // of an edge
	next   []int32     // of an edge: an older edge with the same from, -1 for none
}

// NewGraph returns an empty graph with room for so many nodes and edges.
func NewGraph(nodes, edges int) *Graph {
	return &Graph{number: make(map[string]int32, nodes), keys: make([]string, 0, nodes),
		born: make([]wire.Time, 0, nodes), height: make([]uint64, 0, nodes),
		first: make([]int32, 0, nodes), inputs: make([]int32, 0, nodes),
		head: make([]int32, 0, nodes), from: make([]int32, 0, edges), to: make([]int32, 0, edges),
		next: make([]int32, 0, edges)}
}

// Size counts nodes and edges.
func (g *Graph) Size() (nodes, edges int) { return len(g.keys), len(g.from) }

// Node is the number of a key.
func (g *Graph) Node(key string) (int32, bool) {
	n, ok := g.number[key]
	return n, ok
}

// Key is the key of a number.
func (g *Graph) Key(n int32) string { return g.keys[n] }

// Born is when a node was recorded, 0 for one that is only known as an input.
func (g *Graph) Born(n int32) wire.Time { return g.born[n] }

// meet numbers a key. A node that is first met as an input is as old as whoever read it.
func (g *Graph) meet(key string, height uint64) int32 {
	if n, ok := g.number[key]; ok {
		return n
	}
	n := int32(len(g.keys))
	g.number[key] = n
	g.keys, g.born = append(g.keys, key), append(g.born, 0)
	g.height, g.first = append(g.height, height), append(g.first, 0)
	g.inputs, g.head = append(g.inputs, 0), append(g.head, -1)
	return n
}

// Add records a node with what it was directly made of. A node that was added before stays as it
// is: records are never changed.
func (g *Graph) Add(key string, at wire.Time, height uint64, inputs []string) {
	n := g.meet(key, height)
	if g.born[n] != 0 || g.inputs[n] != 0 {
		return
	}
	g.born[n] = at
	first := len(g.from)
	for _, k := range inputs {
		i := g.meet(k, height)
		if i == n || g.linked(first, i) {
			continue
		}
		e := int32(len(g.from))
		g.from, g.to, g.next = append(g.from, i), append(g.to, n), append(g.next, g.head[i])
		g.head[i] = e
	}
	g.first[n], g.inputs[n] = int32(first), int32(len(g.from)-first)
}

func (g *Graph) linked(first int, from int32) bool {
	for _, f := range g.from[first:] {
		if f == from {
			return true
		}
	}
	return false
}

// Scope limits what of the graph is seen: records up to an instant of law time and up to a height.
// Zero is no limit.
type Scope struct {
	AsOf   wire.Time
	Height uint64
}

func (s Scope) limits() (wire.Time, uint64) {
	at, height := s.AsOf, s.Height
	if at == 0 {
		at = math.MaxUint64
	}
	if height == 0 {
		height = math.MaxUint64
	}
	return at, height
}

// Hit is a node of a closure with its distance from the root in edges.
type Hit struct {
	Node  int32
	Level int32
}

// ToTheEnd is a depth without limit.
const ToTheEnd = -1

// Closure lists what a node was made of, or what was made of it, breadth first, the root first, up
// to a depth in edges. Beyond counts the nodes next to those that the depth left out.
func (g *Graph) Closure(root int32, down bool, depth int, s Scope) (hits []Hit, beyond int) {
	seen := make([]uint64, len(g.keys)/64+1)
	seen[root>>6] |= 1 << (root & 63)
	hits = append(make([]Hit, 0, 64), Hit{Node: root})
	at, height := s.limits()
	for i := 0; i < len(hits); i++ {
		h := hits[i]
		last := depth >= 0 && int(h.Level) >= depth
		grow := func(n int32) {
			bit := uint64(1) << (n & 63)
			if seen[n>>6]&bit != 0 {
				return
			}
			seen[n>>6] |= bit
			if last {
				beyond++
				return
			}
			hits = append(hits, Hit{n, h.Level + 1})
		}
		if !down {
			first := g.first[h.Node]
			for _, n := range g.from[first : first+g.inputs[h.Node]] {
				grow(n)
			}
			continue
		}
		for e := g.head[h.Node]; e >= 0; e = g.next[e] {
			if n := g.to[e]; g.born[n] <= at && g.height[n] <= height {
				grow(n)
			}
		}
	}
	return hits, beyond
}

// Inputs are the nodes that a node was directly made of, as its record lists them.
func (g *Graph) Inputs(n int32) []int32 {
	return g.from[g.first[n] : g.first[n]+g.inputs[n]]
}

// Visible tells whether a node is recorded within a scope. What was only met as an input is dated
// by its own chapter.
func (g *Graph) Visible(n int32, s Scope) bool {
	at, height := s.limits()
	return g.born[n] <= at && g.height[n] <= height
}
