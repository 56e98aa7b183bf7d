package state

import (
	"bytes"
	"fmt"
	"reflect"
)

// marker is the value of an index key: nothing is stored empty (rulings E9).
const marker byte = 1

// Index is a set of keys: a second order over records of a Map, or plain membership.
type Index[K comparable] struct{ m Map[K, struct{}] }

// NewIndex declares a set.
func NewIndex[K comparable](chapter, collection byte, name, doc string) Index[K] {
	plan := planKey(reflect.TypeFor[K]())
	return Index[K]{m: Map[K, struct{}]{plan: plan, d: Collection{Chapter: chapter, Number: collection,
		Name: name, Doc: doc, Key: plan.String(), Value: "marker 0x01"}}}
}

// Name is the index's unique name.
func (x Index[K]) Name() string { return x.m.d.Name }

// Descriptor describes the index.
func (x Index[K]) Descriptor() Collection { return x.m.d }

// Key is the full key of a member, for proofs.
func (x Index[K]) Key(k K) []byte { return x.m.Key(k) }

// DecodeKey is the inverse of Key.
func (x Index[K]) DecodeKey(key []byte) (K, error) { return x.m.DecodeKey(key) }

// Add makes k a member.
func (x Index[K]) Add(s Store, k K) { s.Set(x.Key(k), []byte{marker}) }

// Remove ends the membership of k.
func (x Index[K]) Remove(s Store, k K) { s.Delete(x.Key(k)) }

// Has says whether k is a member.
func (x Index[K]) Has(r Reader, k K) bool { return x.m.Has(r, k) }

// Each visits all members in key order until fn returns false.
func (x Index[K]) Each(r Reader, fn func(K) bool) { x.EachPrefix(r, nil, fn) }

// EachPrefix visits the members whose key starts with the given components, in key order.
func (x Index[K]) EachPrefix(r Reader, prefix []any, fn func(K) bool) {
	start := x.m.prefix(prefix)
	x.walk(r, start, prefixEnd(start), fn)
}

// After is one page of members under a prefix that come after the given one (from the start when
// nil), and whether more follow.
func (x Index[K]) After(r Reader, prefix []any, after *K, limit int) (page []K, more bool) {
	start := x.m.prefix(prefix)
	end := prefixEnd(start)
	if after != nil {
		start = later(start, append(x.Key(*after), 0))
	}
	x.walk(r, start, end, func(k K) bool {
		if len(page) >= limit {
			more = true
			return false
		}
		page = append(page, k)
		return true
	})
	return page, more
}

// Behind is After from the other end: members that come before the given one (from the last when
// nil), the highest first.
func (x Index[K]) Behind(r Reader, prefix []any, before *K, limit int) (page []K, more bool) {
	start := x.m.prefix(prefix)
	end := prefixEnd(start)
	if before != nil {
		end = sooner(end, x.Key(*before))
	}
	if len(end) > 0 && bytes.Compare(start, end) >= 0 {
		return nil, false
	}
	r.IterateReverse(start, end, func(key, value []byte) bool {
		if len(page) >= limit {
			more = true
			return false
		}
		page = append(page, x.m.mustKey(key))
		return true
	})
	return page, more
}

func (x Index[K]) walk(r Reader, start, end []byte, fn func(K) bool) {
	r.Iterate(start, end, func(key, value []byte) bool {
		if len(value) != 1 || value[0] != marker {
			panic(Fault{Err: fmt.Errorf("index %s holds %x under %x", x.m.d.Name, value, key)})
		}
		return fn(x.m.mustKey(key))
	})
}
