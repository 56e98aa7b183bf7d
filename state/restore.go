package state

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cosmos/iavl"
)

// Restore fills an empty store with the tree of a snapshot. Nothing is visible before Finish has
// found the root that was asked for; a kill before that leaves an empty store. One goroutine, and
// no block meanwhile.
type Restore struct {
	d        *DB
	height   uint64
	root     [32]byte
	tree     *iavl.MutableTree
	importer *iavl.Importer
	open     [][]byte // the smallest keys of the subtrees that wait for their parent
	last     []byte   // the last leaf's key
	done     bool
}

var errRestoreOver = errors.New("the restoring is over")

// Restore begins to restore the state after a height whose root is known. Whatever an earlier
// attempt left is removed first.
func (d *DB) Restore(height uint64, root [32]byte) (*Restore, error) {
	if d.Version() != 0 {
		return nil, fmt.Errorf("the store is at height %d: only an empty one is restored", d.Version())
	}
	if height == 0 || height > 1<<40 {
		return nil, fmt.Errorf("%d is not the height of a snapshot", height)
	}
	if err := d.disk.deleteRange(spaceTree, nil, nil); err != nil {
		return nil, err
	}
	r := &Restore{d: d, height: height, root: root, tree: d.newTree(d.o.CacheNodes)}
	err := guard(func() (err error) {
		r.importer, err = r.tree.Import(int64(height))
		return err
	})
	return r, err
}

// Add takes the next chunk. A chunk that is not one is an error, after which the restoring must be
// aborted: some of its nodes may have been taken.
func (r *Restore) Add(chunk []byte) error {
	if r.done {
		return errRestoreOver
	}
	return guard(func() error {
		for len(chunk) > 0 {
			node, rest, err := cutNode(chunk)
			if err != nil {
				return err
			}
			if err := r.place(node); err != nil {
				return err
			}
			if err := r.importer.Add(node); err != nil {
				return fmt.Errorf("%w: %w", errChunk, err)
			}
			chunk = rest
		}
		return nil
	})
}

// place gives an inner node its key, the smallest one on its right, and holds leaves to their
// order.
func (r *Restore) place(n *iavl.ExportNode) error {
	if n.Height == 0 {
		if bytes.Compare(r.last, n.Key) >= 0 {
			return errChunk
		}
		n.Key, n.Value = bytes.Clone(n.Key), bytes.Clone(n.Value)
		r.last, r.open = n.Key, append(r.open, n.Key)
		return nil
	}
	top := len(r.open) - 1
	if top < 1 {
		return errChunk
	}
	n.Key, r.open = r.open[top], r.open[:top]
	return nil
}

// Finish compares the root and makes the height the store's, with side records that belong to it.
// Any error leaves the store empty.
func (r *Restore) Finish(side ...Pair) error {
	if r.done {
		return errRestoreOver
	}
	err := guard(r.importer.Commit)
	if err != nil {
		return errors.Join(fmt.Errorf("the nodes of the snapshot are no tree: %w", err), r.Abort())
	}
	if got := hash32(r.tree.Hash()); got != r.root {
		return errors.Join(fmt.Errorf("the snapshot of height %d leads to root %x, not to %x", r.height,
			got, r.root), r.Abort())
	}
	r.done = true
	return r.d.adopt(r.tree, r.height, r.root, side)
}

// Abort removes what was taken. The store is empty again.
func (r *Restore) Abort() error {
	if r.done {
		return nil
	}
	r.done = true
	r.importer.Close()
	return r.d.disk.deleteRange(spaceTree, nil, nil)
}

// adopt makes an imported tree the store's own. The marker is written alone and last, after a sync
// of everything it speaks of.
func (d *DB) adopt(tree *iavl.MutableTree, height uint64, root [32]byte, side []Pair) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	ops := []op{earliestRecord(height)}
	for _, p := range side {
		ops = append(ops, op{key: spaced(spaceBulk, p.Key), value: p.Value})
	}
	if err := d.disk.write(ops, true); err != nil {
		return err
	}
	if d.o.Sync {
		if err := d.disk.b.Sync(); err != nil {
			return err
		}
	}
	marker := append(binary.BigEndian.AppendUint64([]byte{1}, height), root[:]...)
	if err := d.disk.write([]op{{key: markerKey, value: marker}}, true); err != nil {
		return err
	}
	d.tree, d.applied, d.pending = tree, false, nil
	d.cache.advance(height, nil)
	d.pruning.mu.Lock()
	d.pruning.earliest, d.pruning.kept = height, nil
	d.pruning.mu.Unlock()
	return d.publish(height, root)
}
