package authorization

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

var otherMechanism = wire.Bytes(strings.Replace(mechanism, "3/10", "4/10", 1))

func amendPlan(set func(*PlanAmend)) *PlanAmend {
	m := &PlanAmend{ID: plan().ID, Reason: "调整", Document: evidence("修订")}
	set(m)
	return m
}

// Which changes take a new approval follows from two lists of the profile.
func TestNeedsApproval(t *testing.T) {
	rules := map[string][2]string{
		"GZ": {"scope,term,distribution", ""}, "GD": {"larger_change", "minor"},
		"HE": {"scenario,data_scale,operator_conditions,accounting,distribution", "other"},
		"HB": {"everything_else", "catalog,product_list"},
	}
	for name, want := range map[string]string{
		"GZ": "catalog product_list scenario distribution operator_conditions " +
			"accounting term larger_change other",
		"GD": "catalog scenario distribution operator_conditions accounting term larger_change",
		"HE": "catalog scenario distribution operator_conditions accounting",
		"HB": "scenario distribution operator_conditions accounting term larger_change other",
	} {
		b := newBook(t, with(guizhou, "plan.change.reapproval_triggers", rules[name][0],
			"plan.change.free_items", rules[name][1]))
		p, _ := regime.Current(b.store, "520000", b.time)
		var got []string
		for _, v := range []string{ChangeCatalog, ChangeProducts, ChangeScenario, ChangeDistribution,
			ChangeConditions, ChangeAccounting, ChangeTerm, ChangeLarger, ChangeOther} {
			if needsApproval(p, v) {
				got = append(got, v)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, want %s", name, s, want)
		}
	}
}

// A change that waits leaves the version in force as it is; one that is free takes its place at
// once; both are filed where the profile wants it.
func TestPlanAmend(t *testing.T) {
	b := newBook(t, with(guizhou, "plan.change.reapproval_triggers", "everything_else",
		"plan.change.free_items", "catalog,product_list", "plan.filing.deadline", "1 months",
		"plan.filing.levels", "province", "plan.filing.covers_changes", "true"))
	b.refuse(amendPlan(func(m *PlanAmend) { m.Products = []string{"指数"} }), "plan.unknown",
		"gz-bureau")
	b.must(plan(), "gz-bureau")
	b.refuse(amendPlan(func(m *PlanAmend) { m.Products = []string{"指数"} }), "plan.not_approved",
		"gz-bureau")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
	b.refuse(amendPlan(func(m *PlanAmend) { m.Products = []string{"指数"} }), "agreement.signer",
		"gz-operator")
	b.refuse(amendPlan(func(m *PlanAmend) {}), "plan.unchanged", "gz-bureau")
	b.refuse(amendPlan(func(m *PlanAmend) { m.Changes = []string{"catalog"} }), "body.field",
		"gz-bureau")
	b.refuse(amendPlan(func(m *PlanAmend) { m.Resources = []wire.ID{id("gz-health/raw")} }),
		"scope.not_authorizable", "gz-bureau")

	b.must(amendPlan(func(m *PlanAmend) { m.Products = []string{"指数"} }), "gz-bureau")
	v, _ := GetPlan(b.store, plan().ID)
	if v.Version != 2 || v.Status != PlanApprovedStatus || v.Pending != 0 || len(v.Products) != 1 {
		t.Fatalf("free change: %+v", v)
	}
	if f, ok := GetFiling(b.store, v.ID, DutyPlanChange, 1); !ok || f.Done != 0 {
		t.Error("the change is not to be filed")
	}

	b.must(amendPlan(func(m *PlanAmend) { m.Mechanism = otherMechanism }), "gz-bureau")
	v, _ = GetPlan(b.store, v.ID)
	if v.Version != 2 || v.Pending != 3 || v.RuleHash != RuleHash(canonical([]byte(mechanism))) {
		t.Fatalf("waiting change: %+v", v)
	}
	b.refuse(&PlanApprove{ID: v.ID, Digest: v.Digest()}, "plan.changed", "gz-gov")
	b.refuse(&PlanApprove{ID: v.ID}, "plan.approval", "gz-operator")
	next, _ := GetPlanVersion(b.store, v.ID, 3)
	b.must(&PlanApprove{ID: v.ID, Digest: next.Digest()}, "gz-gov")
	v, _ = GetPlan(b.store, v.ID)
	if v.Version != 3 || v.Pending != 0 || v.RuleHash != RuleHash(canonical(otherMechanism)) {
		t.Fatalf("approved change: %+v", v)
	}
	if _, ok := GetFiling(b.store, v.ID, DutyPlanChange, 2); !ok {
		t.Error("the second change is not to be filed")
	}
	b.refuse(&PlanApprove{ID: v.ID}, "plan.approved", "gz-gov")
	got, err := ask(b, "plan_versions", "id", v.ID.String())
	if err != nil || len(got.(Versions).Items) != 3 {
		t.Errorf("%+v %v", got, err)
	}
}

// YN §9: a study before the approval, of a change too; HE §12(3): organized by the bureau.
func TestPlanFeasibility(t *testing.T) {
	study := &PlanFeasibility{ID: plan().ID, Study: evidence("论证")}
	b := newBook(t, guizhou)
	b.refuse(study, "plan.unknown", "gz-bureau")
	b.must(plan(), "gz-bureau")
	b.refuse(study, "plan.no_feasibility_step", "gz-bureau")

	b = newBook(t, with(guizhou, "plan.feasibility_step", "separate @ YN §9",
		"plan.change.reapproval_triggers", "distribution"))
	b.must(plan(), "gz-bureau")
	if r := b.refuse(&PlanApprove{ID: plan().ID}, "plan.feasibility", "gz-gov"); r.Article != "YN §9" {
		t.Errorf("cites %s", r.Article)
	}
	b.refuse(study, "party.role_missing", "gz-operator")
	b.refuse(&PlanFeasibility{ID: plan().ID, Study: evidence("论证"), Digest: wire.Hash{1}},
		"plan.changed", "gz-bureau")
	b.must(study, "gz-bureau")
	b.must(plan(), "gz-bureau") // drafted again: what was studied is gone
	b.refuse(&PlanApprove{ID: plan().ID}, "plan.feasibility", "gz-gov")
	b.must(study, "gz-bureau")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
	b.refuse(study, "plan.approved", "gz-bureau")
	b.must(amendPlan(func(m *PlanAmend) { m.Mechanism = otherMechanism }), "gz-bureau")
	b.refuse(&PlanApprove{ID: plan().ID}, "plan.feasibility", "gz-gov")
	b.must(study, "gz-bureau")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")

	b = newBook(t, with(guizhou, "plan.feasibility_step", "organized @ HE §12(3)"))
	b.must(plan(), "gz-bureau")
	b.refuse(study, "plan.unheard", "gz-bureau")
	study.Opinions = items("industry", "supervisor", "expert")
	b.refuse(study, "party.role_missing", "gz-industry")
	b.must(study, "gz-bureau")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
}

func TestPlanDecision(t *testing.T) {
	b := newBook(t, with(guizhou, "plan.decision_required", "true @ HE §13¶1"))
	b.must(plan(), "gz-bureau")
	if r := b.refuse(&PlanApprove{ID: plan().ID}, "plan.decision", "gz-gov"); r.Article != "HE §13¶1" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(&PlanApprove{ID: plan().ID, Approval: evidence("纪要")}, "gz-gov")
}

func TestPlanWithdraw(t *testing.T) {
	m := &PlanWithdraw{ID: plan().ID, Evidence: evidence("政策")}
	b := newBook(t, guizhou)
	b.approved()
	b.refuse(m, "agreement.ground", "gz-gov")
	b = newBook(t, with(guizhou, "terminate.grounds", "policy @ HE §35(1)"))
	b.refuse(m, "plan.unknown", "gz-gov")
	b.must(plan(), "gz-bureau")
	b.refuse(m, "plan.not_approved", "gz-gov")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
	b.refuse(m, "plan.approval", "gz-operator")
	b.must(m, "gz-gov")
	b.refuse(announce("gz-bureau/sel", b.time+3600), "plan.not_approved", "gz-bureau")
	b.refuse(&PlanApprove{ID: plan().ID}, "plan.not_approved", "gz-gov")
}

// Levels, modes of lower levels, the lead of the prefecture, who drafts, the body that carries out.
func TestPlanPlace(t *testing.T) {
	county := plan()
	county.ID, county.Jurisdiction = id("nm-bureau/plan"), "520102"
	b := newBook(t, with(guizhou, "levels", "province,prefecture @ GZ §5¶2"))
	if r := b.refuse(county, "plan.level", "nm-bureau"); r.Article != "GZ §5¶2" {
		t.Errorf("cites %s", r.Article)
	}
	b = newBook(t, with(guizhou, "levels.county_under_prefecture", "true @ YN §6¶2"))
	b.refuse(county, "plan.prefecture_lead", "nm-bureau")
	b.must(county, "nm-bureau", "gy-bureau")
	county.ID, county.Consent = id("nm-bureau/plan-2"), evidence("统筹意见")
	b.must(county, "nm-bureau")

	city := plan()
	city.ID, city.Jurisdiction, city.Mode = id("gy-bureau/plan"), "520100", Scenario
	set := with(guizhou, "plan.drafter.scenario", "bureau", "roles.impl.scenario", "bureau")
	newBook(t, set).refuse(city, "plan.mode", "gy-bureau")
	newBook(t, with(set, "modes.lower_levels", "own_choice @ GD §7¶2")).must(city, "gy-bureau")

	b = newBook(t, with(guizhou, "plan.drafter.instead", "industry @ GD §17"))
	m := plan()
	m.ID.Party = "gz-industry"
	b.refuse(m, "plan.guidance", "gz-industry")
	m.Guidance = evidence("指导意见")
	b.must(m, "gz-industry")
}

func TestImplementingBody(t *testing.T) {
	set := with(guizhou, "roles.impl.whole", "impl", "plan.drafter.whole", "bureau",
		"roles.impl.appointed", "by_government @ HE §3")
	b := newBook(t, set)
	if r := b.refuse(plan(), "plan.implementing_body", "gz-bureau"); r.Article != "HE §3" {
		t.Errorf("cites %s", r.Article)
	}
	b = newBook(t, with(set, "roles.impl.whole", "bureau"))
	m := plan()
	m.Impl = "gz-rival"
	b.refuse(m, "plan.implementing_body", "gz-bureau")
	m.Impl = ""
	b.must(m, "gz-bureau")
	if v, _ := GetPlan(b.store, m.ID); v.Impl != "gz-bureau" {
		t.Errorf("%+v", v)
	}
	p, _ := regime.Current(b.store, "520000", b.time)
	if (Plan{Impl: "gz-rival"}).carriesOut(p, "gz-bureau") == nil {
		t.Error("another body carries the plan out")
	}
}
