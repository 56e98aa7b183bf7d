package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func TestRegisterOnlyAfterPublication(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	reg := &ResourceRegister{ID: m.ID, RegistryNo: "GZ-1"}
	b.refuse(reg, "resource.not_published", "gz-registry")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	if r := b.refuse(reg, "resource.not_published", "gz-registry"); r.Article != "GZ §14" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	b.refuse(&ResourceRegister{ID: m.ID}, "body.field", "gz-registry")
	b.refuse(&ResourceRegister{ID: id("gz-health/x"), RegistryNo: "1"}, "resource.unknown",
		"gz-registry")
	b.refuse(reg, "resource.registrar", "gz-hr")
	b.refuse(reg, "resource.no_registry", "gz-health")
	b.must(reg, "gz-registry")
	b.refuse(reg, "resource.not_published", "gz-registry")
	if v, _ := Get(b.store, m.ID); v.Attested || v.Registrar != "gz-registry" {
		t.Errorf("stored %+v", v)
	}
}

func TestRegisterAttested(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	b.must(&ResourceRegister{ID: m.ID, RegistryNo: "GZ-1", Evidence: evidence("证书1")}, "gz-health")
	if v, _ := Get(b.store, m.ID); !v.Attested || v.Registrar != "gz-health" ||
		v.Status != Registered {
		t.Errorf("stored %+v", v)
	}
}

// HE §19¶2: the implementing body has resources registered, the provider does not.
func TestRegisterByImpl(t *testing.T) {
	b := newBook(t, with(guizhou, "resource.registrar", "impl @ HE §19¶2"))
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	reg := &ResourceRegister{ID: m.ID, RegistryNo: "GZ-1", Evidence: evidence("证书1")}
	if r := b.refuse(reg, "resource.registrar", "gz-health"); r.Article != "HE §19¶2" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(reg, "gz-bureau")
	if v, _ := Get(b.store, m.ID); v.Registrar != "gz-bureau" || v.Venue != "platform" {
		t.Errorf("stored %+v", v)
	}
}

func TestAuthorizableIsDated(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	check := func(at, cause string) {
		t.Helper()
		got, ok := Authorizable(b.store, m.ID, instant(t, at))
		if got != cause || ok != (cause == "") {
			t.Errorf("at %s: %q %v, want %q", at, got, ok, cause)
		}
	}
	check("2025-02-01 09:00", CauseUnknown)
	b.must(m, "gz-health")
	check("2025-02-01 09:00", CauseNotPublished)
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.at("2025-02-01 09:00")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	check("2025-02-01 09:00", CauseNotRegistered)
	b.at("2025-02-03 09:00")
	b.must(&ResourceRegister{ID: m.ID, RegistryNo: "1"}, "gz-registry")
	check("2025-02-03 09:00", "")
	check("2025-02-03 08:59", CauseNotRegistered)
	check("2025-02-01 08:59", CauseNotPublished)
}

func TestSharedDataNeedsConsent(t *testing.T) {
	for _, v := range []struct{ required, cause string }{{"true", CauseNoConsent}, {"false", ""}} {
		b := newBook(t, with(guizhou, "shared_data.consent_required", v.required))
		m := draft("gz-health/income")
		m.Origin, m.Sharer = Shared, "gz-hr"
		b.registered(m)
		if cause, _ := Authorizable(b.store, m.ID, b.time); cause != v.cause {
			t.Errorf("consent required %s: %q", v.required, cause)
		}
	}
}

func TestRegistrationOnlyWhereRequired(t *testing.T) {
	b := newBook(t, with(guizhou, "catalog.registration_required", "false"))
	m := draft("gz-health/visits")
	b.must(m, "gz-health")
	b.must(&ResourceReview{ID: m.ID, Pass: true}, "gz-bureau")
	b.must(&ResourcePublish{ID: m.ID}, "gz-bureau")
	if cause, ok := Authorizable(b.store, wire.ID{Party: "gz-health", Local: "visits"}, b.time); !ok {
		t.Error(cause)
	}
}
