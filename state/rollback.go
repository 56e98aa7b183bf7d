package state

import (
	"encoding/binary"
	"fmt"
)

// RollbackTo makes an earlier kept height the latest and removes what was above it from the tree.
// The commit marker is set back first, in one synced write: an opening that finds versions above
// the marker takes them away, so a kill at any moment leaves the old height or the new one whole.
// Nothing else may use the store meanwhile, and no View taken before may be read afterwards.
func (d *DB) RollbackTo(height uint64) error {
	latest := d.Version()
	if height == 0 || height >= latest {
		return fmt.Errorf("cannot go back to height %d: the latest is %d", height, latest)
	}
	v, err := d.ViewAt(height)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.applied, d.pending = false, nil
	clear(d.staged)
	if err := d.setMarker(height, v.root); err != nil {
		return Fault{Err: err}
	}
	d.tree = d.newTree(d.o.CacheNodes)
	if err := guard(func() error { return d.loadTree(latest, height) }); err != nil {
		return Fault{Err: fmt.Errorf("go back to height %d: %w", height, err)}
	}
	if got := hash32(d.tree.Hash()); got != v.root {
		return Fault{Err: fmt.Errorf("height %d has root %x, it had %x", height, got, v.root)}
	}
	d.history = d.newTree(d.o.ReadCacheNodes)
	d.cache = newValueCache(d.o.CacheBytes, height)
	d.pruning.mu.Lock()
	gone := d.pruning.wentBack(height)
	d.pruning.mu.Unlock()
	if err := d.disk.write(gone, true); err != nil {
		return Fault{Err: err}
	}
	return d.publish(height, v.root)
}

func (d *DB) setMarker(height uint64, root [32]byte) error {
	value := binary.BigEndian.AppendUint64([]byte{1}, height)
	return d.disk.write([]op{{key: markerKey, value: append(value, root[:]...)}}, true)
}
