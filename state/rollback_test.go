package state

import (
	"maps"
	"os"
	"testing"
)

// A store goes back to an earlier height, forgets what was above it, and makes the same versions
// again from the same blocks; also when it was killed right after the marker went back.
func TestRollbackTo(t *testing.T) {
	dir := t.TempDir()
	d := openDir(t, Options{Dir: dir, Sync: true})
	at, roots, state := map[uint64]model{}, map[uint64][32]byte{}, model{}
	for h := uint64(1); h <= 12; h++ {
		w := block(5, h, 40)
		state.apply(w)
		roots[h], at[h] = commit(t, d, w), maps.Clone(state)
	}
	if err := d.PruneTo(4); err != nil {
		t.Fatal(err)
	}
	for _, h := range []uint64{0, 3, 12, 13} {
		if err := d.RollbackTo(h); err == nil {
			t.Fatalf("went back to height %d of 4 to 12", h)
		}
	}
	check := func(d *DB, h uint64) {
		t.Helper()
		if d.Version() != h || d.Root() != roots[h] || d.Earliest() != 4 {
			t.Fatalf("height %d root %x earliest %d, want %d %x 4", d.Version(), d.Root(), d.Earliest(), h,
				roots[h])
		}
		sameAs(t, d.View(), at[h])
		if _, err := d.ViewAt(h + 1); err == nil {
			t.Fatalf("height %d is still there", h+1)
		}
	}
	if err := d.RollbackTo(9); err != nil {
		t.Fatal(err)
	}
	check(d, 9)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openDir(t, Options{Dir: dir, Sync: true})
	check(d, 9)
	for h := uint64(10); h <= 12; h++ {
		if got := commit(t, d, block(5, h, 40)); got != roots[h] {
			t.Fatalf("height %d again has root %x, want %x", h, got, roots[h])
		}
	}
	if err := d.RollbackTo(4); err != nil {
		t.Fatal(err)
	}
	check(d, 4)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	killedAfterMarker(t, dir, roots, at)
}

// killedAfterMarker puts a marker back as RollbackTo does first, and opens the store as after a
// kill.
func killedAfterMarker(t *testing.T, dir string, roots map[uint64][32]byte, at map[uint64]model) {
	d := openDir(t, Options{Dir: dir, Sync: true})
	for h := uint64(5); h <= 8; h++ {
		commit(t, d, block(5, h, 40))
	}
	if err := d.setMarker(6, roots[6]); err != nil {
		t.Fatal(err)
	}
	copied := t.TempDir()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	d = openDir(t, Options{Dir: copied, Sync: true})
	defer d.Close()
	if d.Version() != 6 || d.Root() != roots[6] {
		t.Fatalf("height %d root %x, want 6 %x", d.Version(), d.Root(), roots[6])
	}
	sameAs(t, d.View(), at[6])
}
