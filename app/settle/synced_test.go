package settle_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
)

// synced is what a newcomer has of a ledger: the tree of its newest state, in chunks, and nothing
// of the blocks and states before.
func synced(t *testing.T, n *chain) *state.View {
	open := func() *state.DB {
		db, err := state.Open(state.Options{InMemory: true})
		n.must(err)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	from, to := open(), open()
	o := state.NewOverlay(from.View())
	n.s.Iterate(nil, nil, func(k, v []byte) bool {
		o.Set(append([]byte(nil), k...), append([]byte(nil), v...))
		return true
	})
	from.Apply(o)
	n.must(from.Commit())
	var chunks [][]byte
	e, err := from.Export(from.Version(), 20_000, func(chunk []byte) error {
		chunks = append(chunks, append([]byte(nil), chunk...))
		return nil
	})
	n.must(err)
	r, err := to.Restore(e.Height, e.Root)
	n.must(err)
	for _, c := range chunks {
		n.must(r.Add(c))
	}
	n.must(r.Finish())
	if len(chunks) < 3 || to.Root() != from.Root() {
		t.Fatalf("%d chunks, root %x of %x", len(chunks), to.Root(), from.Root())
	}
	return to.View()
}

// A node that took the newest state from others computes every period again to the bytes that
// landed, restated ones from both of their histories, and lands the next one as the others do.
func TestRestatedPeriodsAfterStateSync(t *testing.T) {
	restated := 0
	for seed := range uint64(4) {
		n := lived(t, seed, false)
		view := synced(t, n)
		for _, q := range append([]string{"2026Q1"}, quarters...) {
			then, run := n.at[n.run(q).Cut], n.run(q)
			want, got := settle.Compute(then, q), settle.Compute(view, q)
			if !bytes.Equal(got.Encode(), want.Encode()) || got.LinesRoot != run.LinesRoot ||
				got.InputHash != run.InputHash || !reflect.DeepEqual(got.Leaves, want.Leaves) ||
				!reflect.DeepEqual(got.Lists, want.Lists) {
				t.Errorf("seed %d: %s is computed otherwise after state sync", seed, q)
			}
			before, err := settle.Export(then, q)
			n.must(err)
			after, err := settle.Export(view, q)
			n.must(err)
			if !bytes.Equal(before, after) {
				t.Errorf("seed %d: %s is exported otherwise after state sync", seed, q)
			}
			e, err := settle.ReadExported(after)
			n.must(err)
			for _, v := range e.Restated {
				was, err := v.Was.Settle()
				n.must(err)
				now, err := v.Now.Settle()
				n.must(err)
				if was.LinesRoot != v.Was.LinesRoot || now.LinesRoot != v.Now.LinesRoot {
					t.Errorf("seed %d: %s as restated with %s does not follow from its rows", seed, v.Period, q)
				}
				restated++
			}
		}
		n.goesOn(t, view, seed)
	}
	if restated < 8 {
		t.Errorf("only %d restatements", restated)
	}
}

// goesOn lands the next quarter, with one more late row of the first, on the ledger and on the
// newcomer.
func (n *chain) goesOn(t *testing.T, view *state.View, seed uint64) {
	w := *n.world
	w.s = state.NewMemStore()
	view.Iterate(nil, nil, func(k, v []byte) bool {
		w.s.Set(append([]byte(nil), k...), append([]byte(nil), v...))
		return true
	})
	fresh := newChain(&w)
	var landed [2][]byte
	for i, c := range []*chain{n, fresh} {
		sale(quarters[0], ref("operator/credit"), ref("operator/x99"), 12_345)(c, c.height+1, true)
		c.lands("2027Q2", "2027-07-16")
		landed[i] = settle.Compute(c.s, "2027Q2").Encode()
	}
	if !bytes.Equal(landed[0], landed[1]) || n.run("2027Q2") != fresh.run("2027Q2") {
		t.Errorf("seed %d: the newcomer lands the next quarter otherwise", seed)
	}
}
