package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
)

// A purpose that a provider rules out is not applied for, nor opened, also behind a product.
func TestRestrictedPurposes(t *testing.T) {
	b, a := ready(t, "personal.rule", "restricted_scenarios")
	b.must(&catalog.ResourceUpdate{ID: id("gz-health/visits"), Version: 2, Name: "就诊", Class: "医疗",
		Grade: "一般", Personal: true, Restricted: []string{"credit"},
		Fields: []catalog.Field{{Name: "month", Type: "text"}}}, "gz-health", "gz-bureau")
	m := application(a, "s1", productItem("gz-operator/p1"))
	if r := b.refuse(m, "application.restricted", "gz-dev"); r.Article != "GZ §27" {
		t.Errorf("cites %s", r.Article)
	}
	m.Purpose = "research"
	b.must(m, "gz-dev")
	g := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	g.Purpose = "credit"
	b.refuse(g, "application.restricted", "gz-bureau")
	g.Purpose = "research"
	b.must(g, "gz-bureau")
}

// Elsewhere the restriction holds all the same, by a rule of ours.
func TestRestrictedElsewhere(t *testing.T) {
	b, a := ready(t)
	b.must(&catalog.ResourceUpdate{ID: id("gz-health/visits"), Version: 2, Name: "就诊", Class: "医疗",
		Grade: "一般", Restricted: []string{"credit"},
		Fields: []catalog.Field{{Name: "month", Type: "text"}}}, "gz-health", "gz-bureau")
	m := application(a, "s1", resourceItem("gz-health/visits", "month"))
	if r := b.refuse(m, "application.restricted", "gz-dev"); r.Article != "DEFAULT_RULE" {
		t.Errorf("cites %s", r.Article)
	}
}
