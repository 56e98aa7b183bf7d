package access_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func application(a wire.ID, scenario string, items ...access.Item) *access.ApplicationSubmit {
	return &access.ApplicationSubmit{ID: id("gz-dev/" + scenario), Agreement: a, Scenario: scenario,
		Title: "普惠金融", Purpose: "credit", Items: items}
}

func approve(app string, items ...access.Item) *access.ApplicationReview {
	return &access.ApplicationReview{Application: id(app), Decision: access.Yes, Items: items}
}

// ready is a ledger with a running agreement, an admitted developer and an offered product made of
// two providers' data.
func ready(t *testing.T, set ...string) (*book, wire.ID) {
	b := newBook(t, set...)
	a := b.agreement()
	b.admit("gz-dev")
	b.offered("gz-operator/p1", a, "gz-health/visits", "gz-hospital/beds")
	return b, a
}

func TestApplicationSubmitRefusals(t *testing.T) {
	b, a := ready(t)
	p1 := productItem("gz-operator/p1")
	for _, v := range []struct {
		name, code, article string
		by                  string
		change              func(*access.ApplicationSubmit)
	}{
		{"no agreement of that name", "access.unknown_agreement", "", "gz-dev",
			func(m *access.ApplicationSubmit) { m.Agreement = id("gz-bureau/a9") }},
		{"not admitted", "application.not_admitted", "", "gz-rival",
			func(m *access.ApplicationSubmit) { m.ID = id("gz-rival/x") }},
		{"the operator", "application.not_admitted", "", "gz-operator",
			func(m *access.ApplicationSubmit) { m.ID = id("gz-operator/x") }},
		{"another party's id", "body.field", "", "gz-dev",
			func(m *access.ApplicationSubmit) { m.ID = id("gz-rival/x") }},
		{"no scenario", "body.field", "", "gz-dev",
			func(m *access.ApplicationSubmit) { m.Scenario = "" }},
		{"no purpose", "body.field", "", "gz-dev", func(m *access.ApplicationSubmit) { m.Purpose = "" }},
		{"no items", "body.field", "", "gz-dev", func(m *access.ApplicationSubmit) { m.Items = nil }},
		{"an item twice", "body.field", "", "gz-dev",
			func(m *access.ApplicationSubmit) { m.Items = []access.Item{p1, p1} }},
		{"a resource outside the agreement", "access.outside_agreement", "", "gz-dev",
			func(m *access.ApplicationSubmit) {
				m.Items = []access.Item{resourceItem("gz-hospital/staff",
					"month")}
			}},
		{"a field the resource has not", "access.unknown_field", "", "gz-dev",
			func(m *access.ApplicationSubmit) {
				m.Items = []access.Item{resourceItem("gz-hospital/beds",
					"salary")}
			}},
		{"no field named", "access.fields_unnamed", "", "gz-dev",
			func(m *access.ApplicationSubmit) { m.Items = []access.Item{resourceItem("gz-hospital/beds")} }},
		{"a product not offered", "access.not_offered", "", "gz-dev",
			func(m *access.ApplicationSubmit) { m.Items = []access.Item{productItem("gz-operator/p9")} }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.T = t
			m := application(a, "s1", p1)
			v.change(m)
			b.refuse(m, v.code, v.by)
		})
	}
	b.T = t
	b.at("2028-03-01 00:00")
	if r := b.refuse(application(a, "s1", p1), "access.agreement_not_running",
		"gz-dev"); r.Field != "agreement" {
		t.Errorf("field %s", r.Field)
	}
}

// One scenario, one application (GZ §18): the same scenario waits for the decision; a rejected one
// may be applied for again, another one always.
func TestOneScenarioOneApplication(t *testing.T) {
	b, a := ready(t)
	p1 := productItem("gz-operator/p1")
	b.must(application(a, "s1", p1), "gz-dev")
	b.refuse(application(a, "s1", p1), "access.duplicate", "gz-dev")
	again := application(a, "s1", p1)
	again.ID = id("gz-dev/again")
	if r := b.refuse(again, "application.scenario_taken", "gz-dev"); r.Article != "GZ §18¶1" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(application(a, "s2", p1), "gz-dev")
	b.must(&access.ApplicationReview{Application: id("gz-dev/s1"), Decision: access.No,
		Reason: "必要性不足"}, "gz-health")
	if v, _ := access.GetApplication(b.store, id("gz-dev/s1")); v.Status != access.Rejected ||
		len(v.Approved) != 0 {
		t.Errorf("one no does not reject: %+v", v)
	}
	b.must(again, "gz-dev")
}

func TestOperatorApplies(t *testing.T) {
	b, a := ready(t, "application.applicant", "operator")
	m := application(a, "s1", resourceItem("gz-health/visits", "month"))
	b.refuse(m, "application.applicant", "gz-dev")
	m.ID = id("gz-operator/s1")
	b.must(m, "gz-operator")
	b, a = ready(t, "application.applicant", "")
	b.refuse(application(a, "s1", productItem("gz-operator/p1")), "application.none", "gz-dev")
	b, a = ready(t, "application.applicant", "provider")
	b.refuse(application(a, "s1", productItem("gz-operator/p1")), "application.applicant", "gz-dev")
}

// An affiliate that was admitted before its group's operator had an agreement is stopped here (S7).
func TestOperatorGroupMayNotApply(t *testing.T) {
	b := newBook(t)
	b.admit("gz-affiliate")
	a := b.agreement()
	b.offered("gz-operator/p1", a, "gz-health/visits")
	m := application(a, "s1", productItem("gz-operator/p1"))
	m.ID = id("gz-affiliate/s1")
	if r := b.refuse(m, "application.operator_group", "gz-affiliate"); r.Article != "GZ §25¶1" {
		t.Errorf("cites %s", r.Article)
	}
}

// Whole authorization: the bureau and every provider behind the product sit on the panel, all must
// say yes, in any order, in one paper or several.
func TestReviewPanel(t *testing.T) {
	b, a := ready(t)
	b.must(application(a, "s1", productItem("gz-operator/p1")), "gz-dev")
	v, _ := access.GetApplication(b.store, id("gz-dev/s1"))
	if got := access.Waiting(v.Panel); !slices.Equal(got,
		[]string{"bureau:gz-bureau", "provider:gz-health", "provider:gz-hospital"}) {
		t.Fatalf("panel %v", got)
	}
	b.refuse(approve("gz-dev/s1"), "application.not_reviewer", "gz-operator")
	b.refuse(approve("gz-dev/x"), "application.unknown", "gz-bureau")
	b.must(approve("gz-dev/s1"), "gz-hospital", "gz-bureau")
	if r := b.refuse(approve("gz-dev/s1"), "application.not_reviewer",
		"gz-bureau"); r.Article != "GZ §18¶2" {
		t.Errorf("cites %s", r.Article)
	}
	if v, _ := access.GetApplication(b.store, id("gz-dev/s1")); v.Status != access.UnderReview {
		t.Errorf("approved before the last review: %+v", v)
	}
	b.must(approve("gz-dev/s1"), "gz-health")
	v, _ = access.GetApplication(b.store, id("gz-dev/s1"))
	if v.Status != access.Approved || v.Decided != b.time || len(v.Approved) != 1 {
		t.Errorf("%+v", v)
	}
	b.refuse(approve("gz-dev/s1"), "application.decided", "gz-health")
}

// The reviews may allow fewer fields than were asked for; what all allow is approved (S22, L2).
func TestApprovalIsNarrower(t *testing.T) {
	b, a := ready(t)
	beds := "gz-hospital/beds"
	b.must(application(a, "s1", resourceItem(beds, "month", "sex", "name"),
		productItem("gz-operator/p1")), "gz-dev")
	b.refuse(approve("gz-dev/s1", resourceItem("gz-health/visits", "month")),
		"application.wider_than_asked", "gz-bureau")
	b.must(approve("gz-dev/s1", resourceItem(beds, "month", "sex"),
		productItem("gz-operator/p1", "month")), "gz-bureau")
	b.refuse(approve("gz-dev/s1", resourceItem(beds, "name")), "application.nothing_left",
		"gz-hospital")
	b.must(approve("gz-dev/s1", resourceItem(beds, "sex", "name")), "gz-hospital")
	b.must(approve("gz-dev/s1"), "gz-health")
	v, _ := access.GetApplication(b.store, id("gz-dev/s1"))
	if len(v.Approved) != 1 || !slices.Equal(v.Approved[0].Fields, []string{"sex"}) {
		t.Errorf("approved %+v", v.Approved)
	}
}

func TestReviewBodies(t *testing.T) {
	b, a := ready(t)
	b.must(application(a, "s1", productItem("gz-operator/p1")), "gz-dev")
	for _, m := range []*access.ApplicationReview{
		{Application: id("gz-dev/s1"), Decision: "maybe"},
		{Application: id("gz-dev/s1"), Decision: access.No},
		{Application: id("gz-dev/s1"), Decision: access.No, Reason: "x",
			Items: []access.Item{productItem("gz-operator/p1")}},
		{Decision: access.Yes},
	} {
		b.refuse(m, "body.field", "gz-bureau")
	}
}

// Nobody reviews itself: where providers review, a provider that applies is no reviewer of its own.
func TestSelfReview(t *testing.T) {
	b, a := ready(t, "application.applicant", "operator", "application.reviewers.whole", "operator")
	m := application(a, "s1", resourceItem("gz-health/visits", "month"))
	m.ID = id("gz-operator/s1")
	b.must(m, "gz-operator")
	b.refuse(approve("gz-operator/s1"), "application.self_review", "gz-operator")
}

func TestQueriesOfApplications(t *testing.T) {
	b, a := ready(t)
	for _, s := range []string{"s1", "s2", "s3"} {
		b.must(application(a, s, productItem("gz-operator/p1")), "gz-dev")
	}
	got, err := b.ask("applications", "limit", "2", "party", "gz-dev")
	page := got.(rule.Page[access.Application])
	if err != nil || len(page.Items) != 2 || page.Next != "gz-dev/s2" {
		t.Fatalf("%+v %v", page, err)
	}
	got, _ = b.ask("applications", "after", page.Next)
	if page = got.(rule.Page[access.Application]); len(page.Items) != 1 || page.Next != "" {
		t.Errorf("%+v", page)
	}
	if _, err := b.ask("application", "id", "gz-dev/s9"); err == nil {
		t.Error("an unknown application was found")
	}
	if _, err := b.ask("applications", "limit", "0"); err == nil {
		t.Error("limit 0 was answered")
	}
}

// A role given in this block counts from the next one, for reviewers too (rulings E1). The seat of
// the body that signed the agreement is its successor's once it lost the role.
func TestReviewerRoleCountsFromTheNextBlock(t *testing.T) {
	b, a := ready(t)
	b.must(application(a, "s1", productItem("gz-operator/p1")), "gz-dev")
	parent := state.NewOverlay(b.store)
	block := state.NewOverlay(parent)
	c := b.ctx(block, []string{"gz-gov"})
	c.Parent = parent
	grant := &party.RoleGrant{Party: "gz-gov", Role: "bureau", Jurisdiction: "520000",
		Evidence: evidence("机构改革")}
	gone := &party.RoleEnd{Party: "gz-bureau", Role: "bureau", Jurisdiction: "520000",
		Evidence: evidence("机构改革")}
	g := b.ctx(block, []string{"gz-bureau", "gz-gov"})
	g.Parent = parent
	for _, m := range []rule.Msg{grant, gone} {
		if err := apply(g, m); err != nil {
			t.Fatal(err)
		}
	}
	var r *rule.Refused
	if err := apply(c, approve("gz-dev/s1")); !errors.As(err, &r) ||
		r.Name != "application.not_reviewer" {
		t.Errorf("got %v", err)
	}
	c.Parent = block
	if err := apply(c, approve("gz-dev/s1")); err != nil {
		t.Errorf("in the next block: %v", err)
	}
}
