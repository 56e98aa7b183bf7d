package state

import (
	"bytes"
	"errors"
	"fmt"
	"runtime/debug"

	corestore "cosmossdk.io/core/store"
	"github.com/dgraph-io/badger/v4"
)

// walk visits [start, end) of one space. Keys and values are the caller's to keep.
func (d *disk) walk(space byte, start, end []byte, reverse bool,
	fn func(k, v []byte) bool) (err error) {
	if err := d.enter(); err != nil {
		return err
	}
	defer d.leave()
	defer unread(&err, debug.SetPanicOnFault(true))
	it := d.iterator(space, start, end, reverse)
	defer it.Close()
	for ; it.Valid(); it.Next() {
		k, v := it.Key(), it.Value()
		if it.Error() != nil || !fn(k, v) {
			break
		}
	}
	return it.Error()
}

// unread turns a fault of memory, which is how a mapped file that cannot be read shows, into an
// error; old is whether such faults were to panic before.
func unread(err *error, old bool) {
	debug.SetPanicOnFault(old)
	switch p := recover().(type) {
	case nil:
	case interface{ Addr() uintptr }:
		*err = fmt.Errorf("the disk does not read: %v", p)
	default:
		panic(p)
	}
}

func (d *disk) iterator(space byte, start, end []byte, reverse bool) *diskIterator {
	txn := d.b.NewTransaction(false)
	opt := badger.DefaultIteratorOptions
	opt.Reverse, opt.PrefetchSize, opt.Prefix = reverse, 64, []byte{space}
	it := &diskIterator{txn: txn, it: txn.NewIterator(opt), space: space, reverse: reverse,
		start: start, end: end}
	switch {
	case !reverse:
		it.it.Seek(spaced(space, start))
	case len(end) == 0:
		it.it.Seek([]byte{space + 1}) // no such key: the last one below it
	default:
		it.it.Seek(spaced(space, end))
		if it.it.Valid() && bytes.Equal(it.it.Item().Key(), spaced(space, end)) {
			it.it.Next()
		}
	}
	return it
}

// diskIterator implements IAVL's iterator over one space, end exclusive in both directions.
type diskIterator struct {
	txn        *badger.Txn
	it         *badger.Iterator
	space      byte
	reverse    bool
	start, end []byte
	err        error
	done       bool
}

func (i *diskIterator) Domain() ([]byte, []byte) { return i.start, i.end }

func (i *diskIterator) Valid() bool {
	if i.done || i.err != nil || !i.it.Valid() {
		return false
	}
	k := i.it.Item().Key()
	if len(k) == 0 || k[0] != i.space {
		return false
	}
	if i.reverse {
		return bytes.Compare(k[1:], i.start) >= 0
	}
	return len(i.end) == 0 || bytes.Compare(k[1:], i.end) < 0
}

func (i *diskIterator) Next()       { i.it.Next() }
func (i *diskIterator) Key() []byte { return i.it.Item().KeyCopy(nil)[1:] }

func (i *diskIterator) Value() []byte {
	v, err := i.it.Item().ValueCopy(nil)
	if err != nil {
		i.err = err
	}
	return v
}

func (i *diskIterator) Error() error { return i.err }

func (i *diskIterator) Close() error {
	if !i.done {
		i.done = true
		i.it.Close()
		i.txn.Discard()
	}
	return i.err
}

// treeSpace is disk as IAVL sees it.
type treeSpace struct{ d *disk }

func (t treeSpace) Get(key []byte) ([]byte, error) { return t.d.get(spaceTree, key) }

func (t treeSpace) Has(key []byte) (bool, error) {
	v, err := t.d.get(spaceTree, key)
	return v != nil, err
}

func (t treeSpace) Iterator(start, end []byte) (corestore.Iterator, error) {
	return t.open(start, end, false)
}

func (t treeSpace) ReverseIterator(start, end []byte) (corestore.Iterator, error) {
	return t.open(start, end, true)
}

func (t treeSpace) open(start, end []byte, reverse bool) (corestore.Iterator, error) {
	if t.d.closed.Load() {
		return nil, errClosed
	}
	return t.d.iterator(spaceTree, start, end, reverse), nil
}

// Close leaves the disk open: three trees share it.
func (t treeSpace) Close() error                         { return nil }
func (t treeSpace) NewBatch() corestore.Batch            { return &batch{d: t.d} }
func (t treeSpace) NewBatchWithSize(int) corestore.Batch { return &batch{d: t.d} }

// batch collects IAVL's writes until it asks for them to be put down: Write is IAVL's early flush
// of a version above the flush threshold (or its importer), WriteSync ends a version.
type batch struct {
	d     *disk
	ops   []op
	bytes int
	done  bool
}

var errBatchDone = errors.New("batch has been written or closed")

func (b *batch) Set(key, value []byte) error {
	if value == nil {
		return errors.New("nil value")
	}
	return b.add(key, value)
}

func (b *batch) Delete(key []byte) error { return b.add(key, nil) }

func (b *batch) add(key, value []byte) error {
	if b.done {
		return errBatchDone
	}
	b.ops = append(b.ops, op{key: spaced(spaceTree, key), value: value})
	b.bytes += len(key) + len(value) + 1
	return nil
}

func (b *batch) Write() error { return b.put(func() error { return b.d.write(b.ops, true) }) }

func (b *batch) WriteSync() error { return b.put(func() error { return b.d.writeVersion(b.ops) }) }

func (b *batch) put(write func() error) error {
	if b.done {
		return errBatchDone
	}
	if err := write(); err != nil {
		return err
	}
	b.done = true
	return nil
}

func (b *batch) Close() error              { b.done, b.ops = true, nil; return nil }
func (b *batch) GetByteSize() (int, error) { return b.bytes, nil }
