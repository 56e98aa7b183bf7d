package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// amendable is a signed agreement on 2025-03-03 under a plan with a second mechanism ready.
func amendable(t *testing.T, more ...string) (*book, wire.ID) {
	t.Helper()
	b := newBook(t, with(guizhou, append([]string{"plan.change.reapproval_triggers",
		"distribution,term @ HE §13¶2", "plan.change.free_items", "catalog,product_list,scenario",
		"agreement.change.filing", "10 working_days", "agreement.filing.modes", "whole",
		"agreement.filing.levels", "province", "agreement.publish.deadline", "10 working_days",
		"agreement.change.publish", "true"}, more...)...))
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	m.LastDay = date("2026-02-28")
	b.must(m, "gz-bureau", "gz-operator")
	b.at("2025-03-03 10:00")
	return b, m.ID
}

func amend(set func(*AgreementAmend)) *AgreementAmend {
	m := &AgreementAmend{ID: id("gz-bureau/a1"), Document: evidence("补充协议")}
	set(m)
	return m
}

func TestAmendDistribution(t *testing.T) {
	b, a := amendable(t)
	hash := RuleHash(canonical(otherMechanism))
	change := amend(func(m *AgreementAmend) { m.RuleHash, m.Effective = hash, date("2025-03-10") })
	if r := b.refuse(change, "agreement.plan_first", "gz-bureau", "gz-operator"); r.Article !=
		"HE §13¶2" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(amendPlan(func(m *PlanAmend) { m.Mechanism = otherMechanism }), "gz-bureau")
	b.refuse(change, "agreement.plan_first", "gz-bureau", "gz-operator")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
	b.refuse(change, "agreement.signer", "gz-bureau")
	b.refuse(amend(func(m *AgreementAmend) { m.RuleHash, m.Effective = hash, date("2025-03-03") }),
		"agreement.effective", "gz-bureau", "gz-operator")
	b.refuse(amend(func(m *AgreementAmend) { m.RuleHash, m.Effective = hash, date("2026-03-01") }),
		"agreement.effective", "gz-bureau", "gz-operator")
	before, _ := GetAgreement(b.store, a)
	b.must(change, "gz-bureau", "gz-operator")
	after, _ := GetAgreement(b.store, a)
	if after.Version != 2 || after.PlanVersion != 2 || after.Effective != date("2025-03-10") {
		t.Errorf("%+v", after)
	}
	for _, v := range []struct {
		day  string
		want wire.Hash
	}{{"2025-02-01", before.RuleHash}, {"2025-03-09", before.RuleHash}, {"2025-03-10", hash},
		{"2026-02-28", hash}} {
		if _, got := RuleOn(b.store, after, date(v.day)); got != v.want {
			t.Errorf("rule on %s is %s", v.day, got)
		}
	}
	s := Segments(b.store, after, date("2025-03-01"), date("2025-03-31"))
	if len(s) != 2 || s[0].To != date("2025-03-09") || s[1].From != date("2025-03-10") ||
		s[1].RuleHash != hash {
		t.Errorf("%+v", s)
	}
	if s := Segments(b.store, after, date("2025-03-10"), date("2025-03-31")); len(s) != 1 {
		t.Errorf("%+v", s)
	}
	if c := Cuts(b.store, date("2025-03-01"), date("2025-03-31")); len(c) != 1 {
		t.Errorf("cuts %v", c)
	}
	if c := Cuts(b.store, date("2025-03-10"), date("2025-03-31")); len(c) != 0 {
		t.Errorf("cuts %v", c)
	}
	for _, duty := range []string{DutyChange, DutyChangePublic} {
		if _, ok := GetFiling(b.store, a, duty, 1); !ok {
			t.Errorf("no duty %s", duty)
		}
	}
	b.refuse(change, "agreement.unchanged", "gz-bureau", "gz-operator")
	got, err := ask(b, "agreement_versions", "id", a.String())
	if err != nil || len(got.(Versions).Items) != 2 {
		t.Errorf("%+v %v", got, err)
	}
}

// A new rule without a day takes effect with the next period.
func TestAmendAtTheNextPeriod(t *testing.T) {
	b, a := amendable(t)
	b.must(amendPlan(func(m *PlanAmend) { m.Mechanism = otherMechanism }), "gz-bureau")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
	b.must(amend(func(m *AgreementAmend) { m.RuleHash = RuleHash(canonical(otherMechanism)) }),
		"gz-bureau", "gz-operator")
	if v, _ := GetAgreement(b.store, a); v.Effective != date("2025-04-01") {
		t.Errorf("%+v", v)
	}
}

func TestAmendScope(t *testing.T) {
	b, a := amendable(t)
	narrow := amend(func(m *AgreementAmend) { m.Resources = []wire.ID{id("gz-health/visits")} })
	b.refuse(amend(func(m *AgreementAmend) { m.Resources = []wire.ID{id("gz-health/raw")} }),
		"scope.beyond_plan", "gz-bureau", "gz-operator")
	b.must(narrow, "gz-bureau", "gz-operator")
	v, _ := GetAgreement(b.store, a)
	beds := id("gz-hospital/beds")
	if !CoversOn(b.store, v, beds, date("2025-03-03")) || CoversOn(b.store, v, beds, v.Effective) {
		t.Error("the scope is not read by the day")
	}
	if CoversDuring(b.store, v, beds, b.time, v.Effective.Start()+1) ||
		!CoversDuring(b.store, v, beds, b.time, v.Effective.Start()) {
		t.Error("the scope is not read over the window")
	}
}

// S1: an amendment does not get past the maximum; without it the plan comes first; with a
// government's document it is an exception on record.
func TestAmendTerm(t *testing.T) {
	longer := func(day string) *AgreementAmend {
		return amend(func(m *AgreementAmend) { m.LastDay = date(day) })
	}
	b, a := amendable(t)
	b.refuse(longer("2028-08-31"), "agreement.term_max", "gz-bureau", "gz-operator")
	b.refuse(longer("2028-02-29"), "agreement.plan_first", "gz-bureau", "gz-operator")
	b.must(amendPlan(func(m *PlanAmend) { m.Changes = []string{ChangeTerm} }), "gz-bureau")
	b.refuse(longer("2028-02-29"), "agreement.plan_first", "gz-bureau", "gz-operator")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
	b.must(longer("2028-02-29"), "gz-bureau", "gz-operator")
	if v, _ := GetAgreement(b.store, a); v.LastDay != date("2028-02-29") || v.Excepted {
		t.Errorf("%+v", v)
	}
	b, a = amendable(t, "agreement.term_exception", "document")
	m := longer("2028-08-31")
	b.refuse(m, "agreement.term_max", "gz-bureau", "gz-operator")
	m.TermException = evidence("例外")
	b.must(m, "gz-bureau", "gz-operator")
	got, err := ask(b, "term_exceptions")
	if err != nil || len(got.(rule.Page[ShownException]).Items) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	if e := got.(rule.Page[ShownException]).Items[0]; e.Agreement != a ||
		e.Allowed != date("2028-02-29") || e.Citation != "GZ §9" {
		t.Errorf("%+v", e)
	}
	b.time = date("2028-09-01").Start()
	b.refuse(longer("2028-09-30"), "agreement.ended", "gz-bureau", "gz-operator")
	b.refuse(&AgreementAmend{ID: id("gz-bureau/none"), Document: evidence("补充")}, "agreement.unknown",
		"gz-bureau")
}

// HE §15: one scenario, of the plan; a second one takes another agreement.
func TestOneScenario(t *testing.T) {
	b := newBook(t, with(guizhou, "agreement.one_scenario_each", "true @ HE §15"))
	p := plan()
	p.Scenarios = []string{"普惠金融", "保险定价"}
	b.must(p, "gz-bureau")
	b.must(&PlanApprove{ID: p.ID}, "gz-gov")
	b.decided("gz-bureau/sel", "gz-operator")
	m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	b.refuse(m, "agreement.one_scenario", "gz-bureau", "gz-operator")
	m.Scenarios = []string{"交通出行"}
	b.refuse(m, "scope.scenario", "gz-bureau", "gz-operator")
	m.Scenarios = p.Scenarios
	if r := b.refuse(m, "agreement.one_scenario", "gz-bureau", "gz-operator"); r.Article != "HE §15" {
		t.Errorf("cites %s", r.Article)
	}
	m.Scenarios = p.Scenarios[:1]
	b.must(m, "gz-bureau", "gz-operator")
	b.refuse(amend(func(m *AgreementAmend) { m.Scenarios = p.Scenarios }), "agreement.one_scenario",
		"gz-bureau", "gz-operator")
	b.refuse(amend(func(m *AgreementAmend) { m.Scenarios = p.Scenarios[1:] }),
		"agreement.one_scenario", "gz-bureau", "gz-operator")
}

func TestConsultedBeforeSigning(t *testing.T) {
	b := newBook(t, with(guizhou, "agreement.consult_before", "provider,others @ GD §20¶2"))
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	m.Consulted = items("provider")
	if r := b.refuse(m, "agreement.consult", "gz-bureau", "gz-operator"); r.Article != "GD §20¶2" {
		t.Errorf("cites %s", r.Article)
	}
	m.Consulted = items("provider", "others")
	b.must(m, "gz-bureau", "gz-operator")
}

// The end of a term is filed where the text wants it; an end on another day takes its place.
func TestExpiryIsFiled(t *testing.T) {
	b, a := amendable(t, "terminate.filing", "10 working_days @ HE §36¶2",
		"terminate.grounds", "expiry,other")
	if f, ok := GetFiling(b.store, a, DutyExpiry, 0); !ok || f.Waived != 0 {
		t.Fatalf("%+v", f)
	}
	b.must(amendPlan(func(m *PlanAmend) { m.Changes = []string{ChangeTerm} }), "gz-bureau")
	b.must(&PlanApprove{ID: plan().ID}, "gz-gov")
	b.must(amend(func(m *AgreementAmend) { m.LastDay = date("2025-12-31") }), "gz-bureau",
		"gz-operator")
	old, _ := GetFiling(b.store, a, DutyExpiry, 0)
	if _, ok := GetFiling(b.store, a, DutyExpiry, 1); !ok || old.Waived == 0 {
		t.Fatalf("%+v", old)
	}
	b.refuse(&FilingDone{Object: a, Duty: DutyExpiry, Evidence: evidence("备案")}, "filing.none",
		"gz-bureau")
	b.must(&AgreementTerminate{ID: a, Ground: "other", Evidence: evidence("终止")}, "gz-bureau")
	if f, _ := GetFiling(b.store, a, DutyExpiry, 1); f.Waived == 0 {
		t.Errorf("%+v", f)
	}
}

// Where the implementing body declares the end of a term, the declaration only documents it.
func TestExpiryDeclared(t *testing.T) {
	end := &AgreementTerminate{Ground: "expiry", Evidence: evidence("声明")}
	for _, word := range []string{"auto", "declared"} {
		b, a := amendable(t, "agreement.expiry", word, "terminate.grounds", "expiry")
		end.ID = a
		b.refuse(end, "agreement.ground_unmet", "gz-bureau")
		b.time = date("2026-03-01").Start()
		if word == "auto" {
			b.refuse(end, "agreement.ended", "gz-bureau")
			continue
		}
		b.must(end, "gz-bureau")
		v, _ := GetAgreement(b.store, a)
		if v.EndedAt != 0 || v.EndedBy != "gz-bureau" || v.State(b.time) != StateExpired {
			t.Errorf("%+v", v)
		}
		b.refuse(end, "agreement.ended", "gz-bureau")
	}
}

// GZ §30(1): an early end is a listed case when both want it; YN §11(12): by the agreement's
// clause.
func TestEarlyExit(t *testing.T) {
	b, a := amendable(t, "agreement.early_exit", "listed_case", "terminate.grounds", "expiry_or_early")
	end := &AgreementTerminate{ID: a, Ground: "expiry_or_early", Evidence: evidence("终止")}
	b.refuse(end, "agreement.ground_unmet", "gz-bureau")
	b.must(end, "gz-bureau", "gz-operator")
	b, a = amendable(t, "agreement.early_exit", "per_agreement @ YN §11¶2(12)")
	exit := &AgreementExitRequest{ID: a, Reason: "退出"}
	if r := b.refuse(exit, "agreement.exit_clause", "gz-operator"); r.Article != "YN §11¶2(12)" {
		t.Errorf("cites %s", r.Article)
	}
	exit.Evidence = evidence("协议第十二条")
	b.must(exit, "gz-operator")
}
