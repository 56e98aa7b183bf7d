package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func operatorGrant(a wire.ID, items ...access.Item) *access.GrantOpen {
	return &access.GrantOpen{ID: id("gz-bureau/g1"), Layer: access.LayerOperator,
		Holder: "gz-operator", Agreement: a, Items: items}
}

func developerGrant(items ...access.Item) *access.GrantOpen {
	return &access.GrantOpen{ID: id("gz-operator/g2"), Layer: access.LayerDeveloper, Holder: "gz-dev",
		Agreement: id("gz-operator/d1"), Application: id("gz-dev/s1"), Purpose: "credit", Items: items}
}

func TestOperatorGrant(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	visits := resourceItem("gz-health/visits", "month", "sex")
	for _, v := range []struct {
		name, code, by string
		change         func(*access.GrantOpen)
	}{
		{"the operator opens it itself", "access.wrong_signer", "gz-operator",
			func(m *access.GrantOpen) { m.ID = id("gz-operator/g1") }},
		{"another holder", "access.wrong_signer", "gz-bureau",
			func(m *access.GrantOpen) { m.Holder = "gz-rival" }},
		{"outside the agreement", "access.outside_agreement", "gz-bureau",
			func(m *access.GrantOpen) {
				m.Items = []access.Item{resourceItem("gz-hospital/staff",
					"name")}
			}},
		{"a product", "access.outside_agreement", "gz-bureau",
			func(m *access.GrantOpen) { m.Items = []access.Item{productItem("gz-operator/p1")} }},
		{"a field the resource has not", "access.unknown_field", "gz-bureau",
			func(m *access.GrantOpen) {
				m.Items = []access.Item{resourceItem("gz-health/visits",
					"salary")}
			}},
		{"fields not named", "access.fields_unnamed", "gz-bureau",
			func(m *access.GrantOpen) { m.Items = []access.Item{resourceItem("gz-health/visits")} }},
		{"beyond the agreement", "grant.term", "gz-bureau",
			func(m *access.GrantOpen) { m.LastDay = date("2028-03-01") }},
		{"already over", "grant.term", "gz-bureau",
			func(m *access.GrantOpen) { m.LastDay = date("2025-03-02") }},
		{"no layer", "body.field", "gz-bureau", func(m *access.GrantOpen) { m.Layer = "" }},
		{"no agreement", "access.unknown_agreement", "gz-bureau",
			func(m *access.GrantOpen) { m.Agreement = id("x/y") }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.T = t
			m := operatorGrant(a, visits)
			v.change(m)
			b.refuse(m, v.code, v.by)
		})
	}
	b.T = t
	b.must(operatorGrant(a, visits), "gz-bureau")
	b.refuse(operatorGrant(a, visits), "access.duplicate", "gz-bureau")
	g, _ := access.GetGrant(b.store, id("gz-bureau/g1"))
	if g.From != b.time || g.To != date("2028-02-29").End() {
		t.Errorf("open %s–%s", g.From, g.To)
	}
}

// Where the regime wants it, the operator needs its own approved application (GD §24, YN §20).
func TestOperatorGrantByApplication(t *testing.T) {
	b, a := ready(t, "application.applicant", "operator", "grant.operator_basis", "application")
	beds := resourceItem("gz-hospital/beds", "month")
	r := b.refuse(operatorGrant(a, beds), "grant.basis", "gz-bureau")
	if r.Article != "GZ §16" {
		t.Errorf("cites %s", r.Article)
	}
	m := application(a, "s1", resourceItem("gz-hospital/beds", "month", "sex"))
	m.ID = id("gz-operator/s1")
	b.must(m, "gz-operator")
	b.must(approve("gz-operator/s1", beds), "gz-bureau", "gz-hospital")
	g := operatorGrant(a, resourceItem("gz-hospital/beds", "month", "sex"))
	g.Application, g.Purpose = m.ID, "credit"
	b.refuse(g, "grant.outside_approval", "gz-bureau")
	g.Items = []access.Item{beds}
	g.Purpose = "insurance"
	b.refuse(g, "grant.outside_approval", "gz-bureau")
	g.Purpose = "credit"
	b.must(g, "gz-bureau")
}

func TestNotAuthorizable(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	hide(b, "gz-health/visits")
	b.refuse(operatorGrant(a, resourceItem("gz-health/visits", "month")), "access.not_authorizable",
		"gz-bureau")
}

// hide makes a resource one that was never registered, as no kind of these chapters can.
func hide(b *book, name string) {
	for _, d := range catalog.Chapter().Collections {
		if d.Name == "catalog/resources" {
			table := state.NewMap[wire.ID, catalog.Resource](d.Chapter, d.Number, d.Name, d.Doc)
			r, _ := table.Get(b.store, id(name))
			r.Registered = 0
			table.Set(b.store, r.ID, r)
		}
	}
}

func TestDeveloperGrant(t *testing.T) {
	b, a := approved(t)
	p1 := productItem("gz-operator/p1")
	b.refuse(developerGrant(p1), "dev_agreement.unknown", "gz-operator")
	b.must(b.dev(a), "gz-operator", "gz-dev")
	b.refuse(developerGrant(p1), "access.agreement_not_running", "gz-operator")
	b.at("2025-04-01 00:00")
	b.offered("gz-operator/p2", a, "gz-health/visits")
	for _, v := range []struct {
		name, code, article, by string
		change                  func(*access.GrantOpen)
	}{
		{"raw data", "grant.raw_to_developer", "GZ §28", "gz-operator",
			func(m *access.GrantOpen) {
				m.Items = []access.Item{resourceItem("gz-health/visits",
					"month")}
			}},
		{"a product not applied for", "grant.outside_approval", "GZ §18¶2", "gz-operator",
			func(m *access.GrantOpen) { m.Items = []access.Item{productItem("gz-operator/p2")} }},
		{"a product not offered", "access.not_offered", "", "gz-operator",
			func(m *access.GrantOpen) { m.Items = []access.Item{productItem("gz-operator/p9")} }},
		{"another application", "dev_agreement.parties", "", "gz-operator",
			func(m *access.GrantOpen) { m.Application = id("gz-dev/s2") }},
		{"another purpose", "grant.outside_approval", "GZ §18¶2", "gz-operator",
			func(m *access.GrantOpen) { m.Purpose = "insurance" }},
		{"another holder", "access.wrong_signer", "", "gz-operator",
			func(m *access.GrantOpen) { m.Holder = "gz-rival" }},
		{"the bureau opens it", "access.wrong_signer", "", "gz-bureau",
			func(m *access.GrantOpen) { m.ID = id("gz-bureau/g2") }},
		{"beyond the development-use agreement", "grant.term", "", "gz-operator",
			func(m *access.GrantOpen) { m.LastDay = date("2026-04-01") }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.T = t
			m := developerGrant(p1)
			v.change(m)
			if r := b.refuse(m, v.code, v.by); v.article != "" && r.Article != v.article {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
	b.T = t
	b.must(developerGrant(p1), "gz-operator")
}

// The grant log of an object and purpose holds every opening and closing, in order (E9).
func TestRevoke(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	m := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	b.must(m, "gz-bureau")
	revoke := &access.GrantRevoke{Grant: m.ID, Cause: "整改", Evidence: evidence("通知")}
	b.refuse(revoke, "access.wrong_signer", "gz-operator")
	b.refuse(&access.GrantRevoke{Grant: m.ID}, "body.field", "gz-bureau")
	b.refuse(&access.GrantRevoke{Grant: id("gz-bureau/x"), Cause: "x"}, "grant.unknown", "gz-bureau")
	b.at("2025-06-01 12:00")
	b.must(revoke, "gz-bureau")
	b.refuse(revoke, "grant.closed", "gz-bureau")
	got, err := b.ask("grantlog", "object", "gz-health/visits", "kind", "resource")
	v := got.(access.LogView)
	if err != nil || v.Count != 2 || !v.Entries[0].Open || v.Entries[1].Open ||
		v.Entries[1].From != b.time {
		t.Errorf("%+v %v", v, err)
	}
}

// Usable over a window means over all of it; each cause stops it from its own instant on (E6).
func TestUsableDuring(t *testing.T) {
	b, a := approved(t)
	b.must(b.dev(a), "gz-operator", "gz-dev")
	b.at("2025-04-10 08:00")
	b.must(developerGrant(productItem("gz-operator/p1")), "gz-operator")
	raw := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	b.must(raw, "gz-bureau")
	opened := b.time
	end := date("2026-03-31").End()
	check := func(grant string, from, to wire.Time, want string) {
		t.Helper()
		if cause, ok := access.UsableDuring(b.store, id(grant), from, to); ok != (want == "") ||
			cause != want {
			t.Errorf("%s over %s–%s: %q, want %q", grant, from, to, cause, want)
		}
	}
	check("gz-operator/g2", opened, end, "")
	check("gz-operator/g2", opened-1, end, "grant.not_yet_open")
	check("gz-operator/g2", opened, end+1, "grant.expired")
	check("gz-operator/g2", end, end, "grant.expired")
	check("gz-operator/g9", opened, end, "grant.unknown")
	check("gz-bureau/g1", opened, opened, "")

	b.at("2025-09-01 00:00")
	access.Withdraw(b.ctx(b.store, nil), id("gz-operator/p1"), 1)
	check("gz-operator/g2", opened, b.time, "")
	check("gz-operator/g2", b.time-1, b.time+1, "product.not_offered")
	b.must(&access.GrantRevoke{Grant: id("gz-bureau/g1"), Cause: "x"}, "gz-bureau")
	check("gz-bureau/g1", opened, b.time, "")
	check("gz-bureau/g1", opened, b.time+1, "grant.revoked")

	b.at("2025-10-01 00:00")
	again := operatorGrant(a, resourceItem("gz-hospital/beds", "month"))
	again.ID = id("gz-bureau/g3")
	b.must(again, "gz-bureau")
	b.at("2025-12-01 00:00")
	b.must(&authorization.AgreementTerminate{ID: a, Ground: "other", Evidence: evidence("决定")},
		"gz-bureau")
	check("gz-bureau/g3", date("2025-10-01").Start(), b.time, "")
	check("gz-bureau/g3", date("2025-10-01").Start(), b.time+1, authorization.CauseStraddles)
	check("gz-bureau/g3", b.time, b.time+1, authorization.CauseTerminated)
	hide(b, "gz-hospital/beds")
	check("gz-bureau/g3", date("2025-10-01").Start(), date("2025-10-02").Start(),
		catalog.CauseNotRegistered)

	got, err := b.ask("grant", "id", "gz-bureau/g3")
	if v := got.(access.GrantView); err != nil || v.Usable ||
		v.Cause != authorization.CauseTerminated {
		t.Errorf("%+v %v", v, err)
	}
}
