package state

import (
	"bytes"
	"fmt"

	"github.com/cosmos/iavl"
)

// PrunedError says that a height is no longer (or not yet) kept.
type PrunedError struct{ Height, Earliest, Latest uint64 }

// Error names the heights that are kept.
func (e PrunedError) Error() string {
	if e.Height > e.Latest {
		return fmt.Sprintf("height %d is not committed yet: the latest is %d", e.Height, e.Latest)
	}
	return fmt.Sprintf("height %d is not kept: the earliest kept height is %d", e.Height, e.Earliest)
}

// View is the state after one committed height. It never changes and is safe for concurrent
// readers. A view of a height that is pruned while it is read panics with a Fault that holds a
// PrunedError.
type View struct {
	d      *DB
	height uint64
	root   [32]byte
	tree   *iavl.ImmutableTree // nil: empty state
	cache  *valueCache         // nil: none
}

// Height is the block height whose results this view holds; 0 before the first commit.
func (v *View) Height() uint64 { return v.height }

// Root is the app hash after that height. The root of an empty tree is SHA-256 of no bytes.
func (v *View) Root() [32]byte { return v.root }

// Get implements Reader.
func (v *View) Get(key []byte) ([]byte, bool) {
	if v.tree == nil || len(key) == 0 {
		return nil, false
	}
	if v.cache != nil {
		if value, known := v.cache.get(key, v.height); known {
			return value, value != nil
		}
	}
	value, err := v.tree.Get(key)
	if err != nil {
		v.fault(fmt.Errorf("read %x at height %d: %w", key, v.height, err))
	}
	if v.cache != nil {
		v.cache.fill(key, value, v.height)
	}
	return value, value != nil
}

// Iterate implements Reader.
func (v *View) Iterate(start, end []byte, fn func(key, value []byte) bool) {
	v.walk(start, end, true, fn)
}

// IterateReverse implements Reader.
func (v *View) IterateReverse(start, end []byte, fn func(key, value []byte) bool) {
	v.walk(start, end, false, fn)
}

// walk visits a range. IAVL's iterator ends quietly when a node cannot be read, which would be a
// wrong answer; so when it ends, what was visited is held against the indexes of the two bounds.
func (v *View) walk(start, end []byte, ascending bool, fn func(key, value []byte) bool) {
	if v.tree == nil {
		return
	}
	if len(start) == 0 {
		start = nil
	}
	if len(end) == 0 {
		end = nil
	}
	if start != nil && end != nil && bytes.Compare(start, end) >= 0 {
		return
	}
	it, err := v.tree.Iterator(start, end, ascending)
	if err != nil {
		v.fault(fmt.Errorf("walk at height %d: %w", v.height, err))
	}
	defer it.Close()
	visited := int64(0)
	for ; it.Valid(); it.Next() {
		visited++
		if !fn(it.Key(), it.Value()) {
			return
		}
	}
	if there := v.index(end, v.tree.Size()) - v.index(start, 0); visited != there {
		v.fault(fmt.Errorf("walk at height %d visited %d of %d keys", v.height, visited, there))
	}
}

func (v *View) index(key []byte, open int64) int64 {
	if key == nil {
		return open
	}
	i, _, err := v.tree.GetWithIndex(key)
	if err != nil {
		v.fault(fmt.Errorf("read %x at height %d: %w", key, v.height, err))
	}
	return i
}

// Size is the number of keys.
func (v *View) Size() int64 {
	if v.tree == nil {
		return 0
	}
	return v.tree.Size()
}

func (v *View) fault(err error) {
	if earliest := v.d.Earliest(); !v.d.has(v.height) {
		err = PrunedError{Height: v.height, Earliest: earliest, Latest: v.d.Version()}
	}
	panic(Fault{Err: err})
}
