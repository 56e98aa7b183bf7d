package authorization

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func TestPlanDraftRefusals(t *testing.T) {
	b := newBook(t, with(guizhou, "plan.items_required", "risk @ GZ §6", "modes.allowed", "whole @ GZ §6"))
	for _, v := range []struct {
		name, code, cites, by string
		change                func(*PlanDraft)
	}{
		{"not the drafter", "party.role_missing", "", "gz-hospital", func(m *PlanDraft) { m.ID = id("gz-hospital/plan") }},
		{"another party's id", "body.field", "", "gz-bureau", func(m *PlanDraft) { m.ID = id("gz-gov/plan") }},
		{"mode not used here", "plan.mode", "GZ §6", "gz-bureau", func(m *PlanDraft) { m.Mode = Sector }},
		{"no such mode", "body.field", "", "gz-bureau", func(m *PlanDraft) { m.Mode = "all" }},
		{"no rules there", "regime.none", "", "gz-bureau", func(m *PlanDraft) { m.Jurisdiction = "110000" }},
		{"an item missing", "plan.items", "GZ §6", "gz-bureau", func(m *PlanDraft) { m.Items = []string{"goal"} }},
		{"a resource only drafted", "scope.not_authorizable", "GZ §14", "gz-bureau",
			func(m *PlanDraft) { m.Resources = append(m.Resources, id("gz-health/raw")) }},
		{"an unknown resource", "scope.not_authorizable", "GZ §14", "gz-bureau",
			func(m *PlanDraft) { m.Resources[0] = id("gz-health/none") }},
		{"a resource twice", "body.field", "", "gz-bureau", func(m *PlanDraft) { m.Resources[0] = m.Resources[1] }},
		{"no scope", "body.field", "", "gz-bureau", func(m *PlanDraft) { m.Resources = nil }},
		{"no document", "body.field", "", "gz-bureau", func(m *PlanDraft) { m.Document.Number = "" }},
		{"no title", "body.field", "", "gz-bureau", func(m *PlanDraft) { m.Title = "" }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			m := plan()
			m.Items = []string{"risk"}
			v.change(m)
			if r := b.refuse(m, v.code, v.by); v.cites != "" && r.Article != v.cites {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
}

func TestSectorPlanNeedsBothDrafters(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	m.Mode = Sector
	b.refuse(m, "party.role_missing", "gz-bureau")
	b.must(m, "gz-bureau", "gz-industry")
	if v, _ := GetPlan(b.store, m.ID); strings.Join(v.Drafters, " ") != "gz-industry gz-bureau" {
		t.Errorf("drafted by %v", v.Drafters)
	}
}

func TestPlanIsDraftedAgainUntilApproved(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	b.must(m, "gz-bureau")
	first, _ := GetPlan(b.store, m.ID)
	m.Mechanism = wire.Bytes(strings.Replace(mechanism, "3/10", "4/10", 1))
	b.must(m, "gz-bureau")
	if v, _ := GetPlan(b.store, m.ID); v.Version != 2 || v.RuleHash == first.RuleHash {
		t.Errorf("version %d", v.Version)
	}
	b.must(&PlanApprove{ID: m.ID}, "gz-gov")
	b.refuse(m, "plan.approved", "gz-bureau")
}
