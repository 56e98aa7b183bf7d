package party

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// withinBounds refuses a link between a and b that would make a set of linked parties too large, or
// too deep, to be searched in every block (rulings E6).
func withinBounds(c *rule.Ctx, field, a, b string) error {
	parties, depth := measure(c.Store, a, b, c.Time)
	if parties > MaxParties || depth > MaxDepth {
		return ErrLinkBounds.At(field, "parties", MaxParties, "depth", MaxDepth)
	}
	return nil
}

// measure returns how many parties would be linked with a and b once these are, and the most links
// between two of them. Beyond MaxParties it stops counting.
func measure(r state.Reader, a, b string, at wire.Time) (parties, depth int) {
	set := around(r, []string{a, b}, at, at+1, MaxParties, func(otherEnd) {})
	if len(set) > MaxParties {
		return len(set), 0
	}
	place := map[string]int{}
	for i, p := range set {
		place[p] = i
	}
	next := make([][]int, len(set))
	for i, p := range set {
		beside(r, p, at, at+1, func(v otherEnd) { next[i] = append(next[i], place[v.Other]) })
	}
	next[0] = append(next[0], 1)
	next[1] = append(next[1], 0)
	for i := range set {
		depth = max(depth, farthest(next, i))
	}
	return len(set), depth
}

// farthest returns how many links the farthest place is away from start.
func farthest(next [][]int, start int) (most int) {
	away := slices.Repeat([]int{-1}, len(next))
	away[start] = 0
	todo := make([]int, 1, len(next))
	todo[0] = start
	for i := 0; i < len(todo) && len(todo) < len(next); i++ {
		for _, n := range next[todo[i]] {
			if away[n] < 0 {
				away[n] = away[todo[i]] + 1
				todo = append(todo, n)
			}
		}
	}
	return away[todo[len(todo)-1]]
}
