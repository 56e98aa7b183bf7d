package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/crypto"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

func TestUpdateMakesAVersion(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	u := &ResourceUpdate{ID: m.ID, Version: 2, Name: m.Name, Class: m.Class, Grade: "重要",
		Fields: append(m.Fields[:2:2], Field{Name: "age", Type: "int"})}
	b.must(m, "gz-health")
	b.refuse(u, "resource.not_public", "gz-health", "gz-bureau")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	b.must(&ResourceRegister{ID: m.ID, RegistryNo: "R-1"}, "gz-registry")
	if r := b.refuse(u, "party.role_missing", "gz-health"); r.Article != "GZ §14" {
		t.Errorf("without the reviewer: cites %s", r.Article)
	}
	b.refuse(u, "resource.not_own", "gz-hr", "gz-bureau")
	for _, v := range []struct {
		code   string
		change func(*ResourceUpdate)
	}{
		{"resource.version", func(u *ResourceUpdate) { u.Version = 3 }}, // ErrVersion
		{"resource.state_secret", func(u *ResourceUpdate) { u.StateSecret = true }},
		{"resource.unclassified", func(u *ResourceUpdate) { u.Grade = "" }},
		{"body.field", func(u *ResourceUpdate) { u.Name = "" }},
		{"body.field", func(u *ResourceUpdate) { u.ID.Local = "" }},
		{"body.field", func(u *ResourceUpdate) { u.Fields = []Field{{"name", "text", true}} }},
	} {
		bad := *u
		v.change(&bad)
		b.refuse(&bad, v.code, "gz-health", "gz-bureau")
	}
	b.must(u, "gz-health", "gz-bureau")
	now, _ := Get(b.store, m.ID)
	if now.Version != 2 || now.Seq != 1 || now.RegistryNo != "R-1" || !now.Has("age") {
		t.Errorf("%+v", now)
	}
	if old, ok := At(b.store, m.ID, 1); !ok || old.Seq != 1 || old.Has("age") {
		t.Errorf("version 1: %+v", old)
	}
	if _, ok := At(b.store, m.ID, 3); ok {
		t.Error("version 3 exists")
	}
	if got, err := ask(b, "resource", "id", "gz-health/visits", "version", "1"); err != nil ||
		got.(Shown).Grade != "一般" {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := ask(b, "resource", "id", "gz-health/visits", "version", "x"); err == nil {
		t.Error("version x was answered")
	}
}

// HB 四(一): the entry carries sample data.
func TestSampleWhereRequired(t *testing.T) {
	b := newBook(t, with(guizhou, "catalog.sample_required", "true @ HB 四(一)"))
	m := draft("gz-health/visits")
	if r := b.refuse(m, "resource.sample_missing", "gz-health"); r.Article != "HB 四(一)" {
		t.Errorf("ErrNoSample cites %s", r.Article)
	}
	m.Sample = crypto.DigestOf(crypto.DigestSHA256, []byte("sample"))
	b.must(m, "gz-health")
}

// GD §12: twenty working days from publication.
func TestAggregationDeadline(t *testing.T) {
	b := newBook(t, with(guizhou, "aggregation.deadline", "20 working_days @ GD §12",
		"aggregation.start", "catalog_publication"))
	b.at("2025-02-10 10:00")
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	agg := &ResourceAggregate{ID: m.ID, Evidence: evidence("回执")}
	b.refuse(agg, ErrNotAuthorizable.Name, "gz-health")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	b.must(&ResourceRegister{ID: m.ID, RegistryNo: "R-1"}, "gz-registry")
	d, ok := regime.Deadline(b.store, aggregation(m.ID), b.time)
	if !ok || d.Owner != "gz-health" || d.Due.String() != "2025-03-10" {
		t.Fatalf("%+v %v", d, ok)
	}
	b.refuse(&ResourceAggregate{}, "body.field", "gz-health")
	if r := b.refuse(&ResourceAggregate{ID: m.ID}, "resource.receipt_missing",
		"gz-health"); r.Article != "GD §12" {
		t.Errorf("ErrNoReceipt cites %s", r.Article)
	}
	b.refuse(agg, "party.role_missing", "gz-platform")
	b.at("2025-03-20 10:00")
	b.must(&ResourceAggregate{ID: m.ID}, "gz-health", "gz-platform")
	if d, _ := regime.Deadline(b.store, aggregation(m.ID), b.time); d.Met == 0 {
		t.Errorf("%+v", d)
	}
	b.refuse(agg, "resource.aggregated", "gz-health") // ErrAggregated
}

func TestBackflow(t *testing.T) {
	for _, v := range []struct {
		backflow, code string // of a return without the provider
	}{{"by_territory @ GZ §15¶2", ""}, {"provider_consent @ YN §16¶2", "backflow.consent"},
		{"source_opinion @ HE §9", "backflow.consent"}, {"none", "backflow.none"}} {
		b := newBook(t, with(guizhou, "backflow", v.backflow))
		b.registered(draft("gz-health/visits"))
		m := &BackflowRecord{ID: id("gz-bureau/b-1"), Resource: id("gz-health/visits"), To: "520100"}
		if v.backflow != "none" {
			b.refuse(m, "backflow.not_aggregated", "gz-bureau") // ErrNotAggregated
		}
		b.must(&ResourceAggregate{ID: m.Resource, Evidence: evidence("回执")}, "gz-health")
		if v.code != "" {
			b.refuse(m, v.code, "gz-bureau") // ErrBackflowConsent, ErrNoBackflow
		} else {
			b.must(m, "gz-bureau")
			b.refuse(m, "catalog.id_taken", "gz-bureau")
		}
		if v.code != "backflow.consent" {
			continue
		}
		b.must(m, "gz-bureau", "gz-health")
		m.ID, m.Consent = id("gz-platform/b-2"), evidence("同意函")
		b.must(m, "gz-platform")
		if got, err := ask(b, "backflows", "limit", "1"); err != nil ||
			got.(rule.Page[Backflow]).Next != "gz-bureau/b-1" {
			t.Errorf("%+v %v", got, err)
		}
		if k, _ := backflows.Get(b.store, m.ID); !k.Attested || k.By != "gz-platform" {
			t.Errorf("%+v", k)
		}
	}
}

func TestBackflowRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	b.must(&ResourceAggregate{ID: id("gz-health/visits"), Evidence: evidence("回执")}, "gz-health")
	m := BackflowRecord{ID: id("gz-bureau/b-1"), Resource: id("gz-health/visits"), To: "530100"}
	b.refuse(&m, "backflow.place", "gz-bureau") // another province: ErrBackflowPlace
	m.To = "520000"
	b.refuse(&m, "backflow.place", "gz-bureau")
	m.To = "x"
	b.refuse(&m, "body.field", "gz-bureau")
	m.To, m.Resource = "520100", id("gz-health/none")
	b.refuse(&m, "resource.unknown", "gz-bureau")
	m.ID, m.Resource = id("gz-hr/b-1"), id("gz-health/visits")
	b.refuse(&m, "party.role_missing", "gz-hr")
	b.refuse(&m, "body.field", "gz-bureau")
}

// The pages of the supply queries follow one another without gap or repetition.
func TestRowsPages(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	for _, n := range []string{"a", "b", "c", "d", "e"} {
		b.must(propose("gz-health/"+n), "gz-health")
	}
	seen, after := "", ""
	for range 4 {
		got, err := ask(b, "exclusions", "limit", "2", "after", after)
		if err != nil {
			t.Fatal(err)
		}
		page := got.(rule.Page[ExclusionShown])
		for _, e := range page.Items {
			seen += e.ID.Local
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if seen != "abcde" || after != "" {
		t.Errorf("saw %q, then %q", seen, after)
	}
	for _, bad := range [][]string{{"limit", "0"}, {"limit", "x"}, {"after", "?"}} {
		if _, err := ask(b, "exclusions", bad...); err == nil {
			t.Errorf("%v was answered", bad)
		}
	}
}
