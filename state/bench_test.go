package state

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"testing"
)

// BenchmarkCommit is one version of 1,000 sets, half of them of new keys, synced: keys of 24 random
// bytes, values of 64, as the engine's measurements have it.
func BenchmarkCommit(b *testing.B) {
	d, err := Open(Options{Dir: b.TempDir() + "/s", Sync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	var n uint64
	next := func(n uint64) []byte {
		h := sha256.Sum256(binary.BigEndian.AppendUint64(nil, n))
		return h[:24]
	}
	version := func(sets int) {
		o := NewOverlay(d.View())
		for i := range sets {
			k := n
			if i%2 == 1 {
				k = n * 7919 % (n + 1)
			} else {
				n++
			}
			h := sha256.Sum256(binary.BigEndian.AppendUint64(next(k), n))
			o.Set(next(k), append(h[:], h[:]...))
		}
		d.Apply(o)
		if err := d.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	for range 10 {
		version(10_000)
	}
	for b.Loop() {
		version(1_000)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "µs/set")
}

// BenchmarkGet reads one typed record through a transaction's overlay, a block's overlay and the
// view: what every transaction does with its author's account.
func BenchmarkGet(b *testing.B) {
	d := openMem(b)
	o := NewOverlay(d.View())
	for i := range 10_000 {
		k := wideKey{In: inner{"party", string(rune('a' + i%26))}, Seq: uint64(i)}
		wide.Set(o, k, record{Title: "account", Amount: 5, Parts: []part{{1, 2}, {3, 4}}})
	}
	d.Apply(o)
	if err := d.Commit(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		paper := NewOverlay(NewOverlay(d.View()))
		if _, ok := wide.Get(paper, wideKey{In: inner{"party", "c"}, Seq: 28}); !ok {
			b.Fatal("missing")
		}
	}
}

// BenchmarkGetCold reads keys that no cache of values holds, through the tree.
func BenchmarkGetCold(b *testing.B) {
	d := openMem(b)
	w := model{}
	for i := range 20_000 {
		w[string(binary.BigEndian.AppendUint64(nil, uint64(i)*2654435761))] = "value"
	}
	commit(b, d, w)
	v, err := d.ViewAt(1)
	if err != nil {
		b.Fatal(err)
	}
	u := *v
	u.cache = nil
	var i uint64
	for b.Loop() {
		if _, ok := u.Get(binary.BigEndian.AppendUint64(nil, i%20_000*2654435761)); !ok {
			b.Fatal("missing")
		}
		i++
	}
}

// BenchmarkPrune is one height pruned of a store that keeps so many heights: what a block's pruning
// costs must not grow with how many are kept.
func BenchmarkPrune(b *testing.B) {
	for _, kept := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(kept), func(b *testing.B) {
			d, err := Open(Options{Dir: b.TempDir() + "/s"})
			if err != nil {
				b.Fatal(err)
			}
			defer d.Close()
			n := uint64(0)
			version := func(sets int) {
				o := NewOverlay(d.View())
				for range sets {
					h := sha256.Sum256(binary.BigEndian.AppendUint64(nil, n*7919%50_000))
					n++
					o.Set(h[:24], binary.BigEndian.AppendUint64(nil, n))
				}
				d.Apply(o)
				if err := d.Commit(); err != nil {
					b.Fatal(err)
				}
			}
			version(50_000)
			for range kept {
				version(10)
			}
			for b.Loop() {
				b.StopTimer()
				version(10)
				b.StartTimer()
				if n, err := d.Prune(d.Version(), 1); n != 1 || err != nil {
					b.Fatal(n, err)
				}
			}
		})
	}
}
