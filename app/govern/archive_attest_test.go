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
	w.ok(other, "water") // says otherwise of the file, and keeps nobody from the true one
	sealed(0)
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
	if len(all) != 4 || len(all[0].Members) != 4 || all[0].Sealed == 0 || all[1].Sealed != 0 ||
		all[1].Bytes != 101 || all[3].From != 101 {
		t.Errorf("%+v", all)
	}
	if later := list(map[string]string{"from": "2", "limit": "1"}); len(later) != 1 ||
		later[0].To != 101 {
		t.Errorf("%+v", later)
	}
	wrong := rule.Ask{Store: w.store, Args: map[string]string{"from": "x"}}
	if _, err := askArchives(wrong); err == nil {
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
	w.ok(epoch(400, 450, 1), "water")
	if got := SealedTo(w.store); got != 450 {
		t.Errorf("sealed up to %d", got)
	}
	// Its own successor has none of its blocks after 450.
	w.height = 700
	reseated.Set(w.store, planAt{600})
	w.refused(ErrArchiveGap, epoch(451, 599, 1), "health")
	w.ok(epoch(600, 650, 1), "health")
	w.ok(epoch(600, 650, 1), "water")
	if err := checkArchives(w.store); err != nil {
		t.Error(err)
	}
}

// A member cannot fill the ledger with epochs that nobody else holds; links of control make two
// members one.
func TestArchiveClaims(t *testing.T) {
	w := newWorld(t)
	w.height = 300
	for to := range uint64(maxClaims) {
		w.ok(epoch(1, 100+to, 1), "health")
	}
	w.refused(ErrArchiveMany, epoch(1, 200, 1), "health")
	w.link("health", "water", 7000)
	w.ok(epoch(1, 100, 1), "water")
	if SealedTo(w.store) != 0 {
		t.Error("one group sealed an epoch")
	}
	w.ok(epoch(1, 100, 1), "bureau")
	if SealedTo(w.store) != 100 {
		t.Error("two groups sealed none")
	}
	w.ok(epoch(101, 102, 1), "health")
}
