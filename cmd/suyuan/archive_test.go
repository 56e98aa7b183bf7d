package main

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/govern"
)

// The next archive begins after the last sealed one, and never below the ledger's first block: the
// state of a ledger that goes on holds the archives of the one before.
func TestNextArchive(t *testing.T) {
	list := []govern.ArchiveView{
		{From: 1, To: 60, Archive: govern.Archive{Sealed: 5}},
		{From: 61, To: 99}} // attested, not sealed
	for _, v := range []struct{ first, want uint64 }{{1, 61}, {61, 61}, {777, 777}} {
		if got := afterSealed(list, v.first); got != v.want {
			t.Errorf("the ledger begins at %d: the next archive begins at %d, want %d", v.first, got,
				v.want)
		}
	}
	if got := afterSealed(nil, 1); got != 1 {
		t.Errorf("without archives %d", got)
	}
}
