package access_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// hubei are the keys of Hubei's procedure: the operator applies, the scenario first.
var hubei = []string{"application.applicant", "operator", "application.steps", "2",
	"scenario.rule", "one_review", "application.data_reviewers", "provider",
	"application.data_deadline", "5 working_days",
	"application.criteria", "value,reasonable,necessary,satisfiable"}

func judged(criteria ...string) (out []access.Judgement) {
	for _, k := range criteria {
		out = append(out, access.Judgement{Criterion: k})
	}
	return out
}

func scenarioPlan(a wire.ID, local string, items ...access.Item) *access.ScenarioSubmit {
	return &access.ScenarioSubmit{ID: id("gz-operator/" + local), Agreement: a, Scenario: "普惠金融",
		Title: "普惠金融", Purpose: "credit", Value: "降低小微企业融资成本，按次收费", Items: items}
}

func dataOf(a wire.ID, local string, items ...access.Item) *access.ApplicationSubmit {
	return &access.ApplicationSubmit{ID: id("gz-operator/" + local), Agreement: a,
		Scenario: "普惠金融", Purpose: "credit", Items: items}
}

// S4 (HB 四(二)(三)): the scenario is reviewed by bureau and providers, criterion by criterion; its
// data by the providers within five working days. 2025-03-14 (Fri) + 5 = 03-21; decided on 03-25 is
// two working days late.
func TestTwoSteps(t *testing.T) {
	b, a := ready(t, hubei...)
	visits := resourceItem("gz-health/visits", "month")
	if r := b.refuse(dataOf(a, "d1", visits), "application.scenario_unapproved",
		"gz-operator"); r.Article != "GZ §18¶1" {
		t.Errorf("cites %s", r.Article)
	}
	plan := scenarioPlan(a, "sc-1", resourceItem("gz-health/visits"))
	b.refuse(scenarioPlan(a, "sc-1", resourceItem("gz-health/visits", "salary")),
		"access.unknown_field", "gz-operator")
	b.must(plan, "gz-operator")
	b.refuse(scenarioPlan(a, "sc-2", resourceItem("gz-health/visits")), "application.scenario_taken",
		"gz-operator")
	b.refuse(dataOf(a, "d1", visits), "application.scenario_unapproved", "gz-operator")

	ok := &access.ScenarioReview{Scenario: plan.ID, Decision: access.Yes}
	b.refuse(ok, "application.criteria", "gz-bureau")
	ok.Answers = judged("value", "reasonable", "necessary")
	b.refuse(ok, "application.criteria", "gz-bureau")
	ok.Answers = judged("value", "reasonable", "necessary", "satisfiable", "cheap")
	b.refuse(ok, "application.criteria", "gz-bureau")
	ok.Answers = judged("value", "reasonable", "necessary", "satisfiable")
	ok.Answers[2].Unmet = true
	b.refuse(ok, "application.criteria", "gz-bureau")
	ok.Answers[2].Unmet = false
	b.refuse(&access.ApplicationReview{Application: plan.ID, Decision: access.Yes,
		Answers: ok.Answers}, "application.step", "gz-bureau")
	b.must(ok, "gz-bureau")
	b.must(ok, "gz-health")

	b.refuse(dataOf(a, "d1", resourceItem("gz-hospital/beds", "month")),
		"application.outside_scenario", "gz-operator")
	other := dataOf(a, "d1", visits)
	other.Purpose = "insurance"
	b.refuse(other, "application.outside_scenario", "gz-operator")
	b.at("2025-03-14 16:00")
	b.must(dataOf(a, "d1", visits), "gz-operator")
	v, _ := access.GetApplication(b.store, id("gz-operator/d1"))
	if v.Plan != plan.ID || !slices.Equal(access.Waiting(v.Panel), []string{"provider:gz-health"}) {
		t.Errorf("%+v", v)
	}
	b.refuse(&access.ScenarioReview{Scenario: v.ID, Decision: access.Yes}, "application.step",
		"gz-health")
	duty := regime.DutyID{Owner: "gz-health", Duty: access.DutyApplication, Object: v.ID.String()}
	if s, ok := regime.Deadline(b.store, duty, b.time); !ok || s.Due != date("2025-03-21") ||
		s.Agreement != a {
		t.Errorf("%+v", s)
	}
	b.at("2025-03-25 10:00")
	out := b.must(approve("gz-operator/d1"), "gz-health")
	e := out[len(out)-1].(access.ApplicationReviewed)
	if e.Status != access.Approved || e.DaysLate != 2 || !slices.Equal(e.Flags,
		[]string{access.FlagOverdue}) {
		t.Errorf("%+v", e)
	}
	if v, _ = access.GetApplication(b.store, v.ID); v.Panel[0].DaysLate != 2 {
		t.Errorf("%+v", v.Panel)
	}
	b.must(dataOf(a, "d2", visits), "gz-operator") // the scenario was reviewed; its data may grow
}

func TestScenarioBodies(t *testing.T) {
	b, a := ready(t, "application.applicant", "operator")
	m := scenarioPlan(a, "sc-1", resourceItem("gz-health/visits"))
	b.refuse(m, "application.one_step", "gz-operator")
	m.Value = ""
	b.refuse(m, "body.field", "gz-operator")
	b.refuse(&access.ScenarioReview{Scenario: m.ID, Decision: "maybe"}, "body.field", "gz-bureau")
}

// Returned or withdrawn, nobody owes a decision any more, and the scenario is free again (SM-9).
func TestReturnAndWithdraw(t *testing.T) {
	b, a := ready(t, "application.deadline", "10 working_days")
	p1 := productItem("gz-operator/p1")
	b.must(application(a, "s1", p1), "gz-dev")
	b.refuse(&access.ApplicationReturn{Application: id("gz-dev/s1")}, "body.field", "gz-health")
	b.refuse(&access.ApplicationReturn{Application: id("gz-dev/s1"), Reason: "x"},
		"application.not_reviewer", "gz-operator")
	b.must(&access.ApplicationReturn{Application: id("gz-dev/s1"), Reason: "缺场景说明"}, "gz-health")
	b.refuse(approve("gz-dev/s1"), "application.decided", "gz-bureau")
	state := func(owner, app string) string {
		s, _ := regime.Deadline(b.store, regime.DutyID{Owner: owner, Duty: access.DutyApplication,
			Object: app}, b.time)
		return s.State
	}
	if state("gz-health", "gz-dev/s1") != regime.StateMet ||
		state("gz-bureau", "gz-dev/s1") != regime.StateWaived {
		t.Error("the one who returned it answered, the others need not")
	}
	again := application(a, "s1", p1)
	again.ID = id("gz-dev/again")
	b.must(again, "gz-dev")
	if v, _ := access.GetApplication(b.store, again.ID); v.Former != id("gz-dev/s1") {
		t.Errorf("%+v", v)
	}
	b.refuse(&access.ApplicationWithdraw{Application: again.ID}, "application.not_applicant",
		"gz-health")
	b.refuse(&access.ApplicationWithdraw{}, "body.field", "gz-dev")
	b.must(&access.ApplicationWithdraw{Application: again.ID}, "gz-dev")
	b.refuse(&access.ApplicationWithdraw{Application: again.ID}, "application.decided", "gz-dev")
	if state("gz-health", "gz-dev/again") != regime.StateWaived {
		t.Error("a withdrawn application is still owed a decision")
	}
	got, err := b.ask("applications", "agreement", a.String(), "limit", "1")
	page := got.(rule.Page[access.Application])
	if err != nil || len(page.Items) != 1 || page.Next != "gz-dev/again" {
		t.Errorf("%+v %v", page, err)
	}
	got, _ = b.ask("applications", "agreement", a.String(), "after", page.Next, "party", "gz-dev")
	if page = got.(rule.Page[access.Application]); len(page.Items) != 1 ||
		page.Items[0].ID != id("gz-dev/s1") {
		t.Errorf("%+v", page)
	}
}

// S3 (GD §24): ten working days; overdue is no consent, a later one counts and is flagged. One body
// with two seats owes one decision.
func TestOverdueReview(t *testing.T) {
	b, a := ready(t, "application.applicant", "operator", "application.reviewers.whole", "impl,bureau",
		"application.deadline", "10 working_days", "application.criteria", "reasonable,compliant,safe",
		"scenario.rule", "one_list")
	b.at("2026-09-18 17:30")
	m := application(a, "s1", resourceItem("gz-health/visits", "month"))
	m.ID = id("gz-operator/s1")
	b.must(m, "gz-operator")
	duty := regime.DutyID{Owner: "gz-bureau", Duty: access.DutyApplication, Object: "gz-operator/s1"}
	b.at("2026-10-09 23:59")
	if s, _ := regime.Deadline(b.store, duty, b.time); s.Due != date("2026-10-09") || s.Overdue {
		t.Errorf("%+v", s)
	}
	b.at("2026-10-10 00:00")
	if s, _ := regime.Deadline(b.store, duty, b.time); !s.Overdue {
		t.Errorf("%+v", s)
	}
	if v, _ := access.GetApplication(b.store, m.ID); v.Status != access.Submitted {
		t.Error("overdue counted as consent")
	}
	b.at("2026-10-12 10:00")
	yes := approve("gz-operator/s1")
	yes.Answers = judged("reasonable", "compliant", "safe")
	b.must(yes, "gz-bureau")
	v, _ := access.GetApplication(b.store, m.ID)
	if v.Status != access.Approved || v.Panel[0].DaysLate != 2 || v.Panel[1].DaysLate != 2 {
		t.Errorf("%+v", v)
	}
	again := application(a, "s1", resourceItem("gz-hospital/beds", "month"))
	again.ID = id("gz-operator/s2")
	b.refuse(again, "application.scenario_taken", "gz-operator")
}

// Consult only (A15): the first role decides, the others are heard and bind nobody.
func TestConsultOnly(t *testing.T) {
	b, a := ready(t, "application.joint", "consult", "application.deadline", "3 working_days")
	p1 := productItem("gz-operator/p1")
	b.must(application(a, "s1", p1), "gz-dev")
	b.must(&access.ApplicationReview{Application: id("gz-dev/s1"), Decision: access.No,
		Reason: "担心重识别"}, "gz-health")
	v, _ := access.GetApplication(b.store, id("gz-dev/s1"))
	if v.Status != access.UnderReview || v.Panel[1].Owner != "" || !v.Panel[1].Consulted ||
		v.Panel[0].Owner != "gz-bureau" {
		t.Fatalf("%+v", v)
	}
	b.must(approve("gz-dev/s1"), "gz-bureau")
	if v, _ = access.GetApplication(b.store, v.ID); v.Status != access.Approved ||
		len(v.Approved) != 1 {
		t.Errorf("%+v", v)
	}
}

// Where several hold a role, and the implementing body does not, the latter answers for the time.
func TestWhoOwesTheDecision(t *testing.T) {
	for _, v := range []struct{ roles, owner string }{
		{"registry", "gz-registry"}, {"provider", "gz-health"}, {"impl", "gz-bureau"},
		{"operator,registry", "gz-operator"}, {"industry", "gz-bureau"},
	} {
		b, a := ready(t, "application.deadline", "3 working_days", "application.reviewers.whole",
			v.roles)
		b.must(application(a, "s1", resourceItem("gz-health/visits", "month")), "gz-dev")
		if got, _ := access.GetApplication(b.store, id("gz-dev/s1")); got.Panel[0].Owner != v.owner {
			t.Errorf("%s: %s", v.roles, got.Panel[0].Owner)
		}
	}
}

// Yunnan knows no rule of one application for each scenario.
func TestNoRuleOfScenarios(t *testing.T) {
	b, a := ready(t, "scenario.rule", "none")
	b.must(application(a, "s1", productItem("gz-operator/p1")), "gz-dev")
	again := application(a, "s1", productItem("gz-operator/p1"))
	again.ID = id("gz-dev/again")
	b.must(again, "gz-dev")
}

// S22: what one scenario was granted is not used in another. A grant on the agreement alone serves
// the agreement's scenario, one on an application that of the application (HE §15 §19, GD §24).
func TestGrantsKeepToTheirScenario(t *testing.T) {
	b, a := ready(t, "application.applicant", "operator")
	m := dataOf(a, "s1", resourceItem("gz-health/visits", "month"))
	b.must(m, "gz-operator")
	b.must(approve("gz-operator/s1"), "gz-bureau", "gz-health")
	g := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	g.Application, g.Purpose, g.Scenario = m.ID, "credit", "保险定价"
	b.refuse(g, "application.outside_scenario", "gz-bureau")
	g.Scenario = ""
	b.must(g, "gz-bureau")
	if v, _ := access.GetGrant(b.store, g.ID); v.Scenario != "普惠金融" {
		t.Errorf("serves %q", v.Scenario)
	}
	job := &access.ProcessingRecord{ID: id("gz-operator/j1"), Grant: g.ID, Job: "j", Run: "r",
		Started: b.time, Ended: b.time, Output: "o", Scenario: "保险定价", Source: evidence("r").Digest,
		Inputs: []access.Input{{Object: id("gz-health/visits"), Kind: access.KindResource, Version: 1,
			Fields: []string{"month"}}}}
	b.refuse(job, "application.outside_scenario", "gz-operator")
	job.Scenario = "普惠金融"
	b.must(job, "gz-operator")
}

// An agreement that names its scenarios authorizes no other.
func TestScenariosOfTheAgreement(t *testing.T) {
	b := newBook(t, "application.applicant", "operator")
	b.scenarios = []string{"普惠金融", "保险定价"}
	a := b.agreement()
	m := dataOf(a, "s1", resourceItem("gz-health/visits", "month"))
	m.Scenario = "选址"
	b.refuse(m, "application.outside_scenario", "gz-operator")
	m.Scenario = "保险定价"
	b.must(m, "gz-operator")
	g := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	g.Scenario = "选址"
	b.refuse(g, "application.outside_scenario", "gz-bureau")
	g.Scenario = "普惠金融"
	b.must(g, "gz-bureau")

	b = newBook(t)
	b.scenarios = []string{"普惠金融"}
	g = operatorGrant(b.agreement(), resourceItem("gz-health/visits", "month"))
	b.must(g, "gz-bureau")
	if v, _ := access.GetGrant(b.store, g.ID); v.Scenario != "普惠金融" {
		t.Errorf("serves %q", v.Scenario)
	}
}

// Where a scenario takes one application and the review has two steps, the data still follows the
// plan of its own scenario.
func TestTwoStepsOneApplication(t *testing.T) {
	b, a := ready(t, append(slices.Clone(hubei), "scenario.rule", "one_application")...)
	b.must(scenarioPlan(a, "sc-1", resourceItem("gz-health/visits")), "gz-operator")
	b.refuse(scenarioPlan(a, "sc-2", resourceItem("gz-health/visits")), "application.scenario_taken",
		"gz-operator")
	ok := &access.ScenarioReview{Scenario: id("gz-operator/sc-1"), Decision: access.Yes,
		Answers: judged("value", "reasonable", "necessary", "satisfiable")}
	b.must(ok, "gz-bureau")
	b.must(ok, "gz-health")
	b.must(dataOf(a, "d1", resourceItem("gz-health/visits", "month")), "gz-operator")
}
