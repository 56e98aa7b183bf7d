package state

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// damageable makes a closed store of 30 heights whose data lie in table files, and its last state.
func damageable(t *testing.T) (dir string, states []model, roots [][32]byte) {
	dir = t.TempDir() + "/s"
	d := openDir(t, Options{Dir: dir, Sync: true})
	state := model{}
	for h := uint64(1); h <= 30; h++ {
		w := block(17, h, 120)
		state.apply(w)
		roots = append(roots, commit(t, d, w))
		states = append(states, maps.Clone(state))
		if h == 15 { // several tables
			_ = d.Close()
			d = openDir(t, Options{Dir: dir, Sync: true})
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, states, roots
}

func copyDir(t *testing.T, from string) string {
	to := t.TempDir() + "/s"
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// killed is damageable without a clean end: the last heights lie in the memtable's log.
func killed(t *testing.T) (dir string, states []model, roots [][32]byte) {
	dir = t.TempDir() + "/s"
	runChild(t, dir, 0, 30, 20*time.Second)
	d, state := openMem(t), model{}
	for h := uint64(1); h <= 40; h++ {
		w := block(crashSeed, h, crashWrite)
		state.apply(w)
		roots = append(roots, commit(t, d, w))
		states = append(states, maps.Clone(state))
	}
	return dir, states, roots
}

// TestDamagedStore garbles or cuts each file in turn. Opening must refuse in one sentence, or
// reading must fault, or the store must be whole at some height that was committed: never a wrong
// answer.
func TestDamagedStore(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	t.Run("closed", func(t *testing.T) { damageEach(t, r, damageable) })
	t.Run("killed", func(t *testing.T) { damageEach(t, r, killed) })
}

func damageEach(t *testing.T, r *rand.Rand, makeStore func(*testing.T) (string, []model,
	[][32]byte)) {
	dir, states, roots := makeStore(t)
	var refused, faulted, whole int
	for _, name := range files(t, dir) {
		for _, way := range []string{"garble", "cut", "remove", "zero"} {
			bad := copyDir(t, dir)
			damage(t, r, filepath.Join(bad, name), way)
			d, err := Open(Options{Dir: bad, MemTableBytes: 8 << 20})
			if err != nil {
				refused++
				if strings.ContainsRune(err.Error(), '\n') || len(err.Error()) > 400 {
					t.Errorf("%s %s: not one sentence: %q", way, name, err)
				}
				continue
			}
			h := d.Version()
			err = CatchFault(func() { checkState(t, d, way+" "+name, states, roots) })
			if err != nil {
				faulted++
			} else {
				whole++
				t.Logf("%s %s: whole at height %d", way, name, h)
			}
			_ = guard(d.Close)
		}
	}
	t.Logf("%d refused at opening, %d faulted when read, %d whole", refused, faulted, whole)
	if refused == 0 {
		t.Error("no damage was noticed at opening")
	}
}

func checkState(t *testing.T, d *DB, what string, states []model, roots [][32]byte) {
	h := d.Version()
	if h == 0 && d.View().Size() == 0 {
		return // everything unsaved was lost: the blocks are replayed from the first
	}
	if h == 0 || h > uint64(len(roots)) || d.Root() != roots[h-1] {
		t.Errorf("%s: height %d with root %x", what, h, d.Root())
		return
	}
	got := model{}
	d.View().Iterate(nil, nil, func(k, v []byte) bool { got[string(k)] = string(v); return true })
	if !maps.Equal(got, states[h-1]) {
		t.Errorf("%s: a wrong answer at height %d", what, h)
	}
}

func files(t *testing.T, dir string) (names []string) {
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && p != "LOCK" {
			names = append(names, p)
		}
		return err
	})
	if err != nil || len(names) < 4 {
		t.Fatalf("%v %v", names, err)
	}
	return names
}

func damage(t *testing.T, r *rand.Rand, file, way string) {
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	switch way {
	case "remove":
		err = os.Remove(file)
	case "cut":
		err = os.WriteFile(file, b[:len(b)/2], 0o600)
	case "garble":
		for range 20 {
			if len(b) > 0 {
				b[r.Intn(len(b))] ^= byte(1 + r.Intn(255))
			}
		}
		err = os.WriteFile(file, b, 0o600)
	case "zero":
		clear(b[len(b)/4 : len(b)/2])
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestLostRecords: a store whose Badger files are gone is not taken for a new one.
func TestLostRecords(t *testing.T) {
	dir, _, _ := damageable(t)
	for _, name := range files(t, dir) {
		if name != storeFile {
			_ = os.Remove(filepath.Join(dir, name))
		}
	}
	_, err := Open(Options{Dir: dir, MemTableBytes: 8 << 20})
	if err == nil || !strings.Contains(err.Error(), "records are gone") {
		t.Fatal(fmt.Sprint(err))
	}
}

// A kill between the making of a log and its first bytes leaves an empty file; the store opens
// beside it with all that was committed.
func TestEmptyLogsAfterKill(t *testing.T) {
	dir, states, roots := killed(t)
	whole := openDir(t, Options{Dir: copyDir(t, dir), Sync: true})
	defer whole.Close()
	for _, name := range []string{"000099.vlog", "00099.mem"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := openDir(t, Options{Dir: dir, Sync: true})
	if d.Version() == 0 || d.Version() != whole.Version() {
		t.Errorf("at height %d, without the empty files %d", d.Version(), whole.Version())
	}
	checkState(t, d, "empty logs", states, roots)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// What Badger meets in the background it tries again for ever while writers wait: it is told, once.
func TestBackgroundFaultsAreTold(t *testing.T) {
	var told []error
	d := openDir(t, Options{Dir: t.TempDir() + "/s", Failed: func(err error) {
		told = append(told, err)
	}})
	for range 2 {
		d.disk.log.Errorf("error flushing memtable to disk: %v, retrying", os.ErrDeadlineExceeded)
	}
	if len(told) != 1 || !strings.Contains(told[0].Error(), "flushing memtable") {
		t.Errorf("%v", told)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}
