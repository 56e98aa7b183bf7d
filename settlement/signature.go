package settlement

import (
	"encoding/binary"
	"slices"
)

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
