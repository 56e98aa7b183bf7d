package state

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
)

// Reader is any readable view of state. Absence is (nil, false). Returned slices are shared:
// callers must not change them. I/O failure or corruption panics with Fault.
type Reader interface {
	Get(key []byte) ([]byte, bool)
	// Iterate walks [start, end) in ascending key order until fn returns false. A nil or empty bound
	// is open.
	Iterate(start, end []byte, fn func(key, value []byte) bool)
	// IterateReverse walks the same range in descending order.
	IterateReverse(start, end []byte, fn func(key, value []byte) bool)
}

// Store is a Reader that can be written. The slices given to Set and Delete must not be changed
// afterwards. Setting an empty value panics: ICS-23 cannot prove one (rulings E9).
type Store interface {
	Reader
	Set(key, value []byte)
	Delete(key []byte)
}

// Change is one net difference between an overlay and what is under it. Value nil is a deletion.
type Change struct{ Key, Value []byte }

// Overlay holds writes above a parent that it never touches. One transaction writes to one overlay;
// a refusal drops it, success flushes it into the block's overlay. Not safe for concurrent use.
type Overlay struct {
	parent Reader
	below  *Memo             // of the parent, if there is one
	writes map[string]Change // nil value: deleted
	// Their keys by collection: a walk of one puts no others in order.
	shelves map[[2]byte]*shelf
}

// shelf holds the written keys that begin with the same two bytes.
type shelf struct {
	sorted []string // in order, without those in fresh
	fresh  []string // written since sorted was made
}

// NewOverlay returns an empty overlay above parent, which may itself be an overlay.
func NewOverlay(parent Reader) *Overlay {
	return &Overlay{parent: parent, below: memoOf(parent), writes: map[string]Change{},
		shelves: map[[2]byte]*shelf{}}
}

func (o *Overlay) memo() *Memo { return o.below }

// Get returns the overlay's own value or the parent's.
func (o *Overlay) Get(key []byte) ([]byte, bool) {
	if w, ok := o.writes[string(key)]; ok {
		return w.Value, w.Value != nil
	}
	return o.parent.Get(key)
}

// Set writes a value that is not empty.
func (o *Overlay) Set(key, value []byte) {
	checkPair(key, value)
	o.put(key, value)
}

// Delete removes a key; a missing key is no error.
func (o *Overlay) Delete(key []byte) {
	checkKey(key)
	o.put(key, nil)
}

func (o *Overlay) put(key, value []byte) {
	k := string(key)
	_, known := o.writes[k]
	o.writes[k] = Change{key, value}
	if known {
		return
	}
	at := shelfOf(key)
	h := o.shelves[at]
	if h == nil {
		h = &shelf{}
		o.shelves[at] = h
	}
	h.fresh = append(h.fresh, k)
}

func shelfOf(key []byte) (at [2]byte) {
	copy(at[:], key)
	return at
}

func checkKey(key []byte) {
	if len(key) == 0 {
		panic("state: empty key")
	}
}

func checkPair(key, value []byte) {
	checkKey(key)
	if len(value) == 0 {
		panic(fmt.Sprintf("state: empty value for key %x (rulings E9)", key))
	}
}

// order brings sorted up to date. A few fresh keys are inserted, many are merged: a block
// alternates writes and walks, and sorting everything for each walk would be quadratic.
func (h *shelf) order() []string {
	if len(h.fresh) == 0 {
		return h.sorted
	}
	if len(h.fresh) <= 16 {
		for _, k := range h.fresh {
			i, _ := slices.BinarySearch(h.sorted, k)
			h.sorted = slices.Insert(h.sorted, i, k)
		}
	} else {
		slices.Sort(h.fresh)
		h.sorted = mergeSorted(h.sorted, h.fresh)
	}
	h.fresh = h.fresh[:0]
	return h.sorted
}

// order returns the shelves that may have keys in [start, end), in order.
func (o *Overlay) order(start, end []byte) []*shelf {
	low, high := shelfOf(start), shelfOf(end)
	if low == high && len(start) > 1 && len(end) > 1 {
		if h := o.shelves[low]; h != nil {
			return []*shelf{h}
		}
		return nil
	}
	var names [][2]byte
	for at := range o.shelves {
		past := bytes.Compare(at[:], high[:])
		// A shelf that begins as end does has keys below it only where end goes on behind.
		below := len(end) == 0 || past < 0 || past == 0 && (len(end) > 2 || high[1] == 0)
		if below && bytes.Compare(at[:], low[:]) >= 0 {
			names = append(names, at)
		}
	}
	slices.SortFunc(names, func(a, b [2]byte) int { return bytes.Compare(a[:], b[:]) })
	out := make([]*shelf, len(names))
	for i, at := range names {
		out[i] = o.shelves[at]
	}
	return out
}

func mergeSorted(a, b []string) []string {
	out := make([]string, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// within returns a copy of the overlay's keys in [start, end): fn may write while a walk is under
// way.
func (o *Overlay) within(start, end []byte) (out []string) {
	for _, h := range o.order(start, end) {
		keys := h.order()
		lo, hi := sort.SearchStrings(keys, string(start)), len(keys)
		if len(end) > 0 {
			hi = sort.SearchStrings(keys, string(end))
		}
		if lo < hi {
			out = append(out, keys[lo:hi]...)
		}
	}
	return out
}

// Iterate merges the overlay's writes with the parent. The keys visited are those present at the
// start of the walk, with the values of the moment they are visited; fn may write to the overlay.
func (o *Overlay) Iterate(start, end []byte, fn func(key, value []byte) bool) {
	own := o.within(start, end)
	if len(own) == 0 {
		o.parent.Iterate(start, end, o.through(fn))
		return
	}
	o.merge(own, func(a, b string) bool { return a < b }, fn, func(visit func(k, v []byte) bool) {
		o.parent.Iterate(start, end, visit)
	})
}

// IterateReverse is Iterate in descending order.
func (o *Overlay) IterateReverse(start, end []byte, fn func(key, value []byte) bool) {
	own := o.within(start, end)
	if len(own) == 0 {
		o.parent.IterateReverse(start, end, o.through(fn))
		return
	}
	slices.Reverse(own)
	o.merge(own, func(a, b string) bool { return a > b }, fn, func(visit func(k, v []byte) bool) {
		o.parent.IterateReverse(start, end, visit)
	})
}

// through tells what the parent holds, as the overlay holds it by then.
func (o *Overlay) through(fn func(k, v []byte) bool) func(k, v []byte) bool {
	return func(k, v []byte) bool {
		if w, ok := o.writes[string(k)]; ok {
			v = w.Value
		}
		return v == nil || fn(k, v)
	}
}

func (o *Overlay) merge(own []string, before func(a, b string) bool,
	fn func(k, v []byte) bool, parent func(visit func(k, v []byte) bool)) {
	goOn, visit := true, o.through(fn)
	emit := func(k string) {
		if w := o.writes[k]; w.Value != nil {
			goOn = fn(w.Key, w.Value)
		}
	}
	parent(func(k, v []byte) bool {
		for goOn && len(own) > 0 && before(own[0], string(k)) {
			emit(own[0])
			own = own[1:]
		}
		if !goOn {
			return false
		}
		if len(own) > 0 && own[0] == string(k) {
			own = own[1:]
		}
		goOn = visit(k, v)
		return goOn
	})
	for goOn && len(own) > 0 {
		emit(own[0])
		own = own[1:]
	}
}

// Changes returns the net differences from the parent in ascending key order: a write equal to the
// parent's value is none, because rewriting a value would change the root (engine pitfall 7).
func (o *Overlay) Changes() []Change { return o.changesFrom(o.parent) }

func (o *Overlay) changesFrom(base Reader) []Change {
	var out []Change
	for _, k := range o.within(nil, nil) {
		w := o.writes[k]
		old, ok := base.Get(w.Key)
		if (w.Value == nil && !ok) || (w.Value != nil && ok && bytes.Equal(w.Value, old)) {
			continue
		}
		out = append(out, w)
	}
	return out
}

// Writes is the number of distinct keys whose value differs from the parent's: what a kind's
// declared maximum is measured against (rulings E4).
func (o *Overlay) Writes() int { return len(o.Changes()) }

// Flush writes the net differences into a store in ascending key order. The overlay keeps its
// writes.
func (o *Overlay) Flush(into Store) { Write(into, o.Changes()) }

// Write writes changes into a store.
func Write(into Store, changes []Change) {
	for _, c := range changes {
		if c.Value == nil {
			into.Delete(c.Key)
		} else {
			into.Set(c.Key, c.Value)
		}
	}
}

// Reset drops every write, so that the overlay can be used again above the same parent.
func (o *Overlay) Reset() {
	clear(o.writes)
	for _, h := range o.shelves {
		h.sorted, h.fresh = h.sorted[:0], h.fresh[:0]
	}
}

// Discard drops every write.
func (o *Overlay) Discard() { o.Reset() }

// MemStore is a Store in memory, for tests of rules.
type MemStore struct{ o *Overlay }

// NewMemStore returns an empty store.
func NewMemStore() *MemStore { return &MemStore{o: NewOverlay(nothing{})} }

func (m *MemStore) Get(key []byte) ([]byte, bool) { return m.o.Get(key) }
func (m *MemStore) Set(key, value []byte)         { m.o.Set(key, value) }
func (m *MemStore) Delete(key []byte)             { m.o.Delete(key) }
func (m *MemStore) Iterate(start, end []byte, fn func(k, v []byte) bool) {
	m.o.Iterate(start, end, fn)
}
func (m *MemStore) IterateReverse(start, end []byte, fn func(k, v []byte) bool) {
	m.o.IterateReverse(start, end, fn)
}

// nothing is the empty Reader.
type nothing struct{}

func (nothing) Get([]byte) ([]byte, bool)                            { return nil, false }
func (nothing) Iterate(_, _ []byte, _ func(k, v []byte) bool)        {}
func (nothing) IterateReverse(_, _ []byte, _ func(k, v []byte) bool) {}
