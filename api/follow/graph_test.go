package follow

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

// naive is the graph as its definition reads.
type naive struct {
	inputs map[string][]string
	born   map[string]wire.Time
	height map[string]uint64
}

func (n naive) sees(key string, s Scope) bool {
	return (s.AsOf == 0 || n.born[key] <= s.AsOf) && (s.Height == 0 || n.height[key] <= s.Height)
}

// levels are the distances of everything reachable.
func (n naive) levels(root string, down bool, depth int, s Scope) map[string]int {
	out, todo := map[string]int{root: 0}, []string{root}
	for ; len(todo) > 0; todo = todo[1:] {
		at := todo[0]
		if depth >= 0 && out[at] == depth {
			continue
		}
		var next []string
		if down {
			for key, inputs := range n.inputs {
				if slices.Contains(inputs, at) && n.sees(key, s) {
					next = append(next, key)
				}
			}
		} else {
			next = n.inputs[at]
		}
		for _, key := range next {
			if _, ok := out[key]; !ok {
				out[key] = out[at] + 1
				todo = append(todo, key)
			}
		}
	}
	return out
}

// random makes a graph whose records come in order of time, and the same by its definition.
func random(seed uint64, nodes int) (*Graph, naive, []string) {
	rng := rand.New(rand.NewPCG(seed, 1))
	g := NewGraph(0, 0)
	n := naive{map[string][]string{}, map[string]wire.Time{}, map[string]uint64{}}
	var keys []string
	for i := range nodes {
		key := fmt.Sprintf("n%d", rng.IntN(1_000_000))
		if _, again := n.born[key]; again {
			continue
		}
		var inputs []string
		for range rng.IntN(4) {
			if len(keys) > 0 {
				inputs = append(inputs, keys[rng.IntN(len(keys))])
			}
		}
		n.inputs[key], n.born[key], n.height[key] = inputs, wire.Time(1+i/3), uint64(1+i/5)
		g.Add(key, n.born[key], n.height[key], inputs)
		keys = append(keys, key)
	}
	return g, n, keys
}

func TestClosureEqualsDefinition(t *testing.T) {
	for seed := range uint64(60) {
		g, n, keys := random(seed, 60)
		rng := rand.New(rand.NewPCG(seed, 2))
		for range 20 {
			root, down := keys[rng.IntN(len(keys))], rng.IntN(2) == 0
			depth := rng.IntN(6) - 1
			s := Scope{}
			if rng.IntN(2) == 0 {
				s = Scope{AsOf: wire.Time(rng.IntN(20)), Height: uint64(rng.IntN(12))}
			}
			want := n.levels(root, down, depth, s)
			number, _ := g.Node(root)
			hits, beyond := g.Closure(number, down, depth, s)
			if len(hits) != len(want) {
				t.Fatalf("seed %d, %s down %v depth %d: %d nodes, want %d", seed, root, down, depth,
					len(hits), len(want))
			}
			for _, h := range hits {
				if l, ok := want[g.Key(h.Node)]; !ok || l != int(h.Level) {
					t.Fatalf("seed %d: %s at level %d, want %d (%v)", seed, g.Key(h.Node), h.Level, l, ok)
				}
			}
			if depth >= 0 {
				next := len(n.levels(root, down, depth+1, s)) - len(want)
				if beyond != next {
					t.Fatalf("seed %d: %d beyond, want %d", seed, beyond, next)
				}
			}
		}
	}
}

func TestPathEqualsDefinition(t *testing.T) {
	for seed := range uint64(60) {
		g, n, keys := random(seed, 50)
		rng := rand.New(rand.NewPCG(seed, 3))
		for range 20 {
			a, b := keys[rng.IntN(len(keys))], keys[rng.IntN(len(keys))]
			from, _ := g.Node(a)
			to, _ := g.Node(b)
			steps, reached := n.levels(a, true, -1, Scope{})[b]
			path := g.Path(from, to, Scope{})
			if reached != (len(path) > 0) || reached && len(path) != steps+1 {
				t.Fatalf("seed %d: %s to %s: %d nodes, want %d steps, %v", seed, a, b, len(path), steps,
					reached)
			}
			for i := 1; i < len(path); i++ {
				if !slices.Contains(n.inputs[g.Key(path[i])], g.Key(path[i-1])) {
					t.Fatalf("seed %d: no step %s → %s", seed, g.Key(path[i-1]), g.Key(path[i]))
				}
			}
			between := map[string]bool{}
			for _, k := range g.Between(from, to, Scope{}) {
				between[g.Key(k)] = true
			}
			for _, k := range keys {
				_, after := n.levels(a, true, -1, Scope{})[k]
				_, before := n.levels(b, false, -1, Scope{})[k]
				if between[k] != (after && before) {
					t.Fatalf("seed %d: %s between %s and %s: %v", seed, k, a, b, between[k])
				}
			}
		}
	}
}

// The order in which an index meets its records changes no answer.
func TestOrderDoesNotMatter(t *testing.T) {
	g, n, keys := random(7, 80)
	shuffled := NewGraph(0, 0)
	order := slices.Clone(keys)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(order), func(i, j int) {
		order[i], order[j] = order[j], order[i]
	})
	for _, k := range order {
		shuffled.Add(k, n.born[k], 9, n.inputs[k])
		shuffled.Add(k, n.born[k], 9, n.inputs[k]) // again adds nothing
	}
	if a, b := len(g.from), len(shuffled.from); a != b {
		t.Fatalf("%d and %d edges", a, b)
	}
	list := func(g *Graph, key string, down bool) (out []string) {
		n, _ := g.Node(key)
		hits, _ := g.Closure(n, down, ToTheEnd, Scope{})
		for _, h := range g.sorted(hits) {
			out = append(out, fmt.Sprint(h.Level, " ", g.Key(h.Node)))
		}
		return out
	}
	for _, k := range keys {
		for _, down := range []bool{false, true} {
			if a, b := list(g, k, down), list(shuffled, k, down); !slices.Equal(a, b) {
				t.Fatalf("%s: %v and %v", k, a, b)
			}
		}
	}
}
