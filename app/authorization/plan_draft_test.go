package authorization

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestPlanDraftRefusals(t *testing.T) {
	b := newBook(t, with(guizhou, "plan.items_required", "risk @ GZ §6", "modes.allowed",
		"whole @ GZ §6"))
	for _, v := range []struct {
		name, code, cites, by string
		change                func(*PlanDraft)
	}{
		{"not the drafter", "party.role_missing", "", "gz-hospital",
			func(m *PlanDraft) { m.ID = id("gz-hospital/plan") }},
		{"another party's id", "body.field", "", "gz-bureau",
			func(m *PlanDraft) { m.ID = id("gz-gov/plan") }},
		{"mode not used here", "plan.mode", "GZ §6", "gz-bureau", func(m *PlanDraft) { m.Mode = Sector }},
		{"no such mode", "body.field", "", "gz-bureau", func(m *PlanDraft) { m.Mode = "all" }},
		{"no rules there", "regime.none", "", "gz-bureau",
			func(m *PlanDraft) { m.Jurisdiction = "110000" }},
		{"an item missing", "plan.items", "GZ §6", "gz-bureau",
			func(m *PlanDraft) { m.Items = []string{"goal"} }},
		{"a resource only drafted", "scope.not_authorizable", "GZ §14", "gz-bureau",
			func(m *PlanDraft) { m.Resources = append(m.Resources, id("gz-health/raw")) }},
		{"an unknown resource", "scope.not_authorizable", "GZ §14", "gz-bureau",
			func(m *PlanDraft) { m.Resources[0] = id("gz-health/none") }},
		{"a resource twice", "body.field", "", "gz-bureau",
			func(m *PlanDraft) { m.Resources[0] = m.Resources[1] }},
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

func TestScopeStaysInTheProvince(t *testing.T) {
	yunnan := founder("yn-health", party.Institution, "530000", "provider", "bureau", "registry")
	b := open(t, []regime.GenesisProfile{profile("520000", guizhou), profile("530000", guizhou)},
		append(founders(), yunnan))
	b.registered("yn-health/beds", "530000", "yn-health", "yn-health")
	m := plan()
	m.Resources = []wire.ID{id("yn-health/beds")}
	b.refuse(m, "scope.other_province", "gz-bureau")
}

// Data held through sharing without consent stops the whole plan, naming it (S10).
func TestSharedDataInAPlan(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	b.must(&catalog.ResourceDraft{ID: id("gz-hospital/pay"), Name: "pay", Class: "人社", Grade: "一般",
		Jurisdiction: "520000", Fields: []catalog.Field{{Name: "month", Type: "date"}},
		Origin: catalog.Shared, Sharer: "gz-health"}, "gz-hospital")
	b.carried("gz-hospital/pay", "gz-bureau", "gz-registry")
	m.Resources = append(m.Resources, id("gz-hospital/pay"))
	r := b.refuse(m, "scope.not_authorizable", "gz-bureau")
	if r.Article != rule.DefaultRule || !strings.Contains(r.SayEn(), "gz-hospital/pay") {
		t.Errorf("cites %s: %s", r.Article, r.SayEn())
	}
}

func TestSectorPlanNeedsBothDrafters(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	m.Mode = Sector
	if r := b.refuse(m, "party.role_missing", "gz-bureau"); r.Article == rule.DefaultRule {
		t.Error("a missing drafter cites no article")
	}
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

// Two required drafters are two bodies without common control (rulings E13).
func TestSectorDraftersAreIndependent(t *testing.T) {
	all := founders()
	for i := range all {
		if all[i].ID == "gz-industry" {
			all[i].Group = "gz-public" // the bureau's
		}
		if all[i].ID == "gz-bureau" {
			all[i].Roles = append(all[i].Roles, party.FounderRole{Role: "industry", Jurisdiction: "520000"})
		}
	}
	b := open(t, []regime.GenesisProfile{profile("520000", guizhou)}, all)
	for _, name := range []string{"gz-health/visits", "gz-hospital/beds"} {
		b.registered(name, "520000", "gz-bureau", "gz-registry")
	}
	m := plan()
	m.Mode = Sector
	b.refuse(m, "agreement.common_control", "gz-bureau")
	b.refuse(m, "agreement.common_control", "gz-bureau", "gz-industry")
}
