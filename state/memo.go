package state

import (
	"reflect"
	"slices"
)

// Memo remembers what was read of a Reader that does not change, and what its records decode to,
// for as long as one block is executed: the papers of a block ask for the same agreements, rights
// and intervals over and over. It answers exactly as the Reader does. Not safe for concurrent use.
type Memo struct {
	base  Reader
	walks map[string]*walked
	// By the address of the stored bytes, which nobody changes and the entry keeps alive: another
	// value of the same key has other bytes.
	records map[*byte]remembered
}

// remembered is a decoded value beside the bytes it was read from.
type remembered struct {
	raw   []byte
	value any
}

// walked is how a walk begins: its first records, and whether there are no more.
type walked struct {
	keys, values [][]byte
	whole        bool
}

// Bounds of a memo: of one walk, and of everything before it begins anew.
const (
	memoWalk    = 16
	memoEntries = 1 << 15
)

// NewMemo returns an empty memo of a Reader.
func NewMemo(base Reader) *Memo {
	m := &Memo{base: base}
	m.Reset()
	return m
}

// Reset forgets everything.
func (m *Memo) Reset() { m.walks, m.records = map[string]*walked{}, map[*byte]remembered{} }

// Get implements Reader.
func (m *Memo) Get(key []byte) ([]byte, bool) { return m.base.Get(key) }

// Iterate implements Reader.
func (m *Memo) Iterate(start, end []byte, fn func(key, value []byte) bool) {
	m.walk('>', start, end, fn, func(last []byte, fn func(key, value []byte) bool) {
		if last != nil {
			start = append(slices.Clone(last), 0)
		}
		m.base.Iterate(start, end, fn)
	})
}

// IterateReverse implements Reader.
func (m *Memo) IterateReverse(start, end []byte, fn func(key, value []byte) bool) {
	m.walk('<', start, end, fn, func(last []byte, fn func(key, value []byte) bool) {
		if last != nil {
			end = last
		}
		m.base.IterateReverse(start, end, fn)
	})
}

// walk tells what is remembered of a walk and goes on in the Reader behind the last record told.
func (m *Memo) walk(way byte, start, end []byte, fn func(key, value []byte) bool,
	behind func(last []byte, fn func(key, value []byte) bool)) {
	name := append(append([]byte{way, byte(len(start) >> 8), byte(len(start))}, start...), end...)
	w := m.walks[string(name)]
	if w == nil {
		w = &walked{}
		m.room()
		m.walks[string(name)] = w
	}
	var last []byte
	for i, k := range w.keys {
		if !fn(k, w.values[i]) {
			return
		}
		last = k
	}
	if w.whole {
		return
	}
	told, stopped := len(w.keys), false
	behind(last, func(k, v []byte) bool {
		if told++; told <= memoWalk && len(w.keys) == told-1 {
			w.keys, w.values = append(w.keys, k), append(w.values, v)
		}
		stopped = !fn(k, v)
		return !stopped
	})
	w.whole = !stopped && told == len(w.keys)
}

func (m *Memo) room() {
	if len(m.walks)+len(m.records) >= memoEntries {
		m.Reset()
	}
}

func (m *Memo) memo() *Memo { return m }

// memoOf is the memo at the bottom of a Reader, if there is one.
func memoOf(r Reader) *Memo {
	if over, ok := r.(interface{ memo() *Memo }); ok {
		return over.memo()
	}
	return nil
}

// recall returns what raw decodes to: a clone of what it decoded to before, where that is
// remembered. Rules change records in place before they write them, or are refused.
func (c codec[V]) recall(m *Memo, name string, key, raw []byte) V {
	if m == nil || !c.clones || len(raw) == 0 {
		return c.must(name, key, raw)
	}
	at := &raw[0]
	if was, ok := m.records[at]; ok && len(was.raw) == len(raw) {
		if v, ok := was.value.(V); ok {
			return c.own(v)
		}
	}
	v := c.must(name, key, raw)
	m.room()
	m.records[at] = remembered{raw, v}
	return c.own(v)
}

func (c codec[V]) own(v V) V {
	if c.clone != nil {
		c.clone(reflect.ValueOf(&v).Elem())
	}
	return v
}
