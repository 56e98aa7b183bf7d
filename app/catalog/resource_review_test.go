package catalog

import "testing"

func TestReviewRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	b.refuse(&ResourceReview{ID: m.ID, Pass: true}, "party.role_missing", "gz-health")
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
