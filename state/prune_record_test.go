package state

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
	"testing"
)

// recordsOfPruning are the records of the pruner as they lie on disk.
func recordsOfPruning(t *testing.T, d *DB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := d.disk.walk(spaceMeta, keptFirst, []byte("prunee"), false, func(k, v []byte) bool {
		if !bytes.Equal(k, markerKey[1:]) {
			out[string(k)] = v
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// prunedStore has 40 heights, pruned to 30, of which 3 and every eighth were kept.
func prunedStore(t *testing.T, dir string) (at map[uint64]model) {
	t.Helper()
	d, state := openDir(t, Options{Dir: dir, KeepEvery: 8}), model{}
	at = map[uint64]model{}
	for h := uint64(1); h <= 40; h++ {
		w := block(21, h, 20)
		state.apply(w)
		commit(t, d, w)
		at[h] = maps.Clone(state)
		if h == 3 || h == 35 {
			if ok, err := d.Keep(h); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
	}
	if err := d.PruneTo(30); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return at
}

// firstForm writes what the pruner remembers as the versions before wrote it, and leaves so many
// kept heights in the form of now: a renewal that was cut short.
func firstForm(t *testing.T, d *DB, renewed int) {
	t.Helper()
	b := binary.BigEndian.AppendUint64([]byte{1}, d.pruning.earliest)
	var ops []op
	for i, h := range d.pruning.kept {
		b = binary.BigEndian.AppendUint64(b, h)
		if i >= renewed {
			ops = append(ops, op{key: keptKey(h)})
		}
	}
	if err := d.disk.write(append(ops, op{key: prunedKey, value: b}), true); err != nil {
		t.Fatal(err)
	}
}

// A store of the versions before opens, keeps what it kept and is renewed; also when that was cut
// short before.
func TestFirstRecordOfPruning(t *testing.T) {
	for _, renewed := range []int{0, 2, 5} {
		dir := t.TempDir() + "/s"
		at := prunedStore(t, dir)
		d := openDir(t, Options{Dir: dir})
		want := recordsOfPruning(t, d)
		firstForm(t, d, renewed)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			d = openDir(t, Options{Dir: dir, maxOps: 2, KeepEvery: 8})
			if got := recordsOfPruning(t, d); !maps.EqualFunc(got, want, bytes.Equal) {
				t.Fatalf("renewed to %x, want %x", got, want)
			}
			if d.Earliest() != 30 || !slices.Equal(d.Kept(), []uint64{3, 8, 16, 24}) {
				t.Fatalf("earliest %d, kept %v", d.Earliest(), d.Kept())
			}
			for h := uint64(1); h <= 40; h++ {
				v, err := d.ViewAt(h)
				if d.has(h) != (err == nil) {
					t.Fatalf("height %d: %v", h, err)
				} else if err == nil {
					sameAs(t, v, at[h])
				}
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}
		d = openDir(t, Options{Dir: dir, KeepEvery: 8})
		if err := d.PruneTo(40); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.Kept(), []uint64{3, 8, 16, 24, 32, 35}) {
			t.Fatalf("kept %v", d.Kept())
		}
		_ = d.Close()
	}
}

// A record that this version does not know is refused, not read as something else.
func TestUnknownRecordOfPruning(t *testing.T) {
	for _, o := range []op{{prunedKey, []byte{3, 0, 0, 0, 0, 0, 0, 0, 1}}, {prunedKey, []byte{2, 0}},
		{prunedKey, []byte{}}, {keptKey(3), []byte{2}}, {spaced(spaceMeta, keptFirst), []byte{1}}} {
		dir := t.TempDir() + "/s"
		d := openDir(t, Options{Dir: dir})
		commit(t, d, block(1, 1, 5))
		if err := d.disk.write([]op{o}, true); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if d, err := Open(Options{Dir: dir}); err == nil {
			_ = d.Close()
			t.Errorf("%x %x is read", o.key, o.value)
		} else if !strings.Contains(err.Error(), "is not one of this version") {
			t.Error(err)
		}
	}
}

// What pruning a height writes does not depend on how many heights are kept.
func TestPruningWritesTheSame(t *testing.T) {
	wrote := func(kept uint64, keep bool) int {
		d := openMem(t)
		for h := uint64(1); h <= kept; h++ { // the tree stays as it is: a height is one small record
			commit(t, d, model{"a": "b"})
			if ok, err := d.Keep(h); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
		if err := d.PruneTo(d.Version()); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			commit(t, d, model{"a": "b"})
		}
		if err := d.PruneTo(kept + 1); err != nil || len(d.Kept()) != int(kept) {
			t.Fatal(err, len(d.Kept()))
		}
		if keep {
			if ok, err := d.Keep(kept + 1); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
		before := d.disk.wrote
		if n, err := d.Prune(kept+2, 0); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		return d.disk.wrote - before
	}
	for _, keep := range []bool{false, true} {
		few, many := wrote(5, keep), wrote(3_000, keep)
		t.Logf("kept %v: %d bytes beside 5 kept heights, %d beside 3,000", keep, few, many)
		if few != many || few == 0 {
			t.Errorf("pruning a height writes %d bytes beside 5 kept ones and %d beside 3,000", few, many)
		}
	}
}

// Going back forgets the kept heights above for good: when they come again they are others, and
// nothing that an earlier life kept may hold their nodes.
func TestBackForgetsKept(t *testing.T) {
	for _, killed := range []bool{false, true} {
		dir := t.TempDir() + "/s"
		prunedStore(t, dir)
		d := openDir(t, Options{Dir: dir, KeepEvery: 8})
		v, err := d.ViewAt(16)
		if err != nil {
			t.Fatal(err)
		}
		if killed { // right after the marker went back
			err = d.setMarker(16, v.root)
		} else {
			err = d.RollbackTo(16)
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = d.Close()
		d = openDir(t, Options{Dir: dir})
		if d.Version() != 16 || d.Earliest() != 16 || len(recordsOfPruning(t, d)) != 4 {
			t.Fatalf("killed %v: height %d, earliest %d, records %x", killed, d.Version(), d.Earliest(),
				recordsOfPruning(t, d))
		}
		for h := uint64(17); h <= 50; h++ {
			commit(t, d, block(22, h, 20))
		}
		_ = d.Close()
		d = openDir(t, Options{Dir: dir}) // with no height pruned since
		if d.Earliest() != 16 || !slices.Equal(d.Kept(), []uint64{3, 8}) {
			t.Fatalf("killed %v: earliest %d, kept %v", killed, d.Earliest(), d.Kept())
		}
		if err := d.PruneTo(49); err != nil {
			t.Fatal(err)
		}
		records, seen := 0, map[nodeKey]bool{}
		for _, h := range append(d.Kept(), 49, 50) {
			records += countNew(t, d, h, seen)
		}
		if n := nodesOf(t, d); n != records || !slices.Equal(d.Kept(), []uint64{3, 8, 16}) {
			t.Fatalf("killed %v: %d records for %d that are needed; kept %v", killed, n, records, d.Kept())
		}
		_ = d.Close()
	}
}

// A restoring that is killed before its height is the store's leaves nothing that speaks of it.
func TestKilledRestoreLeavesNoRecord(t *testing.T) {
	dir := t.TempDir() + "/s"
	d := openDir(t, Options{Dir: dir})
	if err := d.disk.write([]op{earliestRecord(1000)}, true); err != nil {
		t.Fatal(err)
	}
	_ = d.Close()
	d = openDir(t, Options{Dir: dir})
	for h := uint64(1); h <= 5; h++ {
		commit(t, d, block(1, h, 5))
	}
	_ = d.Close()
	d = openDir(t, Options{Dir: dir})
	defer d.Close()
	if d.Earliest() != 1 || d.Version() != 5 {
		t.Fatalf("height %d, earliest %d", d.Version(), d.Earliest())
	}
}
