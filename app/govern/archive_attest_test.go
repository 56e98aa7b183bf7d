package govern

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func epoch(from, to uint64, digest byte) *ArchiveAttest {
	return &ArchiveAttest{From: from, To: to, Digest: wire.Hash{digest}, Header: wire.Hash{9},
		Bytes: 100}
}

// Epochs follow each other; two control groups that name one digest seal one.
func TestArchiveAttest(t *testing.T) {
	w := newWorld(t)
	w.height = 300
	sealed := func(want uint64) {
		t.Helper()
		if got := SealedTo(w.store); got != want {
			t.Errorf("sealed up to %d, want %d", got, want)
		}
	}
	w.refused(ErrArchiveEarly, epoch(1, 299, 1), "health")
	w.ok(epoch(1, 298, 1), "health")
	w.refused(ErrArchiveTwice, epoch(1, 298, 1), "health")
	w.refused(ErrArchiveGap, epoch(2, 100, 1), "health")
	w.ok(epoch(1, 100, 2), "data")
	w.ok(epoch(1, 100, 2), "operator") // under one control with data
	sealed(0)
	other := epoch(1, 100, 2)
	other.Bytes++
	w.refused(ErrArchiveOther, other, "water")
	w.register("stranger")
	w.refused(ErrNotMember, epoch(1, 100, 2), "stranger")
	w.ok(epoch(1, 100, 2), "water")
	sealed(100)
	w.ok(epoch(1, 100, 2), "bureau") // one more holder of a sealed one
	w.refused(ErrArchiveGap, epoch(1, 298, 1), "water")
	w.ok(epoch(101, 101, 3), "water")
	w.ok(epoch(101, 101, 3), "health")
	sealed(101)
	for _, bad := range []*ArchiveAttest{epoch(0, 9, 1), epoch(9, 8, 1), epoch(102, 103, 0)} {
		w.refused(rule.BadField, bad, "health")
	}
	list := func(args map[string]string) []ArchiveView {
		t.Helper()
		out, err := askArchives(rule.Ask{Store: w.store, Args: args})
		if err != nil {
			t.Fatal(err)
		}
		return out.(rule.Page[ArchiveView]).Items
	}
	all := list(nil)
	if len(all) != 3 || len(all[0].Members) != 4 || all[0].Sealed == 0 || all[1].Sealed != 0 ||
		all[2].From != 101 {
		t.Errorf("%+v", all)
	}
	if later := list(map[string]string{"from": "2", "limit": "1"}); len(later) != 1 ||
		later[0].To != 101 {
		t.Errorf("%+v", later)
	}
	if _, err := askArchives(rule.Ask{Store: w.store, Args: map[string]string{"from": "x"}}); err == nil {
		t.Error("x is a height")
	}
}

// A ledger that goes on from another begins its epochs at its own first block.
func TestArchivesOfALedgerThatGoesOn(t *testing.T) {
	w := newWorld(t)
	w.height = 500
	reseated.Set(w.store, planAt{400})
	w.refused(ErrArchiveGap, epoch(1, 450, 1), "health")
	w.ok(epoch(400, 450, 1), "health")
}
