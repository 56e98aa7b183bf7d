package state

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"testing"
)

// model is the naive oracle: a plain map.
type model map[string]string

func (m model) keys() []string { return slices.Sorted(maps.Keys(m)) }

func openMem(t testing.TB) *DB {
	t.Helper()
	d, err := Open(Options{InMemory: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func openDir(t testing.TB, o Options) *DB {
	t.Helper()
	if o.MemTableBytes == 0 {
		o.MemTableBytes = 8 << 20
	}
	d, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// commit applies writes as the next height; an empty string deletes.
func commit(t testing.TB, d *DB, writes model) [32]byte {
	t.Helper()
	o := NewOverlay(d.View())
	fill(o, writes)
	root := d.Apply(o)
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	if d.Root() != root {
		t.Fatalf("root after commit %x, working root was %x", d.Root(), root)
	}
	return root
}

func fill(s Store, writes model) {
	for _, k := range writes.keys() {
		if writes[k] == "" {
			s.Delete([]byte(k))
		} else {
			s.Set([]byte(k), []byte(writes[k]))
		}
	}
}

func (m model) apply(writes model) {
	for k, v := range writes {
		if v == "" {
			delete(m, k)
		} else {
			m[k] = v
		}
	}
}

// block is the deterministic content of one height: about n writes among 2,000 keys, a quarter of
// them deletions.
func block(seed int64, height uint64, n int) model {
	r := rand.New(rand.NewSource(seed*1_000_003 + int64(height)))
	w := model{}
	for range n {
		k := fmt.Sprintf("\x01\x02key%04d", r.Intn(2000))
		if r.Intn(4) == 0 {
			w[k] = ""
		} else {
			w[k] = fmt.Sprintf("value %d of %d", r.Intn(1_000_000), height)
		}
	}
	return w
}

// sameAs compares every key of a reader, by walking and by getting, with the oracle.
func sameAs(t testing.TB, r Reader, want model) {
	t.Helper()
	got := model{}
	var last []byte
	r.Iterate(nil, nil, func(k, v []byte) bool {
		if last != nil && bytes.Compare(last, k) >= 0 {
			t.Fatalf("%x comes after %x", k, last)
		}
		last = bytes.Clone(k)
		got[string(k)] = string(v)
		return true
	})
	if !maps.Equal(got, want) {
		t.Fatalf("walk gives %d keys, want %d, or values differ", len(got), len(want))
	}
	for k, v := range want {
		if b, ok := r.Get([]byte(k)); !ok || string(b) != v {
			t.Fatalf("%q is %q %v, want %q", k, b, ok, v)
		}
	}
}
