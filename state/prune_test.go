package state

import (
	"maps"
	"math/rand/v2"
	"testing"
)

func openKept(t *testing.T, every uint64) *DB {
	t.Helper()
	d, err := Open(Options{InMemory: true, KeepEvery: every})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// nodesOf counts the tree's records on disk.
func nodesOf(t *testing.T, d *DB) (n int) {
	t.Helper()
	err := d.disk.walk(spaceTree, []byte{'s'}, []byte{'t'}, false, func(_, _ []byte) bool {
		n++
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// After every pruning, every kept height reads as it was, and nothing else is left: a store that
// was made of the kept heights' nodes alone would have as many records.
func TestPruneKeepsWhatIsKept(t *testing.T) {
	for seed := uint64(1); seed <= 4; seed++ {
		random := rand.New(rand.NewPCG(seed, 7))
		d := openKept(t, []uint64{0, 7, 3, 1}[seed-1])
		state, at, roots := model{}, map[uint64]model{}, map[uint64][32]byte{}
		for h := uint64(1); h <= 40; h++ {
			w := block(int64(seed), h, 1+random.IntN(30))
			switch random.IntN(5) {
			case 0:
				w = model{}
			case 1:
				for k := range state {
					w[k] = ""
				}
			}
			state.apply(w)
			roots[h], at[h] = commit(t, d, w), maps.Clone(state)
			if h == 23 && seed < 4 {
				if ok, err := d.Keep(23); !ok || err != nil {
					t.Fatal(ok, err)
				}
			}
			if h > 4 && random.IntN(2) == 0 {
				if _, err := d.Prune(h-uint64(random.IntN(4)), 1+random.IntN(6)); err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
			}
			if h%4 != 0 {
				continue
			}
			seen := map[nodeKey]bool{}
			records := 0
			for k := uint64(1); k <= h; k++ {
				v, err := d.ViewAt(k)
				if keep := d.has(k); keep != (err == nil) {
					t.Fatalf("seed %d: height %d is kept %v, its view: %v", seed, k, keep, err)
				} else if !keep {
					continue
				}
				if v.Root() != roots[k] {
					t.Fatalf("seed %d: root of %d changed", seed, k)
				}
				sameAs(t, v, at[k])
				records += countNew(t, d, k, seen)
			}
			if n := nodesOf(t, d); n != records {
				t.Fatalf("seed %d, height %d: %d records for %d that are needed", seed, h, n, records)
			}
		}
		if _, err := d.Prune(40, 0); err != nil {
			t.Fatal(err)
		}
		for _, k := range d.Kept() {
			if k != 23 && k%d.o.KeepEvery != 0 {
				t.Fatalf("height %d was kept for every %d", k, d.o.KeepEvery)
			}
		}
	}
}

// countNew walks a height and counts the records it adds to those already seen.
func countNew(t *testing.T, d *DB, height uint64, seen map[nodeKey]bool) (n int) {
	t.Helper()
	root, err := d.rootOf(height)
	if err != nil {
		t.Fatal(err)
	}
	if root != (nodeKey{height, 1}) {
		n++ // the reference, or the mark of an empty tree
	}
	var walk func(k nodeKey)
	walk = func(k nodeKey) {
		if k.version == 0 || seen[k] {
			return
		}
		seen[k], n = true, n+1
		left, right, err := d.children(k)
		if err != nil {
			t.Fatal(err)
		}
		walk(left)
		walk(right)
	}
	walk(root)
	return n
}

func TestHeldHeightsStopPruning(t *testing.T) {
	d := openKept(t, 0)
	for h := uint64(1); h <= 20; h++ {
		commit(t, d, block(1, h, 10))
	}
	release, err := d.Hold(8)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := d.Prune(15, 0); err != nil || n != 7 || d.Earliest() != 8 {
		t.Fatalf("%d pruned, %v, earliest %d", n, err, d.Earliest())
	}
	release()
	release()
	if n, err := d.Prune(15, 3); err != nil || n != 3 || d.Earliest() != 11 {
		t.Fatalf("%d pruned, %v, earliest %d", n, err, d.Earliest())
	}
	if _, err := d.Hold(8); err == nil {
		t.Fatal("a pruned height was held")
	}
}

// What is kept is known after opening again, and a store goes on from there.
func TestPruningSurvivesOpening(t *testing.T) {
	dir := t.TempDir()
	state, at := model{}, map[uint64]model{}
	for h := uint64(1); h <= 30; h++ {
		d, err := Open(Options{Dir: dir, KeepEvery: 8, MemTableBytes: 4 << 20})
		if err != nil {
			t.Fatalf("height %d: %v", h, err)
		}
		w := block(3, h, 20)
		state.apply(w)
		commit(t, d, w)
		at[h] = maps.Clone(state)
		if h > 3 {
			if err := d.PruneTo(h - 2); err != nil {
				t.Fatal(err)
			}
		}
		for _, k := range append(d.Kept(), d.Earliest(), h) {
			v, err := d.ViewAt(k)
			if err != nil {
				t.Fatal(err)
			}
			sameAs(t, v, at[k])
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A store may go back to a height that was kept, and goes on from there.
func TestBackToAKeptHeight(t *testing.T) {
	d, state := openKept(t, 8), model{}
	for h := uint64(1); h <= 30; h++ {
		w := block(9, h, 20)
		if h <= 8 {
			state.apply(w)
		}
		commit(t, d, w)
	}
	if err := d.PruneTo(28); err != nil {
		t.Fatal(err)
	}
	if err := d.RollbackTo(8); err != nil {
		t.Fatal(err)
	}
	if d.Version() != 8 || d.Earliest() != 8 || len(d.Kept()) != 0 {
		t.Fatalf("height %d, earliest %d, kept %v", d.Version(), d.Earliest(), d.Kept())
	}
	sameAs(t, d.View(), state)
	for h := uint64(9); h <= 20; h++ {
		commit(t, d, block(10, h, 20))
		if h > 12 {
			if err := d.PruneTo(h - 2); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := d.ViewAt(20); err != nil || d.Earliest() != 18 {
		t.Fatal(err, d.Earliest())
	}
}
