package catalog

import "testing"

func TestReviewRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	if r := b.refuse(&ResourceReview{ID: m.ID, Pass: true}, "party.role_missing",
		"gz-health"); r.Article != "GZ §14" {
		t.Errorf("cites %s", r.Article)
	}
	// another level's bureau
	b.refuse(&ResourceReview{ID: m.ID, Pass: true}, "party.role_missing", "gy-bureau")
	b.refuse(&ResourceReview{ID: m.ID}, "body.field", "gz-bureau") // a return without reason
	b.refuse(&ResourceReview{ID: id("gz-health/x"), Pass: true}, "resource.unknown", "gz-bureau")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	r := b.refuse(&ResourceReview{ID: m.ID, Pass: true}, "resource.not_drafted", "gz-bureau")
	if r.Article != "GZ §14" {
		t.Errorf("cites %s", r.Article)
	}
}

func TestReviewerComesFromTheProfile(t *testing.T) {
	b := newBook(t, with(guizhou, "catalog.reviewer", "registry"))
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	b.refuse(&ResourceReview{ID: m.ID, Pass: true}, "party.role_missing", "gz-bureau")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-registry")
}

func TestReviewInAPrefecture(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gy-hospital/visits")
	m.Jurisdiction = "520100"
	b.must(m, "gy-hospital")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gy-bureau")
}

// The bureau passes the entry that it read, not one drafted again in the meantime.
func TestEntryChangedBeforeItsReview(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	read, _ := Get(b.store, m.ID)
	m.Weight = 4_000_000_000
	b.must(m, "gz-health")
	review := &ResourceReview{ID: m.ID, Pass: true, Digest: read.Digest()}
	if r := b.refuse(review, "resource.changed", "gz-bureau"); r.Article != "GZ §14" {
		t.Errorf("cites %s", r.Article)
	}
	now, _ := Get(b.store, m.ID)
	review.Digest = now.Digest()
	b.must(review, "gz-bureau")
}
