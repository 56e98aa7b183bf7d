package state

import (
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"testing"
)

func TestOverlayTable(t *testing.T) {
	base := NewMemStore()
	fill(base, model{"a": "1", "b": "2", "c": "3"})
	o := NewOverlay(base)
	fill(o, model{"a": "1", "b": "", "c": "4", "d": "5", "e": ""})
	if n := o.Writes(); n != 3 { // a is unchanged, e was never there
		t.Fatalf("%d writes, want 3", n)
	}
	sameAs(t, o, model{"a": "1", "c": "4", "d": "5"})
	sameAs(t, base, model{"a": "1", "b": "2", "c": "3"})
	o.Flush(base)
	sameAs(t, base, model{"a": "1", "c": "4", "d": "5"})
	if n := o.Writes(); n != 0 {
		t.Fatalf("%d writes after the flush, want 0", n)
	}
	o.Set([]byte("z"), []byte("9"))
	o.Discard()
	sameAs(t, o, model{"a": "1", "c": "4", "d": "5"})
}

func TestOverlayRefusesEmpty(t *testing.T) {
	for name, fn := range map[string]func(){
		"value": func() { NewMemStore().Set([]byte("k"), nil) },
		"bytes": func() { NewOverlay(NewMemStore()).Set([]byte("k"), []byte{}) },
		"key":   func() { NewMemStore().Set(nil, []byte("v")) },
		"del":   func() { NewMemStore().Delete(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if p := recover(); p == nil {
					t.Fatal("accepted")
				} else if _, is := p.(Fault); is {
					t.Fatal("a mistake of a rule must not be a store fault")
				}
			}()
			fn()
		})
	}
}

// recorder notes the order of flushed keys.
type recorder struct {
	*MemStore
	keys []string
}

func (r *recorder) Set(k, v []byte) { r.keys = append(r.keys, string(k)); r.MemStore.Set(k, v) }
func (r *recorder) Delete(k []byte) { r.keys = append(r.keys, string(k)); r.MemStore.Delete(k) }

func TestFlushIsSorted(t *testing.T) {
	o := NewOverlay(NewMemStore())
	for i := range 500 {
		o.Set(fmt.Appendf(nil, "%d", i*7919%500), []byte("v"))
	}
	r := &recorder{MemStore: NewMemStore()}
	o.Flush(r)
	if len(r.keys) != 500 || !slices.IsSorted(r.keys) {
		t.Fatalf("%d keys flushed, sorted %v", len(r.keys), slices.IsSorted(r.keys))
	}
}

// TestOverlayAgainstMap plays random operations on overlays three deep above a tree, and the same
// on maps.
func TestOverlayAgainstMap(t *testing.T) {
	for seed := range int64(60) {
		r := rand.New(rand.NewSource(seed))
		d := openMem(t)
		base := model{}
		for range 40 {
			base[randKey(r)] = "base"
		}
		commit(t, d, base)
		readers := []Reader{d.View()}
		models := []model{base}
		for range 300 {
			top := len(readers) - 1
			o, _ := readers[top].(*Overlay)
			switch n := r.Intn(12); {
			case n == 0 && top < 3:
				readers = append(readers, NewOverlay(readers[top]))
				models = append(models, maps.Clone(models[top]))
			case n == 1 && top > 1:
				if r.Intn(2) == 0 {
					o.Flush(readers[top-1].(*Overlay))
					models[top-1] = models[top]
				}
				readers, models = readers[:top], models[:top]
			case n < 4 && o != nil:
				k := randKey(r)
				o.Delete([]byte(k))
				delete(models[top], k)
			case n < 10 && o != nil:
				k, v := randKey(r), fmt.Sprint(r.Intn(3))
				o.Set([]byte(k), []byte(v))
				models[top][k] = v
			default:
				compareRange(t, readers[top], models[top], randKey(r), randKey(r), r.Intn(9))
			}
		}
		for i := range readers {
			sameAs(t, readers[i], models[i])
		}
		_ = d.Close()
	}
}

func randKey(r *rand.Rand) string {
	b := make([]byte, 1+r.Intn(2))
	for i := range b {
		b[i] = []byte{0, 1, 'a', 'b', 'c', 0xFE, 0xFF}[r.Intn(7)]
	}
	return string(b)
}

func compareRange(t *testing.T, r Reader, m model, start, end string, limit int) {
	t.Helper()
	var want, got, back []string
	for _, k := range m.keys() {
		if k >= start && k < end {
			want = append(want, k+"="+m[k])
		}
	}
	reversed := slices.Clone(want)
	slices.Reverse(reversed)
	r.Iterate([]byte(start), []byte(end), func(k, v []byte) bool {
		got = append(got, string(k)+"="+string(v))
		return len(got) != limit
	})
	r.IterateReverse([]byte(start), []byte(end), func(k, v []byte) bool {
		back = append(back, string(k)+"="+string(v))
		return len(back) != limit
	})
	if limit > 0 && limit < len(want) {
		want, reversed = want[:limit], reversed[:limit]
	}
	if !slices.Equal(got, want) || !slices.Equal(back, reversed) {
		t.Fatalf("[%q,%q) limit %d: got %q and %q, want %q", start, end, limit, got, back, want)
	}
}

func TestWriteWhileWalking(t *testing.T) {
	base := NewMemStore()
	fill(base, model{"a": "1", "b": "2", "c": "3", "d": "4"})
	o := NewOverlay(base)
	fill(o, model{"bb": "5"})
	var seen []string
	o.Iterate(nil, nil, func(k, v []byte) bool {
		seen = append(seen, string(k)+string(v))
		o.Delete([]byte("bb"))
		o.Delete([]byte("c"))
		o.Set([]byte("d"), []byte("new"))
		o.Set([]byte("e"), []byte("later"))
		return true
	})
	if want := []string{"a1", "b2", "dnew"}; !slices.Equal(seen, want) {
		t.Fatalf("saw %q, want %q", seen, want)
	}
}
