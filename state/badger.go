package state

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// The first byte of every Badger key says whose it is.
const (
	spaceMeta byte = 'm' // format, stamp, commit marker
	spaceTree byte = 't' // IAVL's own keys
	spaceBulk byte = 'b' // bulk beside the tree
)

var errClosed = errors.New("the store is closed")

// disk is the one Badger of a node. It implements IAVL's database interface for the tree's key
// space and owns every physical write: a version goes down in one transaction with its commit
// marker, or, when Badger finds it too big, in several synced ones with the marker last (rulings
// E4).
type disk struct {
	b      *badger.DB
	log    *badgerLog
	sync   bool
	maxOps int // operations per transaction; 0 leaves the limit to Badger

	mu     sync.Mutex // one physical write at a time, so that a sync covers exactly what it follows
	staged []op       // side records that ride with the version being saved
	marker *op        // written last; nil outside a commit

	inflight atomic.Int64
	closed   atomic.Bool
	afterTxn func(n int) // test hook: called after the n-th transaction of a process
	txns     int
	wrote    int             // of the tests: bytes of keys and values in those transactions
	syncing  func(done bool) // test hook: called before and after each sync

	dir   string
	names []string // files of dir when their names were last synced
}

type op struct{ key, value []byte } // value nil: delete

func badgerOptions(o Options, log *badgerLog) badger.Options {
	b := badger.DefaultOptions(o.Dir)
	if o.InMemory {
		b = badger.DefaultOptions("").WithInMemory(true)
	}
	// Tree nodes stay in the LSM tree (high value threshold), so that nothing waits for value-log
	// collection; blocks are checked on every read, because Badger reports a damaged block as absence.
	return b.WithLogger(log).
		WithSyncWrites(false).WithDetectConflicts(false).WithNumVersionsToKeep(1).
		WithCompression(options.None).WithBlockCacheSize(0).WithIndexCacheSize(0).
		WithMemTableSize(o.MemTableBytes).WithNumMemtables(2).WithNumCompactors(2).
		WithValueThreshold(min(1<<20, o.MemTableBytes/10)).WithValueLogFileSize(16 << 20).
		WithChecksumVerificationMode(options.OnBlockRead).WithMetricsEnabled(false)
}

func openDisk(o Options) (*disk, error) {
	log := &badgerLog{}
	d := &disk{log: log, sync: o.Sync, maxOps: o.maxOps}
	if !o.InMemory {
		d.dir = o.Dir
	}
	if err := checkFiles(o); err != nil {
		return nil, err
	}
	err := guard(func() (err error) {
		d.b, err = badger.Open(badgerOptions(o, log))
		return err
	})
	if err != nil {
		return nil, err
	}
	// Badger goes on without what it cannot read and only logs it.
	if msg := log.first(); msg != "" {
		_ = guard(d.b.Close)
		return nil, errors.New(msg)
	}
	log.tell(o.Failed)
	return d, nil
}

// enter counts a read or write in; it fails once close has begun.
func (d *disk) enter() error {
	d.inflight.Add(1)
	if d.closed.Load() {
		d.inflight.Add(-1)
		return errClosed
	}
	return nil
}

func (d *disk) leave() { d.inflight.Add(-1) }

func (d *disk) close() error {
	if d.closed.Swap(true) {
		return nil
	}
	for i := 0; d.inflight.Load() > 0 && i < 5000; i++ {
		time.Sleep(time.Millisecond)
	}
	return d.b.Close()
}

func spaced(space byte, key []byte) []byte {
	out := make([]byte, 1+len(key))
	out[0] = space
	copy(out[1:], key)
	return out
}

// get returns a copy of a value, or nil when the key is absent.
func (d *disk) get(space byte, key []byte) (value []byte, err error) {
	if err := d.enter(); err != nil {
		return nil, err
	}
	defer d.leave()
	// Tables are mapped: where the disk fails to read a page, the access itself faults. Badger also
	// indexes beyond a block whose trailer is damaged.
	old := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(old)
		if p := recover(); p != nil {
			value, err = nil, fmt.Errorf("read %x: %v", key, p)
		}
	}()
	txn := d.b.NewTransaction(false)
	defer txn.Discard()
	item, err := txn.Get(spaced(space, key))
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy(make([]byte, 0, max(1, item.ValueSize())))
}

// write puts ops down. With a commit marker staged they share its transaction if they fit.
func (d *disk) write(ops []op, sync bool) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.leave()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writeLocked(ops, nil, sync)
}

// writeVersion is write for the last batch of a version: side records and marker go with it.
func (d *disk) writeVersion(ops []op) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.leave()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.marker == nil {
		return d.writeLocked(ops, nil, false)
	}
	return d.writeLocked(append(slices.Clone(ops), d.staged...), d.marker, true)
}

func (d *disk) writeLocked(ops []op, marker *op, sync bool) error {
	all := ops
	if marker != nil {
		all = append(slices.Clip(ops), *marker)
	}
	if len(all) == 0 {
		return nil
	}
	n, err := d.txn(all, sync)
	if err != nil || n == len(all) {
		return err
	}
	// Too big for one transaction: nothing was written so far. Every piece is synced before the next,
	// because Badger's Sync reaches only the current memtable.
	for rest := splitOrder(ops); len(rest) > 0; rest = rest[n:] {
		if n, err = d.txnPart(rest, sync); err != nil {
			return err
		}
	}
	if marker == nil {
		return nil
	}
	_, err = d.txnPart([]op{*marker}, sync)
	return err
}

// txn writes all of ops in one transaction, or nothing and a count below len(ops) when they do not
// fit.
func (d *disk) txn(ops []op, sync bool) (int, error) {
	txn := d.b.NewTransaction(true)
	defer txn.Discard()
	n, err := d.fill(txn, ops)
	if err != nil || n < len(ops) {
		return n, err
	}
	return n, d.commit(txn, sync)
}

// txnPart writes as many of ops as fit, at least one.
func (d *disk) txnPart(ops []op, sync bool) (int, error) {
	txn := d.b.NewTransaction(true)
	defer txn.Discard()
	n, err := d.fill(txn, ops)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, fmt.Errorf("a value of %d bytes is larger than the store can write",
			len(ops[0].value))
	}
	return n, d.commit(txn, sync)
}

func (d *disk) fill(txn *badger.Txn, ops []op) (int, error) {
	for i, o := range ops {
		if d.maxOps > 0 && i >= d.maxOps {
			return i, nil
		}
		var err error
		if o.value == nil {
			err = txn.Delete(o.key)
		} else {
			err = txn.Set(o.key, o.value)
		}
		if errors.Is(err, badger.ErrTxnTooBig) {
			return i, nil
		}
		if err != nil {
			return i, err
		}
		d.wrote += len(o.key) + len(o.value)
	}
	return len(ops), nil
}

func (d *disk) commit(txn *badger.Txn, sync bool) error {
	if err := txn.Commit(); err != nil {
		return err
	}
	d.txns++
	if d.afterTxn != nil {
		d.afterTxn(d.txns)
	}
	if sync && d.sync {
		return d.fsync()
	}
	return nil
}

// fsync makes what was written so far outlast a loss of power.
func (d *disk) fsync() error {
	if d.syncing != nil {
		d.syncing(false)
	}
	if err := errors.Join(d.b.Sync(), d.syncNames()); err != nil {
		return fmt.Errorf("the disk at %s does not keep what is written: %w", d.dir, err)
	}
	if d.syncing != nil {
		d.syncing(true)
	}
	return nil
}

// syncNames syncs the directory when files came or went: Badger syncs the bytes of a new log, not
// its name.
func (d *disk) syncNames() error {
	if d.dir == "" {
		return nil
	}
	f, err := os.Open(d.dir)
	if err != nil {
		return err
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	if slices.Sort(names); err != nil || slices.Equal(names, d.names) {
		return err
	}
	d.names = names
	return f.Sync()
}

// splitOrder keeps the last operation per key and puts sets before deletes, and among deletes the
// roots of versions first. Pruning moves a root to another key and then deletes it; a kill between
// two pieces may then leave garbage behind, never a version whose nodes are gone.
func splitOrder(ops []op) []op {
	last := make(map[string]int, len(ops))
	for i, o := range ops {
		last[string(o.key)] = i
	}
	var sets, roots, deletes []op
	for i, o := range ops {
		switch {
		case last[string(o.key)] != i:
		case o.value != nil:
			sets = append(sets, o)
		case bytes.HasSuffix(o.key, []byte{0, 0, 0, 1}):
			roots = append(roots, o)
		default:
			deletes = append(deletes, o)
		}
	}
	return append(append(sets, roots...), deletes...)
}

// deleteRange removes [start, end) of one space, in pieces.
func (d *disk) deleteRange(space byte, start, end []byte) error {
	for {
		var ops []op
		err := d.walk(space, start, end, false, func(k, _ []byte) bool {
			ops = append(ops, op{key: spaced(space, k)})
			return len(ops) < 10_000
		})
		if err != nil || len(ops) == 0 {
			return err
		}
		if err := d.write(ops, false); err != nil {
			return err
		}
	}
}

// badgerLog keeps the first error that Badger logs and tells of it; it prints nothing.
type badgerLog struct {
	mu   sync.Mutex
	msg  string
	told func(error)
}

func (l *badgerLog) Errorf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.msg != "" {
		return
	}
	l.msg = fmt.Sprintf(format, args...)
	if l.told != nil {
		l.told(errors.New(l.msg))
	}
}

func (l *badgerLog) tell(told func(error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = told
}

func (l *badgerLog) first() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.msg
}

func (l *badgerLog) Warningf(string, ...any) {}
func (l *badgerLog) Infof(string, ...any)    {}
func (l *badgerLog) Debugf(string, ...any)   {}
