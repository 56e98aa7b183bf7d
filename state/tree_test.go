package state

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestVersionsRootsHistory(t *testing.T) {
	d := openMem(t)
	if d.Version() != 0 || d.Root() != sha256.Sum256(nil) || d.View().Height() != 0 {
		t.Fatal("an empty store is at height 0 with the empty root")
	}
	if _, ok := d.View().Get([]byte("k")); ok {
		t.Fatal("an empty store has no keys")
	}
	state, at, roots := model{}, map[uint64]model{}, map[uint64][32]byte{}
	for h := uint64(1); h <= 40; h++ {
		w := block(1, h, 60)
		if h%10 == 0 {
			w = model{} // an empty block still is a version, with the same root
		}
		state.apply(w)
		roots[h] = commit(t, d, w)
		at[h] = maps.Clone(state)
		if d.Version() != h {
			t.Fatalf("version %d at height %d", d.Version(), h)
		}
	}
	if roots[10] != roots[9] {
		t.Fatal("an empty block changed the root")
	}
	for h := uint64(1); h <= 40; h++ {
		v, err := d.ViewAt(h)
		if err != nil || v.Root() != roots[h] || v.Height() != h {
			t.Fatalf("view at %d: %v, root %x, want %x", h, err, v.Root(), roots[h])
		}
		sameAs(t, v, at[h])
	}
	if err := d.PruneTo(20); err != nil {
		t.Fatal(err)
	}
	_, err := d.ViewAt(7)
	var gone PrunedError
	if !errors.As(err, &gone) || !strings.Contains(err.Error(), "earliest kept height is 20") {
		t.Fatalf("view at a pruned height: %v", err)
	}
	if _, err := d.ViewAt(41); err == nil || !strings.Contains(err.Error(), "latest is 40") {
		t.Fatalf("view above the latest height: %v", err)
	}
	for h := uint64(20); h <= 40; h++ {
		v, _ := d.ViewAt(h)
		sameAs(t, v, at[h])
	}
	if err := d.PruneTo(41); err == nil {
		t.Fatal("pruned above the latest height")
	}
	commit(t, d, block(1, 41, 60))
}

func TestApplyAgainAndReplay(t *testing.T) {
	d, other := openMem(t), openMem(t)
	commit(t, d, model{"a": "1", "b": "2"})
	commit(t, other, model{"a": "1", "b": "2"})
	apply := func(d *DB, w model) [32]byte {
		o := NewOverlay(d.View())
		fill(o, w)
		return d.Apply(o)
	}
	first := apply(d, model{"a": "x", "c": "3"})
	if apply(d, model{"b": ""}) == first {
		t.Fatal("another block has the same root")
	}
	if apply(d, model{"a": "x", "c": "3"}) != first ||
		apply(other, model{"a": "x", "c": "3"}) != first {
		t.Fatal("the same block has another root")
	}
	sameAs(t, d.View(), model{"a": "1", "b": "2"}) // nothing shows before the commit
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	sameAs(t, d.View(), model{"a": "x", "b": "2", "c": "3"})
	if err := d.Commit(); err == nil {
		t.Fatal("committed without anything applied")
	}
}

func TestInitialVersion(t *testing.T) {
	dir := t.TempDir() + "/s"
	d := openDir(t, Options{Dir: dir})
	if err := d.SetInitialVersion(100); err != nil {
		t.Fatal(err)
	}
	root := commit(t, d, model{"a": "1"})
	if d.Version() != 100 || d.Earliest() != 100 {
		t.Fatalf("version %d, earliest %d", d.Version(), d.Earliest())
	}
	if d.SetInitialVersion(5) == nil {
		t.Fatal("changed the first height of a store that has one")
	}
	commit(t, d, model{"a": "2"})
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openDir(t, Options{Dir: dir})
	defer d.Close()
	v, err := d.ViewAt(100)
	if err != nil || v.Root() != root || d.Version() != 101 || d.Earliest() != 100 {
		t.Fatalf("after opening: %v, %d, %d", err, d.Version(), d.Earliest())
	}
}

func TestCacheSeesEveryVersion(t *testing.T) {
	d, err := Open(Options{InMemory: true, CacheBytes: 20_000}) // small: generations turn over
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	state := model{}
	var views []*View
	var states []model
	for h := uint64(1); h <= 60; h++ {
		w := block(3, h, 40)
		state.apply(w)
		commit(t, d, w)
		views, states = append(views, d.View()), append(states, maps.Clone(state))
		for i := max(0, len(views)-4); i < len(views); i++ { // older views go on reading their own height
			for n := range 2000 {
				k := fmt.Sprintf("\x01\x02key%04d", n)
				v, ok := views[i].Get([]byte(k))
				if want, has := states[i][k]; ok != has || string(v) != want {
					t.Fatalf("height %d key %q: %q %v, want %q", views[i].Height(), k, v, ok, want)
				}
			}
		}
	}
}

func TestReadersBesideTheWriter(t *testing.T) {
	d := openMem(t)
	pairs := func(h uint64) model { // both keys always hold the same height
		return model{"left": fmt.Sprint(h), "right": fmt.Sprint(h), fmt.Sprint("n", h%50): fmt.Sprint(h)}
	}
	commit(t, d, pairs(1))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				v := d.View()
				if i == 2 {
					v = d.QueryView()
				}
				a, _ := v.Get([]byte("left"))
				b, _ := v.Get([]byte("right"))
				if string(a) != fmt.Sprint(v.Height()) || string(b) != string(a) {
					t.Errorf("height %d reads %s and %s", v.Height(), a, b)
					return
				}
				p, err := v.Prove([]byte("right"))
				if err != nil || p.Verify() != nil || string(p.Value) != string(b) {
					t.Errorf("proof at height %d: %v", v.Height(), err)
					return
				}
			}
		})
	}
	for h := uint64(2); h < 150; h++ {
		commit(t, d, pairs(h))
	}
	close(stop)
	wg.Wait()
}

func TestBulk(t *testing.T) {
	dir := t.TempDir() + "/s"
	d := openDir(t, Options{Dir: dir, Sync: true})
	b := d.Bulk()
	for i := range 20 {
		if err := b.Set(Pair{fmt.Appendf(nil, "k%02d", i), fmt.Appendf(nil, "v%d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Delete([]byte("k03")); err != nil {
		t.Fatal(err)
	}
	list := func(walk func(start, end []byte, fn func(k, v []byte) bool) error, start,
		end string) string {
		var out []string
		if err := walk([]byte(start), []byte(end), func(k, v []byte) bool {
			out = append(out, string(k))
			return len(out) < 5
		}); err != nil {
			t.Fatal(err)
		}
		return strings.Join(out, " ")
	}
	if got := list(b.Iterate, "k01", "k05"); got != "k01 k02 k04" {
		t.Fatal(got)
	}
	if got := list(b.IterateReverse, "k01", "k05"); got != "k04 k02 k01" {
		t.Fatal(got)
	}
	if got := list(b.IterateReverse, "", ""); got != "k19 k18 k17 k16 k15" {
		t.Fatal(got)
	}
	b.SetWithCommit([]byte("receipt"), []byte("r1"))
	if _, ok, _ := b.Get([]byte("receipt")); ok {
		t.Fatal("a side record shows before its commit")
	}
	root := commit(t, d, model{"a": "1"})
	if err := b.DeleteRange([]byte("k10"), []byte("k99")); err != nil {
		t.Fatal(err)
	}
	if n, err := d.Size(); err != nil || n == 0 {
		t.Fatalf("size %d %v", n, err)
	}
	if _, err := d.GC(); err != nil {
		t.Fatal(err)
	}
	_ = d.Close()
	d = openDir(t, Options{Dir: dir})
	defer d.Close()
	v, ok, err := d.Bulk().Get([]byte("receipt"))
	if err != nil || !ok || string(v) != "r1" || d.Root() != root {
		t.Fatalf("after opening: %q %v %v", v, ok, err)
	}
	if _, ok, _ := d.Bulk().Get([]byte("k12")); ok {
		t.Fatal("a deleted range is back")
	}
	sameAs(t, d.View(), model{"a": "1"}) // bulk is no part of the tree
}

func TestStampAndForeignDirectories(t *testing.T) {
	dir := t.TempDir() + "/s"
	d := openDir(t, Options{Dir: dir})
	if err := d.Stamp("test-1", [32]byte{1}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Fatalf("opened twice: %v", err)
	}
	_ = d.Close()
	d = openDir(t, Options{Dir: dir})
	if err := d.Stamp("test-1", [32]byte{1}); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{d.Stamp("test-2", [32]byte{1}), d.Stamp("test-1", [32]byte{2})} {
		if err == nil || !strings.Contains(err.Error(), `belongs to chain "test-1"`) {
			t.Fatalf("foreign chain: %v", err)
		}
	}
	_ = d.Close()

	other := t.TempDir()
	write(t, filepath.Join(other, "letter.txt"), "dear sir")
	if _, err := Open(Options{Dir: other}); err == nil ||
		!strings.Contains(err.Error(), "not a store") {
		t.Fatalf("opened a directory of somebody else: %v", err)
	}
	write(t, filepath.Join(dir, storeFile), "suyuan state store, format 9\n")
	if _, err := Open(Options{Dir: dir}); err == nil ||
		!strings.Contains(err.Error(), "does not know") {
		t.Fatalf("opened a later format: %v", err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestClosedStoreFaults(t *testing.T) {
	d, err := Open(Options{InMemory: true, CacheNodes: 1, ReadCacheNodes: 2})
	if err != nil {
		t.Fatal(err)
	}
	commit(t, d, block(5, 1, 500))
	v, err := d.ViewAt(1)
	if err != nil {
		t.Fatal(err)
	}
	_ = d.Close()
	walk := func() { v.Iterate(nil, nil, func(_, _ []byte) bool { return true }) }
	for name, fn := range map[string]func(){"walk": walk,
		"get": func() { v.Get([]byte("\x01\x02key")) }} {
		var f Fault
		if err := CatchFault(fn); !errors.As(err, &f) || !errors.Is(err, Fault(f)) {
			t.Errorf("%s of a closed store: %v", name, err)
		}
	}
}

// TestReadWhilePruned: a view whose height is pruned under it says so, or still answers from its
// caches.
func TestReadWhilePruned(t *testing.T) {
	d, err := Open(Options{InMemory: true, CacheNodes: 1, ReadCacheNodes: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for h := uint64(1); h <= 12; h++ {
		commit(t, d, block(4, h, 400))
	}
	v, err := d.ViewAt(3)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.PruneTo(12); err != nil {
		t.Fatal(err)
	}
	var gone PrunedError
	err = CatchFault(func() { v.Iterate(nil, nil, func(_, _ []byte) bool { return true }) })
	if !errors.As(err, &gone) || gone.Earliest != 12 {
		t.Fatalf("walk of a pruned height: %v", err)
	}
	if _, err := v.Prove([]byte("k")); !errors.As(err, &gone) {
		t.Fatalf("proof at a pruned height: %v", err)
	}
	if d.View().Size() == 0 || d.Earliest() != 12 {
		t.Fatal("the latest height is gone")
	}
}
