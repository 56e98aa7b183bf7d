package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/state"
)

func TestPublishOnlyAfterReview(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	if r := b.refuse(&ResourcePublish{ID: m.ID}, "resource.not_reviewed",
		"gz-bureau"); r.Article != "GZ §14" {
		t.Errorf("cites %s", r.Article)
	}
	b.refuse(&ResourcePublish{}, "body.field", "gz-bureau")
	b.refuse(&ResourcePublish{ID: id("gz-health/x")}, "resource.unknown", "gz-bureau")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.refuse(&ResourcePublish{ID: m.ID}, "party.role_missing", "gz-health")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	b.refuse(&ResourcePublish{ID: m.ID}, "resource.not_reviewed", "gz-bureau")
}

func TestSequenceGrowsWithPublication(t *testing.T) {
	b := newBook(t, guizhou)
	for i, name := range []string{"gz-hr/z", "gz-health/b", "gz-health/a"} {
		b.registered(draft(name))
		if v, _ := Get(b.store, id(name)); v.Seq != uint64(i+1) {
			t.Errorf("%s has seq %d", name, v.Seq)
		}
	}
	o := state.NewOverlay(b.store)
	if n := NextSeq(b.ctx(o, nil)); n != 4 {
		t.Errorf("the next node has seq %d", n)
	}
}
