package collect

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"github.com/suyuan-ledger/suyuan/state"
)

// The key spaces of the store, by first byte.
const (
	keyFormat   = 'F' // -> storeFormat
	keyName     = 'N' // -> random name of this store, part of every batch id
	keyDelivery = 'd' // id -> digest and answer
	keyChunk    = 'q' // group, seq -> leaves
	keyGroup    = 'g' // group -> group as JSON
	keyJob      = 'j' // seq -> Job as JSON
	keyPending  = 'p' // seq -> nothing, of jobs that are neither final nor refused
	keyJobID    = 'i' // id -> seq
	keySegment  = 's' // seq of the job -> compressed leaves
	keyFilter   = 'b' // seq of the job -> filter of the segment's keys
	keyWindow   = 'w' // product, stream, number, from -> to
	keyOffset   = 'o' // file -> how far it is read
	keyNonce    = 'n' // -> next nonce
	keyTotals   = 't' // name -> number
	keyEvent    = 'e' // run, time, digest -> event as it came
	keyArchive  = 'E' // as keyEvent, of runs that are no longer read
	keyRun      = 'R' // run, id of a record -> nothing
	keyStream   = 'S' // run -> how far its records have come
	keyRefused  = 'r' // seq -> nothing, of jobs that the ledger refused
	keyParked   = 'u' // what no rule names -> Parked as JSON
)

const storeFormat = "suyuan collector store, format 1"

// ErrInUse says that another process has the store open.
var ErrInUse = errors.New("the collector's store is in use")

// store is the disk of a collector.
type store struct {
	db   *badger.DB
	name string
}

// valueBytes is the size from which a value lies in the value log: segments do, which stay for
// years; chunks of the queue, which die young, go with the tables and are given back by compaction.
const valueBytes = 128 << 10

// openStore opens or makes the store. Memory is bounded: tables of 16 MB, what Badger keeps for
// building them, and 16 MB of cache. Such tables allow transactions of 2.4 MB, above what one write
// of the queue can be.
func openStore(dir string, readOnly bool) (*store, error) {
	o := badger.DefaultOptions(dir).WithLogger(nil).WithSyncWrites(true).WithMetricsEnabled(false).
		WithMemTableSize(16 << 20).WithNumMemtables(2).WithBlockCacheSize(8 << 20).
		WithIndexCacheSize(8 << 20).WithValueThreshold(valueBytes).WithValueLogFileSize(64 << 20).
		WithNumVersionsToKeep(1).WithCompression(options.None).WithNumCompactors(2).
		WithNumLevelZeroTables(2).WithDetectConflicts(false).WithReadOnly(readOnly)
	db, err := badger.Open(o)
	if err != nil && strings.Contains(err.Error(), "Create a new file") && !readOnly {
		// Nobody else has the store open, or the error would be another one.
		if err := state.RemoveEmptyLogs(dir); err != nil {
			return nil, err
		}
		db, err = badger.Open(o)
	}
	if err != nil {
		if strings.Contains(err.Error(), "Cannot acquire directory lock") {
			return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
		}
		return nil, fmt.Errorf("the collector's store %s cannot be opened: %w", dir, err)
	}
	s := &store{db: db}
	if err := s.stamp(readOnly); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// stamp refuses a store of another format and names a new one.
func (s *store) stamp(readOnly bool) error {
	format, ok, err := s.get([]byte{keyFormat})
	if err != nil {
		return err
	}
	if ok {
		if string(format) != storeFormat {
			return fmt.Errorf("the collector's store has a format this program does not know: %q", format)
		}
		name, _, err := s.get([]byte{keyName})
		s.name = string(name)
		return err
	}
	if readOnly {
		return errors.New("the folder holds no collector's store")
	}
	var b [4]byte
	if _, err := rand.Read(b[:]); err != nil {
		return err
	}
	s.name = hex.EncodeToString(b[:])
	return s.write(pair{[]byte{keyName}, []byte(s.name)}, pair{[]byte{keyFormat},
		[]byte(storeFormat)})
}

func (s *store) close() error { return s.db.Close() }

// pair is one change; a nil value deletes.
type pair struct{ key, value []byte }

// write makes all changes or none, on disk when it returns.
func (s *store) write(pairs ...pair) error {
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	for _, p := range pairs {
		var err error
		if p.value == nil {
			err = txn.Delete(p.key)
		} else {
			err = txn.Set(p.key, p.value)
		}
		if err != nil {
			return err
		}
	}
	return txn.Commit()
}

// get returns a copy of a value.
func (s *store) get(key []byte) (value []byte, ok bool, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		item, err := txn.Get(key)
		if errors.Is(err, badger.ErrKeyNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		value, err = item.ValueCopy(nil)
		return err
	})
	return value, ok, err
}

// each visits the keys of a prefix in order until fn returns false; from is the first key visited,
// nil for the first of the prefix. Values are read by the callback through item.
func (s *store) each(prefix, from []byte, values bool, fn func(key []byte,
	item *badger.Item) (bool, error)) error {
	return s.db.View(func(txn *badger.Txn) error {
		o := badger.DefaultIteratorOptions
		o.PrefetchValues, o.PrefetchSize, o.Prefix = values, 8, prefix
		it := txn.NewIterator(o)
		defer it.Close()
		if from == nil {
			from = prefix
		}
		for it.Seek(from); it.ValidForPrefix(prefix); it.Next() {
			more, err := fn(it.Item().KeyCopy(nil), it.Item())
			if err != nil || !more {
				return err
			}
		}
		return nil
	})
}

// last is the last key of a prefix that is below a bound, nil for none.
func (s *store) last(prefix, below []byte) (key, value []byte, err error) {
	err = s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Reverse: true})
		defer it.Close()
		it.Seek(below)
		if it.Valid() && string(it.Item().Key()) == string(below) {
			it.Next()
		}
		if !it.ValidForPrefix(prefix) {
			return nil
		}
		key = it.Item().KeyCopy(nil)
		value, err = it.Item().ValueCopy(nil)
		return err
	})
	return key, value, err
}

// collectGarbage gives back value-log files of which half is dead.
func (s *store) collectGarbage() {
	for s.db.RunValueLogGC(0.5) == nil {
	}
}

func keyOf(space byte, parts ...[]byte) []byte {
	return slices.Concat([]byte{space}, slices.Concat(parts...))
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func numberAt(b []byte) uint64 {
	if len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b[len(b)-8:])
}

func (s *store) getNumber(key []byte) (uint64, error) {
	b, _, err := s.get(key)
	return numberAt(b), err
}

func (s *store) getJSON(key []byte, v any) (bool, error) {
	b, ok, err := s.get(key)
	if err != nil || !ok {
		return false, err
	}
	return true, json.Unmarshal(b, v)
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // records of ours always have a JSON form
	}
	return b
}
