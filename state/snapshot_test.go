package state

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func exported(t *testing.T, d *DB, height uint64, max int) (Exported, [][]byte) {
	t.Helper()
	var chunks [][]byte
	e, err := d.Export(height, max, func(c []byte) error {
		chunks = append(chunks, bytes.Clone(c))
		return nil
	})
	if err != nil || e.Chunks != len(chunks) {
		t.Fatalf("%+v, %d chunks: %v", e, len(chunks), err)
	}
	return e, chunks
}

// A height that was exported is restored with the same root, keys and proofs, goes on to the same
// roots as the store it came from, and exports to the same bytes.
func TestSnapshotRoundTrip(t *testing.T) {
	d, state := openKept(t, 0), model{}
	for h := uint64(1); h <= 25; h++ {
		w := block(4, h, 80)
		if h == 25 {
			w = model{} // the root is that of an earlier height
		}
		state.apply(w)
		commit(t, d, w)
	}
	e, chunks := exported(t, d, 25, 2000)
	if len(chunks) < 3 || e.Leaves != uint64(len(state)) || e.Root != d.Root() {
		t.Fatalf("%+v of %d keys in %d chunks", e, len(state), len(chunks))
	}
	to := openKept(t, 0)
	r, err := to.Restore(25, e.Root)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range chunks {
		if err := r.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	if to.Version() != 0 {
		t.Fatal("visible before it was verified")
	}
	if err := r.Finish(Pair{[]byte("side"), []byte("record")}); err != nil {
		t.Fatal(err)
	}
	if to.Version() != 25 || to.Root() != e.Root || to.Earliest() != 25 {
		t.Fatalf("height %d, root %x, earliest %d", to.Version(), to.Root(), to.Earliest())
	}
	if v, _, _ := to.Bulk().Get([]byte("side")); string(v) != "record" {
		t.Fatalf("side record %q", v)
	}
	for h := uint64(26); h <= 40; h++ {
		w := block(4, h, 80)
		state.apply(w)
		if commit(t, to, w) != commit(t, d, w) {
			t.Fatalf("roots differ at height %d", h)
		}
		if h > 28 {
			if err := to.PruneTo(h - 2); err != nil {
				t.Fatal(err)
			}
		}
	}
	sameAs(t, to.View(), state)
	_, ours := exported(t, d, 40, 2000)
	_, theirs := exported(t, to, 40, 2000)
	if !slices.EqualFunc(ours, theirs, bytes.Equal) {
		t.Fatal("two stores export the same height to different bytes")
	}
}

func TestEmptyStateRoundTrip(t *testing.T) {
	d, to := openKept(t, 0), openKept(t, 0)
	commit(t, d, model{})
	e, chunks := exported(t, d, 1, 0)
	r, err := to.Restore(1, e.Root)
	if err != nil || len(chunks) != 0 {
		t.Fatal(err, len(chunks))
	}
	if err := r.Finish(); err != nil || to.Root() != d.Root() {
		t.Fatal(err)
	}
	w := block(1, 2, 5)
	if commit(t, d, w) != commit(t, to, w) {
		t.Fatal("roots differ")
	}
}

// No damage restores: every one is refused, at the chunk or at the end, the store stays empty, and
// the honest chunks restore it afterwards.
func TestDamagedSnapshots(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 0))
	d := openKept(t, 0)
	for h := uint64(1); h <= 6; h++ {
		commit(t, d, block(5, h, 40))
	}
	e, chunks := exported(t, d, 6, 700)
	to := openKept(t, 0)
	restore := func(chunks [][]byte) error {
		r, err := to.Restore(6, e.Root)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range chunks {
			if err := r.Add(c); err != nil {
				return errors.Join(err, r.Abort())
			}
		}
		return r.Finish()
	}
	for i := range 150 {
		bad := make([][]byte, len(chunks))
		for j, c := range chunks {
			bad[j] = bytes.Clone(c)
		}
		j := random.IntN(len(bad))
		switch at := random.IntN(len(bad[j])); i % 5 {
		case 0:
			bad[j][at] ^= 1 << random.IntN(8)
		case 1:
			bad[j] = bad[j][:at]
		case 2:
			bad = append(bad[:j], bad[j+1:]...)
		case 3:
			k := (j + 1) % len(bad)
			bad[j], bad[k] = bad[k], bad[j]
		case 4:
			bad = append(bad, bad[j])
		}
		if err := restore(bad); err == nil {
			t.Fatalf("damage %d in chunk %d was not seen", i, j)
		}
		if to.Version() != 0 || nodesOf(t, to) != 0 {
			t.Fatalf("damage %d left something behind", i)
		}
	}
	if err := restore(chunks); err != nil || to.Root() != e.Root {
		t.Fatal(err)
	}
}

// A kill while a snapshot is restored leaves a store that opens empty.
func TestRestoreThatWasKilled(t *testing.T) {
	d, w := openKept(t, 0), model{}
	for i := range 12_000 {
		w[fmt.Sprint("key", i)] = "value"
	}
	commit(t, d, w)
	e, chunks := exported(t, d, 1, 10_000)
	o := Options{Dir: t.TempDir(), MemTableBytes: 4 << 20}
	to, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := to.Restore(1, e.Root)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range chunks[:len(chunks)-1] {
		if err := r.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	if nodesOf(t, to) == 0 {
		t.Fatal("nothing was written before the kill")
	}
	r.importer.Close()
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	if to, err = Open(o); err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	if to.Version() != 0 || nodesOf(t, to) != 0 {
		t.Fatalf("height %d with %d nodes", to.Version(), nodesOf(t, to))
	}
}
