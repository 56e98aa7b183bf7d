package state

import (
	"crypto/sha256"
	"math/bits"
)

// Log is an append-only list per K whose completeness is proved by one leaf (rulings E9): the head
// holds the count and the RFC 6962 root over the entries, and the frontier, the roots of the
// complete subtrees from left to right, so that an append is O(log n). Entries lie under their own
// collection, keyed by K and index, so that queries can list them; whoever has all entries and a
// proof of the head knows that none is missing. An entry is never changed or deleted.
type Log[K comparable] struct {
	heads   Map[K, logHead]
	entries Map[logKey[K], logEntry]
}

type logHead struct {
	Count    uint64
	Root     [32]byte
	Frontier [][32]byte `max:"64"`
}

type logKey[K comparable] struct {
	Of    K
	Index uint64
}

type logEntry struct {
	Bytes []byte `max:"65536"`
}

// LogHead is what the head leaf says: how many entries, and their RFC 6962 root.
type LogHead struct {
	Count uint64
	Root  [32]byte
}

// NewLog declares a log: the heads are collection number heads, the entries number entries.
func NewLog[K comparable](chapter, heads, entries byte, name, doc string) Log[K] {
	return Log[K]{
		heads: NewMap[K, logHead](chapter, heads, name, doc),
		entries: NewMap[logKey[K], logEntry](chapter, entries, name+"/entries",
			"Entries of the append-only log "+name+", by index from 0."),
	}
}

// Name is the log's unique name.
func (l Log[K]) Name() string { return l.heads.Name() }

// Descriptors describes the two collections of the log: heads, entries.
func (l Log[K]) Descriptors() []Collection {
	return []Collection{l.heads.Descriptor(), l.entries.Descriptor()}
}

// HeadKey is the key of the one leaf that proves the log, also by its absence.
func (l Log[K]) HeadKey(k K) []byte { return l.heads.Key(k) }

// DecodeHead reads the value of a head leaf, for verifiers.
func (l Log[K]) DecodeHead(value []byte) (LogHead, error) {
	h, err := l.heads.DecodeValue(value)
	return LogHead{Count: h.Count, Root: h.Root}, err
}

// Append adds an entry of at most 65,536 bytes and returns its index. It is two writes.
func (l Log[K]) Append(s Store, k K, entry []byte) (index uint64) {
	h, _ := l.heads.Get(s, k)
	index = h.Count
	l.entries.Set(s, logKey[K]{Of: k, Index: index}, logEntry{Bytes: entry})
	node := leafHash(entry)
	frontier := h.Frontier
	// a complete subtree to the left is merged for every low one bit
	for n := index; n&1 == 1; n >>= 1 {
		node = nodeHash(frontier[len(frontier)-1], node)
		frontier = frontier[:len(frontier)-1]
	}
	h = logHead{Count: index + 1, Frontier: append(frontier, node)}
	h.Root = foldFrontier(h.Frontier)
	l.heads.Set(s, k, h)
	return index
}

// Head is the count and root; the root of an empty log is SHA-256 of no bytes.
func (l Log[K]) Head(r Reader, k K) (count uint64, root [32]byte) {
	h, ok := l.heads.Get(r, k)
	if !ok {
		return 0, sha256.Sum256(nil)
	}
	return h.Count, h.Root
}

// Entry is the entry at an index.
func (l Log[K]) Entry(r Reader, k K, index uint64) ([]byte, bool) {
	e, ok := l.entries.Get(r, logKey[K]{Of: k, Index: index})
	return e.Bytes, ok
}

// Each visits the entries from an index on, in order, until fn returns false.
func (l Log[K]) Each(r Reader, k K, from uint64, fn func(index uint64, entry []byte) bool) {
	l.entries.EachFrom(r, []any{k}, logKey[K]{Of: k, Index: from},
		func(at logKey[K], e logEntry) bool {
			return fn(at.Index, e.Bytes)
		})
}

// LogRoot is the RFC 6962 root of a whole list, as its section 2.1 defines it.
func LogRoot(entries [][]byte) [32]byte {
	switch n := len(entries); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leafHash(entries[0])
	default:
		k := 1 << (bits.Len(uint(n-1)) - 1) // the largest power of two below n
		return nodeHash(LogRoot(entries[:k]), LogRoot(entries[k:]))
	}
}

func foldFrontier(f [][32]byte) [32]byte {
	root := f[len(f)-1]
	for i := len(f) - 2; i >= 0; i-- {
		root = nodeHash(f[i], root)
	}
	return root
}

func leafHash(entry []byte) [32]byte {
	b := make([]byte, 1+len(entry))
	copy(b[1:], entry)
	return sha256.Sum256(b)
}

func nodeHash(left, right [32]byte) [32]byte {
	b := make([]byte, 65)
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return sha256.Sum256(b)
}
