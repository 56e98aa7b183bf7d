package catalog

import (
	"testing"
)

func TestDraftRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	for _, v := range []struct {
		name, code, by string
		change         func(*ResourceDraft)
	}{
		{"another provider's data", "resource.not_own", "gz-hr", func(*ResourceDraft) {}},
		{"signed by no provider", "party.role_missing", "gz-operator", func(*ResourceDraft) {}},
		{"no class", "resource.unclassified", "gz-health", func(m *ResourceDraft) { m.Class = "" }},
		{"no grade", "resource.unclassified", "gz-health", func(m *ResourceDraft) { m.Grade = "" }},
		{"state secret", "resource.state_secret", "gz-health",
			func(m *ResourceDraft) { m.StateSecret = true }},
		{"no rules there", "regime.none", "gz-health",
			func(m *ResourceDraft) { m.Jurisdiction = "110000" }},
		{"no name", "body.field", "gz-health", func(m *ResourceDraft) { m.Name = "" }},
		{"no fields", "body.field", "gz-health", func(m *ResourceDraft) { m.Fields = nil }},
		{"a field twice", "body.field", "gz-health",
			func(m *ResourceDraft) { m.Fields[1].Name = "month" }},
		{"a field without type", "body.field", "gz-health",
			func(m *ResourceDraft) { m.Fields[1].Type = "" }},
		{"hidden personal field", "body.field", "gz-health",
			func(m *ResourceDraft) { m.Fields[0].Personal = true }},
		{"unknown origin", "body.field", "gz-health", func(m *ResourceDraft) { m.Origin = "found" }},
		{"shared by nobody", "body.field", "gz-health", func(m *ResourceDraft) { m.Origin = Shared }},
		{"shared by itself", "body.field", "gz-health", func(m *ResourceDraft) {
			m.Origin,
				m.Sharer = Shared, "gz-health"
		}},
		{"sharer of own data", "body.field", "gz-health", func(m *ResourceDraft) { m.Sharer = "gz-hr" }},
		{"bad id", "body.field", "gz-health", func(m *ResourceDraft) { m.ID.Local = "" }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			m := draft("gz-health/visits")
			v.change(m)
			b.refuse(m, v.code, v.by)
		})
	}
}

func TestDraftCitesTheProfile(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	m.Grade = ""
	if r := b.refuse(m, "resource.unclassified", "gz-health"); r.Article != "GZ §14" ||
		r.Mark != "text" {
		t.Errorf("cites %s (%s)", r.Article, r.Mark)
	}
	m.StateSecret = true
	if r := b.refuse(m, "resource.state_secret", "gz-health"); r.Mark != "text" {
		t.Errorf("state secrets: cites %s (%s)", r.Article, r.Mark)
	}
	// Where the rules ask for no classification, none is required.
	b = newBook(t, with(guizhou, "catalog.classified", "false"))
	m.StateSecret, m.Class = false, ""
	b.must(m, "gz-health")
}

func TestDraftAgain(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	m.Name = "门诊月报"
	b.must(m, "gz-health")
	b.must(&ResourceReview{ID: m.ID, Reason: "字段说明不全"}, "gz-bureau")
	if v, _ := Get(b.store, m.ID); v.Status != Returned || v.Reason == "" {
		t.Fatalf("after the return: %+v", v)
	}
	b.refuse(&ResourceReview{ID: m.ID, Pass: true}, "resource.not_drafted", "gz-bureau")
	b.must(m, "gz-health")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.refuse(m, "resource.exists", "gz-health")
	if v, _ := Get(b.store, m.ID); v.Weight != 1 || v.Version != 1 || v.Name != "门诊月报" ||
		!v.Has("visits") || v.Has("name") {
		t.Errorf("stored %+v", v)
	}
}
