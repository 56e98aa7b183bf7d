package state

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/cosmos/iavl"
)

// Options says where a store lives and how much memory it may take. The zero value of every size
// means its default.
type Options struct {
	Dir      string // directory of this store alone; ignored when InMemory
	InMemory bool   // nothing on disk: tests and simulations
	Sync     bool   // fsync every commit; off only where losing the last blocks does not matter

	CacheNodes     int   // tree nodes kept for the writer; default 250,000
	ReadCacheNodes int   // tree nodes kept for queries; default 25,000
	CacheBytes     int   // raw values kept between versions; default 32 MiB
	MemTableBytes  int64 // Badger memtable; default 64 MiB (8 MiB in memory)
	SkipTableCheck bool  // do not read every table at opening; for very large stores

	KeepEvery uint64 // pruning leaves heights divisible by it; 0: none

	// Failed is told once of a fault that Badger meets in the background, where it tries again for
	// ever while writers wait; nil: nobody.
	Failed func(error)

	maxOps int // tests: operations per Badger transaction
}

func (o Options) withDefaults() Options {
	if o.CacheNodes == 0 {
		o.CacheNodes = 250_000
	}
	if o.ReadCacheNodes == 0 {
		o.ReadCacheNodes = 25_000
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = 32 << 20
	}
	if o.MemTableBytes == 0 {
		o.MemTableBytes = 64 << 20
		if o.InMemory {
			o.MemTableBytes = 8 << 20
		}
	}
	return o
}

// flushThreshold is above any version of a bounded block, so that IAVL hands over one batch per
// version.
const flushThreshold = 64 << 20

// DB is one Badger and one IAVL tree in it. Apply, Commit, SetInitialVersion and PruneTo are the
// writer's: one goroutine at a time. Views, proofs and Bulk are safe for all.
type DB struct {
	o    Options
	disk *disk

	mu      sync.Mutex        // guards the working tree
	tree    *iavl.MutableTree // the writer's, whose nodes View shares
	applied bool
	pending []Change
	staged  map[string][]byte // bulk records that ride with the next commit

	// history is for ViewAt, QueryView and proofs, with a lock and a cache of its own: the block never
	// waits for a query (engine pitfall 8). View reads through the writer's nodes, which are in memory
	// from the commit that wrote them; a block reads what the last ones wrote.
	history *iavl.MutableTree
	cache   *valueCache

	latest  atomic.Pointer[View]
	pruning pruning
}

// Open opens or creates a store. A directory that is not a store, that is in use or that is damaged
// is refused in one sentence.
func Open(o Options) (*DB, error) {
	o = o.withDefaults()
	making, err := prepareDir(o)
	if err != nil {
		return nil, err
	}
	k, err := openDisk(o)
	if err != nil {
		return nil, openError(o.Dir, err)
	}
	d := &DB{o: o, disk: k, staged: map[string][]byte{}}
	if err := guard(func() error { return d.load(making) }); err != nil {
		_ = guard(k.close)
		return nil, fmt.Errorf("the store in %s is %w: %w", o.Dir, ErrDamaged, err)
	}
	return d, nil
}

func (d *DB) newTree(cacheNodes int) *iavl.MutableTree {
	return iavl.NewMutableTree(treeSpace{d.disk}, cacheNodes, true, iavl.NewNopLogger(),
		iavl.SyncOption(true), iavl.FlushThresholdOption(flushThreshold))
}

// load finds the last committed version and takes back whatever a crash left above it.
func (d *DB) load(making bool) error {
	if err := d.checkFormat(making); err != nil {
		return err
	}
	marked, root, err := d.readMarker()
	if err != nil {
		return err
	}
	d.tree = d.newTree(d.o.CacheNodes)
	newest, err := d.tree.GetLatestVersion()
	if err != nil {
		return err
	}
	if err := d.loadTree(uint64(newest), marked); err != nil {
		return err
	}
	if got := hash32(d.tree.Hash()); got != root {
		return fmt.Errorf("the root of height %d is %x, its commit marker says %x", marked, got, root)
	}
	d.history = d.newTree(d.o.ReadCacheNodes)
	d.cache = newValueCache(d.o.CacheBytes, marked)
	if err := d.loadPruned(marked); err != nil {
		return err
	}
	return d.publish(marked, root)
}

func (d *DB) loadTree(newest, marked uint64) error {
	switch {
	case newest < marked:
		return fmt.Errorf("the commit marker is at height %d, the tree ends at %d", marked, newest)
	case newest == marked && marked == 0:
		return nil
	case newest == marked:
		_, err := d.tree.LoadVersion(int64(marked))
		return err
	case marked == 0: // killed inside the first commit, or while a snapshot was being restored
		if err := d.disk.deleteRange(spaceTree, nil, nil); err != nil {
			return err
		}
		d.tree = d.newTree(d.o.CacheNodes)
	default:
		// IAVL's own way back needs the height above the marked one, which may have been pruned.
		above := nodeKey{marked + 1, 0}.disk()[1:]
		if err := d.disk.deleteRange(spaceTree, above, []byte{'s' + 1}); err != nil {
			return err
		}
		d.tree = d.newTree(d.o.CacheNodes)
		if _, err := d.tree.LoadVersion(int64(marked)); err != nil {
			return err
		}
	}
	if d.o.Sync {
		return d.disk.b.Sync()
	}
	return nil
}

// findEarliest searches the first height of a store that was never pruned.
func (d *DB) findEarliest(latest uint64) uint64 {
	if latest == 0 {
		return 0
	}
	return uint64(sort.Search(int(latest), func(h int) bool { return d.tree.VersionExists(int64(h)) }))
}

// publish makes a committed version the one that View returns.
func (d *DB) publish(height uint64, root [32]byte) error {
	v := &View{d: d, height: height, root: root, cache: d.cache}
	if height > 0 {
		tree, err := d.tree.GetImmutable(int64(height))
		if err != nil {
			return err
		}
		v.tree = tree
	}
	d.latest.Store(v)
	return nil
}

// Version is the last committed height, 0 before the first. IAVL versions are heights.
func (d *DB) Version() uint64 { return d.latest.Load().height }

// Root is the root of the last committed version. The root of an empty tree is SHA-256 of no bytes,
// e3b0c442…b855, as RFC 6962 has it.
func (d *DB) Root() [32]byte { return d.latest.Load().root }

// View is the state after the last committed height, with the cache of raw values.
func (d *DB) View() *View { return d.latest.Load() }

// QueryView is View over the tree object of queries, so that long walks of the outside world never
// hold the lock that the block's own reads need.
func (d *DB) QueryView() *View {
	v := *d.latest.Load()
	if v.tree != nil {
		tree, err := d.history.GetImmutable(int64(v.height))
		if err != nil {
			v.fault(err)
		}
		v.tree = tree
	}
	return &v
}

// ViewAt is the state after a height that is kept, else a PrunedError that names the earliest.
func (d *DB) ViewAt(height uint64) (*View, error) {
	latest := d.View()
	if height == latest.height {
		return d.QueryView(), nil
	}
	gone := PrunedError{Height: height, Earliest: d.Earliest(), Latest: latest.height}
	if height > latest.height || !d.has(height) {
		return nil, gone
	}
	tree, err := d.history.GetImmutable(int64(height))
	if errors.Is(err, iavl.ErrVersionDoesNotExist) {
		gone.Earliest = d.Earliest()
		return nil, gone
	}
	if err != nil {
		return nil, Fault{Err: err}
	}
	return &View{d: d, height: height, root: hash32(tree.Hash()), tree: tree}, nil
}

// SetInitialVersion makes the first commit that of the given height: the chain's initial height. It
// is not stored; InitChain is called again when a node restarts before its first commit.
func (d *DB) SetInitialVersion(height uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Version() != 0 {
		return fmt.Errorf("the store is at height %d: its first height is fixed", d.Version())
	}
	if height == 0 || height > math.MaxInt64/2 {
		return fmt.Errorf("%d is not a first height", height)
	}
	d.tree.SetInitialVersion(height)
	return nil
}

// Apply puts the net changes of a block's overlay into the working tree, in sorted key order and
// without writes equal to the committed value, and returns the root they lead to: the app hash.
// Nothing is saved before Commit. Applying again first takes the earlier attempt back.
func (d *DB) Apply(o *Overlay) (root [32]byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.applied {
		d.tree.Rollback()
	}
	d.applied = true
	d.pending = o.changesFrom(d.View())
	for _, c := range d.pending {
		var err error
		if c.Value == nil {
			_, _, err = d.tree.Remove(c.Key)
		} else {
			_, err = d.tree.Set(c.Key, c.Value)
		}
		if err != nil {
			faultf("write %x: %w", c.Key, err)
		}
	}
	return hash32(d.tree.WorkingHash())
}

// Commit saves what Apply made as the next height, with its side records and the commit marker: one
// Badger transaction where it fits, else several with the marker last. An error is a fault: the
// process must stop, and opening again finds the previous or the new height whole.
func (d *DB) Commit() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.applied {
		return errors.New("nothing was applied since the last commit")
	}
	height := uint64(d.tree.WorkingVersion())
	root := hash32(d.tree.WorkingHash())
	d.stage(height, root)
	_, saved, err := d.tree.SaveVersion()
	d.unstage(err == nil)
	if err != nil {
		return Fault{Err: fmt.Errorf("save height %d: %w", height, err)}
	}
	if uint64(saved) != height {
		return Fault{Err: fmt.Errorf("saved version %d at height %d", saved, height)}
	}
	d.setEarliest(height)
	d.cache.advance(height, d.pending)
	d.applied, d.pending = false, nil
	if err := d.publish(height, root); err != nil {
		return Fault{Err: err}
	}
	return nil
}

// Close waits for reads under way and closes the store. Nothing may be read through it afterwards.
func (d *DB) Close() error { return d.disk.close() }

func hash32(b []byte) [32]byte {
	if len(b) == 0 {
		return sha256.Sum256(nil)
	}
	return [32]byte(b)
}

// The commit marker is version byte 1, the height in 8 bytes, the root in 32.
var markerKey = spaced(spaceMeta, []byte("marker"))

func (d *DB) stage(height uint64, root [32]byte) {
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	value := binary.BigEndian.AppendUint64([]byte{1}, height)
	d.disk.marker = &op{key: markerKey, value: append(value, root[:]...)}
	d.disk.staged = d.disk.staged[:0]
	for _, k := range sortedKeys(d.staged) {
		d.disk.staged = append(d.disk.staged, op{key: []byte(k), value: d.staged[k]})
	}
}

func (d *DB) unstage(done bool) {
	d.disk.mu.Lock()
	defer d.disk.mu.Unlock()
	d.disk.marker, d.disk.staged = nil, nil
	if done {
		clear(d.staged)
	}
}

// readMarker returns height 0 and the empty root when nothing was committed yet.
func (d *DB) readMarker() (uint64, [32]byte, error) {
	b, err := d.disk.get(spaceMeta, markerKey[1:])
	if err != nil || b == nil {
		return 0, sha256.Sum256(nil), err
	}
	if len(b) != 41 || b[0] != 1 {
		return 0, [32]byte{}, fmt.Errorf("the commit marker %x is not one of this version", b)
	}
	return binary.BigEndian.Uint64(b[1:]), [32]byte(b[9:]), nil
}
