package abci

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// keeperOf is a keeper of an application without the loops of its own.
func (c *chain) keeperOf() *keeper {
	return &keeper{a: c.app, done: make(chan struct{}), next: make(chan held, 1)}
}

// Records of blocks go in order, those of kept heights stay, and a node that starts again goes on
// where it ended.
func TestForgetsWhereItEnded(t *testing.T) {
	c := newChain(t)
	for c.height < 420 {
		c.finalize()
		c.commit()
		if c.height == 1 || c.height == 7 || c.height == 150 || c.height == 300 {
			if ok, err := c.db.Keep(uint64(c.height)); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
	}
	has := func(height uint64) bool {
		_, ok, err := c.app.blockRecord(height)
		c.must(nil, err)
		return ok
	}
	for _, at := range []struct{ below, forgot uint64 }{{99, 0}, {320, 301}, {405, 400}} {
		k := c.keeperOf()
		c.must(nil, k.forget(at.below))
		if k.forgot != at.forgot {
			t.Fatalf("below %d: gone up to %d, not %d", at.below, k.forgot, at.forgot)
		}
		for h := uint64(1); h <= 420; h++ {
			if want := h >= at.forgot || c.db.Keeps(h); has(h) != want {
				t.Fatalf("below %d: the record of height %d: %v", at.below, h, !want)
			}
		}
		first, err := c.keeperOf().firstRecord(420) // kept heights right below it may be gone over again
		if err != nil || first > max(at.forgot, 2) || first+2 < at.forgot {
			t.Fatalf("below %d: the next start begins at %d: %v", at.below, first, err)
		}
	}
}

// A snapshot of a height at which a settlement run waits is refused also when the node runs on and
// the run has landed since: the state at its cut is not in it.
func TestNoSnapshotWhileARunWaits(t *testing.T) {
	c := newChain(t)
	c.block()
	cut := c.height + 1
	c.check(c.paper("alpha/1", "note.put", "cut", strconv.FormatInt(cut, 10)))
	for range 5 {
		c.block()
	}
	if len(c.app.runs.cuts()) != 0 {
		t.Fatal("the run has not landed")
	}
	refused := 0
	for h := uint64(1); h <= uint64(c.height); h++ {
		err := c.app.keeper.take(h, true)
		_, made, _ := c.app.o.Shelf.Get(h)
		if made != (err == nil) {
			t.Fatalf("height %d: %v", h, err)
		}
		if waits := h >= uint64(cut) && h < uint64(cut)+2; made == waits {
			t.Errorf("height %d, a run waits: %v; %v", h, waits, err)
		} else if waits {
			refused++
			if !isSentence(err, "a settlement run waits") {
				t.Errorf("height %d: %v", h, err)
			}
		}
	}
	if refused == 0 {
		t.Fatal("no run ever waited")
	}
}

// A node that stops while it takes a snapshot that was asked for takes it at its next start.
func TestAskedSnapshotOutlivesAStop(t *testing.T) {
	c := newChain(t)
	c.check(c.paper("alpha/1", "note.put", "a", "b"))
	c.block()
	c.app.keeper.close()
	height := uint64(c.height)
	c.must(nil, c.app.o.Shelf.Want(height))
	k := c.keeperOf()
	k.once.Do(func() { close(k.done) })
	if err := k.asked(height); !errors.Is(err, errHalted) || !c.app.o.Shelf.Waits(height) ||
		k.now.Failed != 0 {
		t.Fatalf("%v, %+v", err, k.now)
	}
	c.must(nil, c.keeperOf().asked(height))
	if _, made, err := c.app.o.Shelf.Get(height); !made || err != nil ||
		c.app.o.Shelf.Waits(height) {
		t.Fatal(made, err)
	}
}

// A snapshot that was asked for by name stays named when the schedule takes its height after it.
func TestNamedSnapshotStaysNamed(t *testing.T) {
	c := newChain(t)
	c.block()
	c.app.keeper.close()
	for _, named := range []bool{true, false} {
		c.must(nil, c.keeperOf().take(uint64(c.height), named))
		if !c.app.o.Shelf.Named(uint64(c.height)) {
			t.Fatalf("taken with %v, it is not named", named)
		}
	}
}

// What kills left of snapshots goes with the next one that is taken; what is being made now stays,
// and a snapshot whose deletion was killed once is deleted all the same.
func TestShelfIsSwept(t *testing.T) {
	c := newChain(t)
	c.block()
	c.app.keeper.close()
	for name, age := range map[string]time.Duration{"7.making": 2 * time.Hour, "8.making": time.Minute,
		"9.gone": 2 * time.Hour, "wanted-99": 2 * time.Hour} {
		dir := filepath.Join(c.app.o.Shelf.Dir, name)
		c.must(nil, os.MkdirAll(filepath.Join(dir, "chunk"), 0o700))
		at := time.Now().Add(-age)
		c.must(nil, os.Chtimes(dir, at, at))
	}
	k := c.keeperOf()
	height := uint64(c.height)
	c.must(nil, k.take(height, true))
	entries, err := os.ReadDir(c.app.o.Shelf.Dir)
	c.must(nil, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != strconv.FormatUint(height, 10)+" 8.making wanted-99" {
		t.Errorf("on the shelf: %s", got)
	}
	gone := c.app.o.Shelf.folder(height) + goneSuffix
	c.must(nil, os.MkdirAll(filepath.Join(gone, "chunk"), 0o700))
	c.must(nil, c.app.o.Shelf.Delete(height))
	if _, err := os.Stat(gone); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
