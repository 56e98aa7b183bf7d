package follow

import "slices"

// Path is one shortest way along which data went from one node to another, both included; of equal
// ones the first by key at each step. It is empty where there is none.
func (g *Graph) Path(from, to int32, s Scope) []int32 {
	if !g.Visible(to, s) {
		return nil
	}
	hits, _ := g.Closure(to, false, ToTheEnd, s)
	left := make(map[int32]int32, len(hits))
	for _, h := range hits {
		left[h.Node] = h.Level
	}
	steps, ok := left[from]
	if !ok {
		return nil
	}
	out := []int32{from}
	for at := from; steps > 0; steps-- {
		best := int32(-1)
		for e := g.head[at]; e >= 0; e = g.next[e] {
			n := g.to[e]
			if d, ok := left[n]; ok && d == steps-1 && (best < 0 || g.keys[n] < g.keys[best]) {
				best = n
			}
		}
		at = best
		out = append(out, at)
	}
	return out
}

// Between lists every node that lies on some way from one node to another, both included, by
// number.
func (g *Graph) Between(from, to int32, s Scope) []int32 {
	if !g.Visible(to, s) {
		return nil
	}
	up, _ := g.Closure(to, false, ToTheEnd, s)
	behind := make(map[int32]bool, len(up))
	for _, h := range up {
		behind[h.Node] = true
	}
	if !behind[from] {
		return nil
	}
	down, _ := g.Closure(from, true, ToTheEnd, s)
	out := []int32{}
	for _, h := range down {
		if behind[h.Node] {
			out = append(out, h.Node)
		}
	}
	slices.Sort(out)
	return out
}

// sorted orders hits by distance and then by key, so that an answer does not depend on the order in
// which the index met its nodes.
func (g *Graph) sorted(hits []Hit) []Hit {
	for i := 0; i < len(hits); {
		j := i
		for j < len(hits) && hits[j].Level == hits[i].Level {
			j++
		}
		slices.SortFunc(hits[i:j], func(a, b Hit) int {
			if g.keys[a.Node] < g.keys[b.Node] {
				return -1
			}
			return 1
		})
		i = j
	}
	return hits
}
