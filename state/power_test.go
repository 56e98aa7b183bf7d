package state

import (
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	powerSeed  = flag.Uint64("power.seed", 1, "seed of the losses of power")
	powerPairs = flag.Int("power.losses", 12, "losses of power to simulate per variant")
)

// known are the states and roots of the heights that crashBlock makes.
type known struct {
	states []model
	roots  [][32]byte
}

func knownUpTo(t *testing.T, height uint64) known {
	t.Helper()
	d, state, k := openMem(t), model{}, known{}
	for h := uint64(1); h <= height; h++ {
		w := block(crashSeed, h, crashWrite)
		state.apply(w)
		k.roots = append(k.roots, commit(t, d, w))
		k.states = append(k.states, maps.Clone(state))
	}
	return k
}

// TestLossOfPower commits and prunes, and at every sync has the power fail: what was synced stays,
// of what was written since any part may. The store must open at a height whose commit had
// returned, or the one under way, with all of its state, and go on from there.
func TestLossOfPower(t *testing.T) {
	const blocks = 60
	k := knownUpTo(t, blocks+2)
	for name, ops := range map[string]int{"whole": 0, "split": 60} {
		t.Run(name, func(t *testing.T) {
			t.Logf("seed %d", *powerSeed)
			r := rand.New(rand.NewPCG(*powerSeed, uint64(ops)))
			dir := filepath.Join(t.TempDir(), "s")
			d := openDir(t, Options{Dir: dir, Sync: true, MemTableBytes: 1 << 20, maxOps: ops,
				KeepEvery: crashEvery})
			defer d.Close()
			synced, losses, ahead := takeImage(t, dir), 0, 0
			d.disk.syncing = func(done bool) {
				if done {
					synced = takeImage(t, dir)
					return
				}
				if losses >= *powerPairs || r.IntN(100) >= 45 {
					return
				}
				losses++
				bad := torn(r, synced, takeImage(t, dir))
				ahead += afterLoss(t, bad, d.Version(), k)
			}
			for d.Version() < blocks && losses < *powerPairs && !t.Failed() {
				if err := crashBlock(d); err != nil {
					t.Fatal(err)
				}
			}
			d.disk.syncing = nil
			if losses < min(*powerPairs, 12) {
				t.Errorf("only %d losses of power", losses)
			}
			t.Logf("%d losses up to height %d; the height under way was whole %d times", losses,
				d.Version(), ahead)
		})
	}
}

// afterLoss opens what a loss of power left and returns 1 when the height under way was there.
func afterLoss(t *testing.T, left image, returned uint64, k known) (ahead int) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "s")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	left.write(t, dir)
	d, err := Open(Options{Dir: dir, Sync: true, MemTableBytes: 4 << 20})
	if err != nil {
		t.Errorf("after height %d the store does not open: %v (%s)", returned, err, left)
		return 0
	}
	defer d.Close()
	h := d.Version()
	if h < returned || h > returned+1 {
		t.Errorf("height %d after height %d was committed", h, returned)
		return 0
	}
	err = CatchFault(func() {
		checkState(t, d, "power", k.states, k.roots)
		if old, err := d.ViewAt(max(d.Earliest(), 1)); h > 0 {
			if err != nil {
				t.Errorf("earliest kept height %d of %d: %v", d.Earliest(), h, err)
				return
			}
			old.Iterate(nil, nil, func(_, _ []byte) bool { return true })
		}
		checkKept(t, d, func(h uint64) [32]byte { return k.roots[h-1] })
		if got := commit(t, d, block(crashSeed, h+1, crashWrite)); got != k.roots[h] {
			t.Errorf("height %d after the loss has root %x", h+1, got)
		}
	})
	if err != nil {
		t.Errorf("at height %d after height %d: %v", h, returned, err)
	}
	return int(h - returned)
}

// TestUnreadableDisk takes the bytes of tables away from under an open store, or changes them, as a
// failing disk does. Reading gives what was written or a fault in one sentence, and the process
// lives: a mapped file that cannot be read must not end it.
func TestUnreadableDisk(t *testing.T) {
	dir, states, roots := damageable(t)
	for _, way := range []string{"cut", "garble"} {
		bad := copyDir(t, dir)
		d, err := Open(Options{Dir: bad, CacheNodes: 1, ReadCacheNodes: 1, CacheBytes: 1,
			MemTableBytes: 8 << 20})
		if err != nil {
			t.Fatal(err)
		}
		tables, err := filepath.Glob(filepath.Join(bad, "*.sst"))
		if err != nil || len(tables) == 0 {
			t.Fatalf("%v %v", tables, err)
		}
		for _, file := range tables {
			failing(t, file, way)
		}
		err = CatchFault(func() { checkState(t, d, way, states, roots) })
		if err == nil || strings.ContainsRune(err.Error(), '\n') || len(err.Error()) > 400 {
			t.Errorf("%s: reading gives %v", way, err)
		}
		t.Logf("%s: %v", way, err)
		err = CatchFault(func() { d.Apply(overlayOf(d, block(1, 31, 120))) })
		if err == nil {
			err = d.Commit()
		}
		if err == nil && way == "cut" {
			t.Error("a block is saved on a disk that reads nothing")
		}
		_ = guard(d.Close)
	}
}

func overlayOf(d *DB, w model) *Overlay {
	o := NewOverlay(d.View())
	fill(o, w)
	return o
}

// failing takes a file's pages away in place, or changes bytes on each of them.
func failing(t *testing.T, file, way string) {
	t.Helper()
	if way == "cut" {
		if err := os.Truncate(file, 0); err != nil {
			t.Fatal(err)
		}
		return
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	for at := int64(7); at < info.Size()-64; at += 512 {
		if _, err := f.WriteAt([]byte{0xa5, 0x5a}, at); err != nil {
			t.Fatal(err)
		}
	}
}
