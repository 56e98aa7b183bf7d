package state

import (
	"errors"

	"github.com/dgraph-io/badger/v4"
)

// Bulk is the part of Badger beside the tree: receipts, settlement lines, indexes. It is not
// consensus state: nothing that a rule reads may live here, and all of it can be recomputed from
// the tree and the blocks or copied from a peer. Safe for concurrent use.
type Bulk struct{ d *DB }

// Pair is a key and its value.
type Pair struct{ Key, Value []byte }

// Bulk gives the key space beside the tree.
func (d *DB) Bulk() Bulk { return Bulk{d} }

// Get returns a copy of a value; absence is (nil, false, nil).
func (b Bulk) Get(key []byte) (value []byte, ok bool, err error) {
	value, err = b.d.disk.get(spaceBulk, key)
	return value, value != nil, err
}

// Set writes pairs in one transaction where they fit, else in several in the order given. Not
// synced: it is on disk with the next commit at the latest.
func (b Bulk) Set(pairs ...Pair) error {
	ops := make([]op, len(pairs))
	for i, p := range pairs {
		if len(p.Key) == 0 || p.Value == nil {
			return errors.New("a bulk pair needs a key and a value that is not nil")
		}
		ops[i] = op{key: spaced(spaceBulk, p.Key), value: p.Value}
	}
	return b.d.disk.write(ops, false)
}

// Delete removes keys; missing ones are no error.
func (b Bulk) Delete(keys ...[]byte) error {
	ops := make([]op, len(keys))
	for i, k := range keys {
		ops[i] = op{key: spaced(spaceBulk, k)}
	}
	return b.d.disk.write(ops, false)
}

// DeleteRange removes every key in [start, end), in pieces.
func (b Bulk) DeleteRange(start, end []byte) error {
	return b.d.disk.deleteRange(spaceBulk, start, end)
}

// Iterate walks [start, end) in ascending order over one moment's content; keys and values may be
// kept.
func (b Bulk) Iterate(start, end []byte, fn func(key, value []byte) bool) error {
	return b.d.disk.walk(spaceBulk, start, end, false, fn)
}

// IterateReverse is Iterate in descending order.
func (b Bulk) IterateReverse(start, end []byte, fn func(key, value []byte) bool) error {
	return b.d.disk.walk(spaceBulk, start, end, true, fn)
}

// SetWithCommit keeps a pair back until the next Commit and writes it with that version: in the
// same transaction, or before the commit marker when the version is split. After a crash the block
// is replayed and the pair is set again, so its value must follow from the block alone. A later
// call with the same key replaces the pair.
func (b Bulk) SetWithCommit(key, value []byte) {
	if len(key) == 0 || value == nil {
		panic("state: a bulk pair needs a key and a value that is not nil")
	}
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	b.d.staged[string(spaced(spaceBulk, key))] = value
}

// GC lets Badger give back value-log files of which half or more is dead, and says how many it
// rewrote.
func (d *DB) GC() (rewritten int, err error) {
	if d.o.InMemory {
		return 0, nil
	}
	if err := d.disk.enter(); err != nil {
		return 0, err
	}
	defer d.disk.leave()
	for {
		err := d.disk.b.RunValueLogGC(0.5)
		if errors.Is(err, badger.ErrNoRewrite) || errors.Is(err, badger.ErrRejected) {
			return rewritten, nil
		}
		if err != nil {
			return rewritten, err
		}
		rewritten++
	}
}
