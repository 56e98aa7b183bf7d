package party

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The bounds of a set of linked parties (rulings E6). A link that would exceed them is refused, so
// that a search may walk a whole set.
const (
	MaxDepth   = 8   // links between any two of them
	MaxParties = 256 // parties, pseudonyms too
)

// The way a link is walked.
const (
	level uint8 = iota // both stand on one level
	up                 // to who controls
	down               // to who is controlled
)

// Reached is a party that a search came to, and the way it came, both ends included.
type Reached struct {
	Party string   `json:"party"`
	Path  []string `json:"path"`
}

// Linked reports whether a and b are linked at some instant of [from, to), and how. An empty window
// is the instant from. A path goes up to whoever controls, then down: two shareholders of one
// company are not linked by it. Links of the kinds given count, and a common control group counts
// as control. Every party is linked to itself.
func Linked(r state.Reader, a, b string, kinds []string, from, to wire.Time) (path []string,
	ok bool) {
	if a == b {
		return []string{a}, true
	}
	if alone(r, b, from, max(to, from+1)) {
		return nil, false
	}
	for _, at := range instants(r, a, from, max(to, from+1)) {
		for _, x := range Reach(r, a, kinds, at) {
			if x.Party == b {
				return x.Path, true
			}
		}
	}
	return nil, false
}

// Reach returns every party linked to start at an instant by links of the kinds given, start first,
// each by a shortest path.
func Reach(r state.Reader, start string, kinds []string, at wire.Time) []Reached {
	const fresh, below, free = 0, 1, 2 // below: came down already, may not go up any more
	seen := map[string]int{start: free}
	out := []Reached{{start, []string{start}}}
	type stop struct {
		at    Reached
		state int
	}
	todo := []stop{{out[0], free}}
	for i := 0; i < len(todo); i++ {
		here := todo[i]
		beside(r, here.at.Party, at, at+1, func(v otherEnd) {
			next := here.state
			switch {
			case !slices.Contains(kinds, v.Relation), v.Way == up && here.state == below:
				return
			case v.Way == down:
				next = below
			}
			if seen[v.Other] >= next {
				return
			}
			to := Reached{v.Other, append(slices.Clone(here.at.Path), v.Other)}
			if seen[v.Other] == fresh {
				out = append(out, to)
			}
			seen[v.Other] = next
			todo = append(todo, stop{to, next})
		})
	}
	return out
}

// alone tells whether a party stands beside no other in [from, to): most do.
func alone(r state.Reader, party string, from, to wire.Time) bool {
	none := true
	beside(r, party, from, to, func(otherEnd) { none = false })
	return none
}

// beside visits what is one link away from a party somewhere in [from, to), common control groups
// included. It reads no link that ended before.
func beside(r state.Reader, party string, from, to wire.Time, fn func(otherEnd)) {
	linkEnds.EachFrom(r, []any{party}, linkEnd{party, from + 1, wire.ID{}},
		func(k linkEnd, v otherEnd) bool {
			if v.Relation != "" && v.From < to && v.From < k.Until {
				fn(v)
			}
			return true
		})
	if p, _ := parties.Get(r, party); p.Group != "" {
		groups.EachPrefix(r, []any{p.Group}, func(k groupKey) bool {
			if k.Party != party {
				fn(otherEnd{Other: k.Party, Relation: Control, Way: level})
			}
			return true
		})
	}
}

// instants are the times in [from, to) at which the links around a party could make a path that
// there was not before: from itself, and the beginning of each link.
func instants(r state.Reader, start string, from, to wire.Time) []wire.Time {
	out := []wire.Time{from}
	around(r, []string{start}, from, to, never, func(v otherEnd) {
		if v.From > from {
			out = append(out, v.From)
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// around returns the parties that any links lead to from the given ones in [from, to), in either
// direction, and stops beyond most. Each link is visited from both ends.
func around(r state.Reader, start []string, from, to, most wire.Time, fn func(otherEnd)) []string {
	out, seen := slices.Clone(start), map[string]bool{}
	for _, p := range start {
		seen[p] = true
	}
	for i := 0; i < len(out) && wire.Time(len(out)) <= most; i++ {
		beside(r, out[i], from, to, func(v otherEnd) {
			fn(v)
			if !seen[v.Other] {
				seen[v.Other] = true
				out = append(out, v.Other)
			}
		})
	}
	return out
}

// Around returns a party and all that are linked to it at an instant by whatever links and in
// whatever direction: at most MaxParties.
func Around(r state.Reader, party string, at wire.Time) []string {
	return around(r, []string{party}, at, at+1, never, func(otherEnd) {})
}
