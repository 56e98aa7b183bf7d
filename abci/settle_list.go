package abci

import (
	"encoding/binary"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// listKey is where a run's list of a name lies: under the run's prefix and a byte of its own.
func listKey(prefix []byte, name string) []byte {
	return append(append(slices.Clone(prefix), 3), name...)
}

// listed are the lists as they are kept: places as distances from the one before, varints. A list
// is never empty.
func listed(prefix []byte, lists []rule.List) (out []state.Pair) {
	for _, l := range lists {
		var b []byte
		last := uint32(0)
		for _, place := range l.Places {
			b = binary.AppendUvarint(b, uint64(place-last))
			last = place
		}
		if len(b) > 0 {
			out = append(out, state.Pair{Key: listKey(prefix, l.Name), Value: b})
		}
	}
	return out
}

// Listed implements rule.Side. A run whose lines are here has its lists, too.
func (s *runs) Listed(period string, cut uint64, name string) (places []uint32, ok bool) {
	prefix := linesKey(Run{period, cut})
	var head lineHead
	if ok, err := s.a.side(prefix, &head); err != nil || !ok {
		return nil, false
	}
	b, _, err := s.a.db.Bulk().Get(listKey(prefix, name))
	if err != nil {
		return nil, false
	}
	for place := uint64(0); len(b) > 0; {
		d, n := binary.Uvarint(b)
		if place += d; n <= 0 || place >= uint64(head.Count) {
			return nil, false
		}
		places, b = append(places, uint32(place)), b[n:]
	}
	return places, true
}

// Leaves implements rule.Side.
func (s *runs) Leaves(period string, cut uint64, places []uint32) ([][]byte, bool) {
	prefix, leaves := linesKey(Run{period, cut}), make([][]byte, len(places))
	for i, place := range places {
		leaf, ok, err := s.a.db.Bulk().Get(leafKey(prefix, place))
		if err != nil || !ok {
			return nil, false
		}
		leaves[i] = leaf
	}
	return leaves, true
}
