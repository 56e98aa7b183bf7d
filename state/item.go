package state

import "reflect"

// Item is a single typed record: a parameter set, a counter.
type Item[V any] struct {
	d     Collection
	codec codec[V]
}

// NewItem declares a single record with the two-byte key (chapter, collection).
func NewItem[V any](chapter, collection byte, name, doc string) Item[V] {
	return Item[V]{
		codec: newCodec[V](),
		d: Collection{Chapter: chapter, Number: collection, Name: name, Doc: doc, Version: 1,
			Value: layout(reflect.TypeFor[V]())},
	}
}

// Older teaches readers a value version that is no longer written, as Map.Older does.
func (i Item[V]) Older(version byte, decode func([]byte) (V, error)) Item[V] {
	i.codec = i.codec.with(version, decode)
	i.d.Version = i.codec.version
	return i
}

// Name is the item's unique name.
func (i Item[V]) Name() string { return i.d.Name }

// Descriptor describes the item.
func (i Item[V]) Descriptor() Collection { return i.d }

// Key is the item's key, for proofs.
func (i Item[V]) Key() []byte { return []byte{i.d.Chapter, i.d.Number} }

// DecodeValue reads stored bytes.
func (i Item[V]) DecodeValue(b []byte) (V, error) { return i.codec.decode(b) }

// Get reads the record; (zero, false) before the first Set.
func (i Item[V]) Get(r Reader) (V, bool) {
	b, ok := r.Get(i.Key())
	if !ok {
		var zero V
		return zero, false
	}
	return i.codec.recall(memoOf(r), i.d.Name, i.Key(), b), true
}

// Set writes the record.
func (i Item[V]) Set(s Store, v V) { s.Set(i.Key(), i.codec.encode(i.d.Name, v)) }

// Delete removes the record.
func (i Item[V]) Delete(s Store) { s.Delete(i.Key()) }
