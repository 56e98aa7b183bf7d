package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

func consentGive(name string, n int) *access.ConsentGive {
	m := &access.ConsentGive{ID: id(name), Jurisdiction: "520000", Of: "individual",
		Product: id("gz-operator/p1"), Evidence: evidence("授权同意书")}
	for i := range n {
		m.Subjects = append(m.Subjects, wire.Hash{1, byte(i), byte(i >> 8)})
	}
	return m
}

func TestConsents(t *testing.T) {
	b := newBook(t)
	b.at("2025-05-12 09:00")
	for name, change := range map[string]func(*access.ConsentGive){
		"no subject":          func(m *access.ConsentGive) { m.Subjects = nil },
		"an empty hash":       func(m *access.ConsentGive) { m.Subjects[0] = wire.Hash{} },
		"neither":             func(m *access.ConsentGive) { m.Product = wire.ID{} },
		"both":                func(m *access.ConsentGive) { m.Purpose = "credit" },
		"of whom":             func(m *access.ConsentGive) { m.Of = "anyone" },
		"no evidence":         func(m *access.ConsentGive) { m.Evidence.Number = "" },
		"over before it is":   func(m *access.ConsentGive) { m.To = b.time },
		"to come":             func(m *access.ConsentGive) { m.From = b.time + 121 },
		"of long ago":         func(m *access.ConsentGive) { m.From = b.time - 8*86400 },
		"another party's set": func(m *access.ConsentGive) { m.ID = id("gz-rival/s") },
	} {
		t.Run(name, func(t *testing.T) {
			m := consentGive("gz-operator/s", 2)
			change(m)
			b.refuse(m, "body.field", "gz-operator")
		})
	}
	b.refuse(consentGive("gz-rival/s", 1), "consent.collector", "gz-rival")
	b.must(consentGive("gz-operator/s", 1500), "gz-operator")
	b.refuse(consentGive("gz-operator/s", 1), "access.duplicate", "gz-operator")
	second := consentGive("gz-operator/s2", 3)
	second.To = date("2025-05-13").Start()
	out := b.must(second, "gz-operator")
	if e := out[0].(access.ConsentsGiven); e.First != 1501 || e.Count != 3 {
		t.Errorf("%+v", e)
	}
	revoke := func(handles ...uint64) *access.ConsentRevoke {
		return &access.ConsentRevoke{Handles: handles, Evidence: evidence("撤回通知")}
	}
	b.at("2025-05-12 10:00")
	b.refuse(revoke(), "body.field", "gz-operator")
	b.refuse(revoke(2, 2), "body.field", "gz-operator")
	b.refuse(revoke(1504), "consent.unknown", "gz-operator")
	b.refuse(revoke(2), "consent.collector", "gz-rival")
	b.must(revoke(2, 3), "gz-operator")
	b.refuse(revoke(3), "consent.revoked", "gz-operator")
	b.must(revoke(4), "gz-bureau")
	look := access.NewConsents(b.store)
	for _, v := range []struct {
		handle   uint64
		from, to wire.Time
		cause    string
	}{{1, b.time - 3600, b.time + 86400*365, ""}, {2, b.time - 3600, b.time, ""},
		{2, b.time - 60, b.time + 1, "consent.revoked"}, {2, b.time, b.time + 60, "consent.revoked"},
		{1, b.time - 3601, b.time, "consent.not_yet"}, {9999, b.time, b.time + 1, "consent.unknown"},
		{1501, b.time, date("2025-05-13").Start(), ""},
		{1501, b.time, date("2025-05-13").Start() + 1, "consent.expired"}} {
		if _, cause, ok := look.During(v.handle, v.from, v.to); cause != v.cause || ok != (cause == "") {
			t.Errorf("%+v: %s", v, cause)
		}
	}
	got, err := b.ask("subject_consent_spans", "handles", "1,2,1501,9999")
	end := date("2025-05-13").Start()
	if want := []access.ConsentSpan{{Handle: 1, From: b.time - 3600}, {Handle: 2, From: b.time - 3600,
		To: b.time}, {Handle: 1501, From: b.time - 3600, To: end}}; err != nil ||
		!slices.Equal(got.([]access.ConsentSpan), want) {
		t.Errorf("spans %+v, %v", got, err)
	}
	for _, bad := range []string{"", "x", "1,", strings.Repeat("1,", 1000) + "1"} {
		if _, err := b.ask("subject_consent_spans", "handles", bad); err == nil {
			t.Errorf("%.9q was answered", bad)
		}
	}
	b.at("2025-05-13 00:00")
	b.refuse(revoke(1502), "consent.revoked", "gz-operator")
	view, err := b.ask("subject_consent", "handle", "2")
	if v := view.(access.ConsentView); err != nil || v.Active || v.Cause != "consent.revoked" {
		t.Errorf("%+v %v", view, err)
	}
}
