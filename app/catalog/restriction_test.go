package catalog

import "testing"

// Where the regime asks it, a provider of personal data says what it restricts (YN §5¶3).
func TestRestrictions(t *testing.T) {
	b := newBook(t, guizhou)
	m := draft("gz-health/visits")
	m.Personal = true
	b.must(m, "gz-health")

	b = newBook(t, with(guizhou, "personal.rule", "restricted_scenarios"))
	b.refuse(m, "resource.restrictions_missing", "gz-health")
	m.Restricted = []string{"insurance", "insurance"}
	b.refuse(m, "body.field", "gz-health")
	m.Restricted = []string{"insurance"}
	b.must(m, "gz-health")
	if _, out := Restricts(b.store, m.ID, "insurance"); !out {
		t.Error("insurance is not ruled out")
	}
	if _, out := Restricts(b.store, m.ID, "finance"); out {
		t.Error("finance is ruled out")
	}
	m = draft("gz-health/other")
	m.Personal, m.Requirements = true, "仅限医疗机构使用"
	b.must(m, "gz-health")
}
