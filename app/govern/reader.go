package govern

import "github.com/suyuan-ledger/suyuan/state"

// ValidatorChange is what a block decided about one validator: its Ed25519 key and its new power, 0
// to remove it.
type ValidatorChange struct {
	Key   [32]byte
	Party string
	Power uint64
}

// ChangesAt returns what the block of a height decided about validators, in order of key. The
// engine learns it with that block and goes by it two blocks later.
func ChangesAt(r state.Reader, height uint64) (out []ValidatorChange) {
	changes.EachPrefix(r, []any{height}, func(k changeAt, v Change) bool {
		out = append(out, ValidatorChange{k.Key, v.Party, v.Power})
		return true
	})
	return out
}

// FirstChange returns the height of the first block that changed the validator set of the genesis
// document, or false while that set still stands.
func FirstChange(r state.Reader) (height uint64, changed bool) {
	named, _ := reseated.Get(r)
	changes.EachFrom(r, nil, changeAt{Height: named.Height}, func(k changeAt, _ Change) bool {
		height, changed = k.Height, true
		return false
	})
	return height, changed
}

// RulesAt returns the rules version of the block of a height, as the state before it has it: that
// of the last plan whose height has come (rulings E10).
func RulesAt(r state.Reader, height uint64) uint64 {
	t, _ := terms.Get(r)
	version := t.Rules
	plans.Each(r, func(k planAt, p Plan) bool {
		if k.Height <= height && p.Cancelled == 0 {
			version = p.Rules
		}
		return k.Height <= height
	})
	return version
}

// Planned returns the plan whose height is still to come after the block of height.
func Planned(r state.Reader, height uint64) (from uint64, p Plan, ok bool) {
	plans.Each(r, func(k planAt, v Plan) bool {
		if k.Height > height && v.Cancelled == 0 {
			from, p, ok = k.Height, v, true
		}
		return !ok
	})
	return from, p, ok
}
