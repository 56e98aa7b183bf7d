package settlement

import (
	"encoding/binary"
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

// signature is a set of members and the units of the uses that needed exactly these.
type signature struct {
	members []int
	units   uint64
}

// usePoints adds up the units per member set and divides each set's points.
func (w *world) usePoints(x *node, c Contribution, shares []share) error {
	at := w.positions(shares)
	var sets []signature
	known := map[string]int{}
	for _, t := range x.traces {
		if !slices.Contains(c.Count, use(t.Use)) {
			continue
		}
		members, key := memberSet(t, at)
		if len(members) == 0 {
			continue
		}
		i, seen := known[key]
		if !seen {
			i = len(sets)
			known[key] = i
			sets = append(sets, signature{members: members})
		}
		sum, err := sumWeights([]uint64{sets[i].units, uint64(t.Units)})
		if err != nil {
			return err
		}
		sets[i].units = sum
	}
	for _, s := range sets {
		if err := w.addSignature(c, shares, s.members, s.units); err != nil {
			return err
		}
	}
	return nil
}

// memberSet is the trace's set as sorted positions, and a key that is equal for equal sets.
// Without members the inputs of the volume are the set.
func memberSet(t Trace, at map[string]int) ([]int, string) {
	ids := t.Members
	if len(ids) == 0 {
		ids = sortedKeys(t.Volume)
	}
	var members []int
	for _, id := range ids {
		if i, counted := at[id]; counted {
			members = append(members, i)
		}
	}
	slices.Sort(members)
	members = slices.Compact(members)
	var key []byte
	for _, m := range members {
		key = binary.BigEndian.AppendUint32(key, uint32(m))
	}
	return members, string(key)
}

// addSignature divides units × 10^6 points: first among the institutions of the set, then inside
// each institution by the weights of its members.
func (w *world) addSignature(c Contribution, shares []share, members []int, units uint64) error {
	if len(members) == 0 {
		return nil
	}
	pool, err := mulWeight(units, pointsPerUse)
	if err != nil || pool > 1<<63-1 {
		return ErrOverflow
	}
	groups := w.groups(shares, members)
	weights := make([]uint64, len(groups))
	for g, group := range groups {
		weights[g] = w.factor(c, w.nodes[shares[group[0]].node].inst)
		if c.Basis == ByWeight {
			sum, err := sumWeights(w.memberWeights(shares, group))
			if err != nil {
				return err
			}
			if weights[g], err = mulWeight(weights[g], sum); err != nil {
				return err
			}
		}
	}
	byInstitution, err := split(pool, weights)
	if err != nil {
		return err
	}
	for g, group := range groups {
		parts, err := split(byInstitution[g], w.memberWeights(shares, group))
		if err != nil {
			return err
		}
		for i, m := range group {
			if shares[m].points, err = addPoints(shares[m].points, parts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func addPoints(a, b uint64) (uint64, error) { return sumWeights([]uint64{a, b}) }

// groups cuts sorted positions into runs of one institution.
func (w *world) groups(shares []share, members []int) [][]int {
	var groups [][]int
	for i, m := range members {
		if i > 0 && w.nodes[shares[m].node].inst == w.nodes[shares[members[i-1]].node].inst {
			groups[len(groups)-1] = append(groups[len(groups)-1], m)
			continue
		}
		groups = append(groups, []int{m})
	}
	return groups
}

func (w *world) memberWeights(shares []share, members []int) []uint64 {
	ws := make([]uint64, len(members))
	for i, m := range members {
		ws[i] = uint64(max(w.nodes[shares[m].node].Weight, 1))
	}
	return ws
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
