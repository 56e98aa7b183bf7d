package settlement

import (
	"slices"
)

// pointsPerUse is the fineness of contribution points (settlement §2.4).
const pointsPerUse = 1_000_000

// share is an input's points; a list of them is ordered by institution, then id.
type share struct {
	node   int
	points uint64
}

// points divides the uses of a product among its inputs (settlement §6.4). For the public stream
// only what leads to public data counts. No points at all come back as an empty list where the
// money goes to the fallback instead.
func (w *world) points(x *node, public bool) ([]share, error) {
	c := w.contribution(x)
	inputs := w.countedInputs(x, public)
	shares := make([]share, len(inputs))
	for i, k := range inputs {
		shares[i].node = k
	}
	var err error
	if c.Basis == ByVolume {
		err = w.volumePoints(x, c, shares)
	} else {
		err = w.usePoints(x, c, shares)
	}
	if err != nil {
		return nil, err
	}
	total, err := totalPoints(shares)
	if err == nil && total == 0 && (public || c.Fallback == FallbackLineage) {
		all := make([]int, len(shares))
		for i := range all {
			all[i] = i
		}
		err = w.addSignature(c, shares, all, 1)
	}
	return slices.DeleteFunc(shares, func(s share) bool { return s.points == 0 }), err
}

func (w *world) countedInputs(x *node, public bool) []int {
	if !public {
		return x.inputs
	}
	var inputs []int
	for _, k := range x.inputs {
		if w.nodes[k].leads {
			inputs = append(inputs, k)
		}
	}
	return inputs
}

func totalPoints(shares []share) (uint64, error) {
	ws := make([]uint64, len(shares))
	for i, s := range shares {
		ws[i] = s.points
	}
	return sumWeights(ws)
}

// positions numbers the inputs by their place among the shares.
func (w *world) positions(shares []share) map[string]int {
	at := make(map[string]int, len(shares))
	for i, s := range shares {
		at[w.nodes[s.node].ID] = i
	}
	return at
}

// volumePoints is Σ volume × factor; the units of a trace play no part.
func (w *world) volumePoints(x *node, c Contribution, shares []share) error {
	at := w.positions(shares)
	for _, t := range x.traces {
		if !slices.Contains(c.Count, use(t.Use)) {
			continue
		}
		for _, id := range sortedKeys(t.Volume) {
			i, counted := at[id]
			if !counted || t.Volume[id] < 1 {
				continue
			}
			factor := w.factor(c, w.nodes[shares[i].node].inst)
			points, err := mulWeight(uint64(t.Volume[id]), factor)
			if err != nil {
				return err
			}
			if shares[i].points, err = addPoints(shares[i].points, points); err != nil {
				return err
			}
		}
	}
	return nil
}

// splitByPoints divides fen to institutions by their point sums and then inside each institution by
// its inputs' points, so that cutting a table in two moves not a single fen.
func (w *world) splitByPoints(fen int64, shares []share) ([]int64, error) {
	members := make([]int, len(shares))
	for i := range members {
		members[i] = i
	}
	groups := w.groups(shares, members)
	sums := make([]uint64, len(groups))
	inside := make([][]uint64, len(groups))
	for g, group := range groups {
		for _, m := range group {
			inside[g] = append(inside[g], shares[m].points)
		}
		var err error
		if sums[g], err = sumWeights(inside[g]); err != nil {
			return nil, err
		}
	}
	byInstitution, err := splitFen(fen, sums)
	if err != nil {
		return nil, err
	}
	out := make([]int64, 0, len(shares))
	for g := range groups {
		parts, err := splitFen(byInstitution[g], inside[g])
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	return out, nil
}
