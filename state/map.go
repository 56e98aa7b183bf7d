package state

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Map is a typed collection: records of type V under keys of type K. K is a string, an unsigned
// integer of fixed width, a byte array, or a struct of those. A Map is a value without state; it is
// declared once in a chapter's keys.go.
type Map[K comparable, V any] struct {
	d     Collection
	plan  keyPlan
	codec codec[V]
}

// Entry is one record of a page.
type Entry[K comparable, V any] struct {
	Key   K
	Value V
}

// NewMap declares a collection. Doc is one sentence that says what a record is. A key type that
// cannot be laid out panics.
func NewMap[K comparable, V any](chapter, collection byte, name, doc string) Map[K, V] {
	plan := planKey(reflect.TypeFor[K]())
	return Map[K, V]{
		plan:  plan,
		codec: newCodec[V](),
		d: Collection{Chapter: chapter, Number: collection, Name: name, Doc: doc, Version: 1,
			Key: plan.String(), Value: layout(reflect.TypeFor[V]())},
	}
}

// Older teaches readers a value version that is no longer written; the version written is the one
// after the newest such. Decode gets the bytes after the version byte.
func (m Map[K, V]) Older(version byte, decode func([]byte) (V, error)) Map[K, V] {
	m.codec = m.codec.with(version, decode)
	m.d.Version = m.codec.version
	return m
}

// Name is the collection's unique name.
func (m Map[K, V]) Name() string { return m.d.Name }

// Descriptor describes the collection.
func (m Map[K, V]) Descriptor() Collection { return m.d }

// Key is the full key of a record, for proofs.
func (m Map[K, V]) Key(k K) []byte {
	b := make([]byte, 2, 48)
	b[0], b[1] = m.d.Chapter, m.d.Number
	return m.plan.encode(b, reflect.ValueOf(&k).Elem())
}

// DecodeKey is the inverse of Key. It accepts exactly what Key makes.
func (m Map[K, V]) DecodeKey(key []byte) (K, error) {
	var k K
	if len(key) < 2 || key[0] != m.d.Chapter || key[1] != m.d.Number {
		return k, fmt.Errorf("%w: %s", errKey, m.d.Name)
	}
	err := m.plan.decode(key[2:], reflect.ValueOf(&k).Elem())
	if err != nil {
		var zero K
		return zero, fmt.Errorf("%s: %w", m.d.Name, err)
	}
	return k, nil
}

// DecodeValue reads stored bytes, of the written version or an older one.
func (m Map[K, V]) DecodeValue(b []byte) (V, error) { return m.codec.decode(b) }

// Get reads a record; (zero, false) when there is none.
func (m Map[K, V]) Get(r Reader, k K) (V, bool) {
	key := m.Key(k)
	b, ok := r.Get(key)
	if !ok {
		var zero V
		return zero, false
	}
	return m.codec.recall(memoOf(r), m.d.Name, key, b), true
}

// Has says whether a record exists.
func (m Map[K, V]) Has(r Reader, k K) bool {
	_, ok := r.Get(m.Key(k))
	return ok
}

// Set writes a record. A value beyond the limits of its type panics: a rule checks before it
// writes.
func (m Map[K, V]) Set(s Store, k K, v V) { s.Set(m.Key(k), m.codec.encode(m.d.Name, v)) }

// Delete removes a record.
func (m Map[K, V]) Delete(s Store, k K) { s.Delete(m.Key(k)) }

// Each visits all records in key order until fn returns false.
func (m Map[K, V]) Each(r Reader, fn func(K, V) bool) { m.EachPrefix(r, nil, fn) }

// EachPrefix visits the records whose key starts with the given components, in key order. A
// component has the type of the key's field; a nested struct may be given whole.
func (m Map[K, V]) EachPrefix(r Reader, prefix []any, fn func(K, V) bool) {
	start := m.prefix(prefix)
	m.walk(r, start, prefixEnd(start), fn)
}

// EachFrom visits the records from a key on (included) in key order, within the given prefix.
func (m Map[K, V]) EachFrom(r Reader, prefix []any, from K, fn func(K, V) bool) {
	start := m.prefix(prefix)
	m.walk(r, later(start, m.Key(from)), prefixEnd(start), fn)
}

// Last is the record with the highest key under a prefix.
func (m Map[K, V]) Last(r Reader, prefix []any) (k K, v V, ok bool) {
	start := m.prefix(prefix)
	return m.last(r, start, prefixEnd(start))
}

// Before is the record with the highest key below end under a prefix.
func (m Map[K, V]) Before(r Reader, prefix []any, end K) (k K, v V, ok bool) {
	return m.last(r, m.prefix(prefix), m.Key(end))
}

func (m Map[K, V]) last(r Reader, start, end []byte) (k K, v V, ok bool) {
	if len(end) > 0 && bytes.Compare(start, end) >= 0 {
		return k, v, false
	}
	memo := memoOf(r)
	r.IterateReverse(start, end, func(key, value []byte) bool {
		k, v, ok = m.mustKey(key), m.codec.recall(memo, m.d.Name, key, value), true
		return false
	})
	return k, v, ok
}

// After is one page: at most limit records under a prefix whose key comes after the given one (from
// the start when nil), and whether more follow.
func (m Map[K, V]) After(r Reader, prefix []any, after *K, limit int) (page []Entry[K, V],
	more bool) {
	start := m.prefix(prefix)
	end := prefixEnd(start)
	if after != nil {
		start = later(start, append(m.Key(*after), 0))
	}
	m.walk(r, start, end, func(k K, v V) bool {
		if len(page) >= limit {
			more = true
			return false
		}
		page = append(page, Entry[K, V]{Key: k, Value: v})
		return true
	})
	return page, more
}

// Behind is After from the other end: at most limit records under a prefix whose key comes before
// the given one (from the last when nil), the highest key first.
func (m Map[K, V]) Behind(r Reader, prefix []any, before *K, limit int) (page []Entry[K, V],
	more bool) {
	start := m.prefix(prefix)
	end := prefixEnd(start)
	if before != nil {
		end = sooner(end, m.Key(*before))
	}
	if len(end) > 0 && bytes.Compare(start, end) >= 0 {
		return nil, false
	}
	r.IterateReverse(start, end, func(key, value []byte) bool {
		if len(page) >= limit {
			more = true
			return false
		}
		page = append(page, Entry[K, V]{Key: m.mustKey(key), Value: m.codec.must(m.d.Name, key, value)})
		return true
	})
	return page, more
}

// sooner is the end that comes first; an empty one is the end of everything.
func sooner(a, b []byte) []byte {
	if len(a) > 0 && bytes.Compare(a, b) < 0 {
		return a
	}
	return b
}

func later(a, b []byte) []byte {
	if bytes.Compare(a, b) < 0 {
		return b
	}
	return a
}

func (m Map[K, V]) prefix(values []any) []byte {
	return m.plan.prefix([]byte{m.d.Chapter, m.d.Number}, values)
}

func (m Map[K, V]) walk(r Reader, start, end []byte, fn func(K, V) bool) {
	if len(end) > 0 && bytes.Compare(start, end) >= 0 {
		return
	}
	memo := memoOf(r)
	r.Iterate(start, end, func(key, value []byte) bool {
		return fn(m.mustKey(key), m.codec.recall(memo, m.d.Name, key, value))
	})
}

func (m Map[K, V]) mustKey(key []byte) K {
	k, err := m.DecodeKey(key)
	if err != nil {
		faultf("key %x: %w", key, err)
	}
	return k
}

// codec is version byte and wire RLP of one value type.
type codec[V any] struct {
	version byte
	older   map[byte]func([]byte) (V, error)
	clone   cloner
	clones  bool // clone is known
}

func newCodec[V any]() codec[V] {
	clone, ok := planClone(reflect.TypeFor[V]())
	return codec[V]{version: 1, clone: clone, clones: ok}
}

func (c codec[V]) with(version byte, decode func([]byte) (V, error)) codec[V] {
	if version == 0 || version == 255 || c.older[version] != nil {
		panic(fmt.Sprintf("state: value version %d cannot be added", version))
	}
	older := map[byte]func([]byte) (V, error){version: decode}
	for v, f := range c.older {
		older[v] = f
	}
	c.version, c.older = max(c.version, version+1), older
	return c
}

func (c codec[V]) encode(name string, v V) []byte {
	b, err := wire.Encode(&v)
	if err != nil {
		panic(fmt.Sprintf("state: value of %s: %v", name, err))
	}
	return append([]byte{c.version}, b...)
}

func (c codec[V]) decode(b []byte) (v V, err error) {
	if len(b) == 0 {
		return v, fmt.Errorf("empty value")
	}
	if b[0] == c.version {
		err = wire.DecodeTrusted(b[1:], &v)
		return v, err
	}
	if f := c.older[b[0]]; f != nil {
		return f(b[1:])
	}
	return v, fmt.Errorf("value version %d is not known to this program", b[0])
}

func (c codec[V]) must(name string, key, b []byte) V {
	v, err := c.decode(b)
	if err != nil {
		faultf("value of %s under %x: %w", name, key, err)
	}
	return v
}
