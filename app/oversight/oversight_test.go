package oversight_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestMain fails when a refusal of the chapter was met by no test.
func TestMain(m *testing.M) { seen.Main(m, oversight.Chapter().Refusals) }

func (b *book) ask(name string, args ...string) any {
	b.Helper()
	q := rule.Ask{Store: b.store, Time: b.time}
	got, err := trial.Ask(b, oversight.Chapter().Queries, q, name, args...)
	if err != nil {
		b.Fatalf("%s: %v", name, err)
	}
	return got
}

func (b *book) grant(name string) wire.ID {
	b.Helper()
	m := &access.GrantOpen{ID: id(name), Layer: access.LayerOperator, Holder: "gz-operator",
		Agreement: id("gz-bureau/a1"), Items: []access.Item{{Object: id("gz-health/visits"),
			Kind: access.KindResource, Fields: []string{"month"}}}}
	b.must(m, "gz-bureau")
	return m.ID
}

func (b *book) usable(g wire.ID, from, to wire.Time, want string) {
	b.Helper()
	if cause, ok := access.UsableDuring(b.store, g, from, to); ok != (want == "") || cause != want {
		b.Errorf("%s: %q, want %q", g, cause, want)
	}
}

var yunnan = []string{"eval.operator.by", "bureau", "eval.developer.by", "operator",
	"eval.outcomes",
	"pass,fail,rectify", "rectify.deadline", "30 calendar_days", "blacklist", "true",
	"blacklist.keeper", "operator", "blacklist.measures", "interview,suspend,cancel,restrict_future",
	"dev_agreement.after_application", "false",
	"agreement.renewal", "per_agreement"}

// Scenario S13: thirty calendar days from 2026-09-04 roll over the National Day to 2026-10-08; a
// report on 10-09 is a day late, and the same unit alone assesses again.
func TestRectification(t *testing.T) {
	b := newBook(t, append(yunnan, "eval.developer.by", "")...)
	a := b.agreement()
	g := b.grant("gz-bureau/g")
	b.at("2026-09-04 10:00")
	issue := &oversight.EvaluationIssue{ID: id("gz-bureau/e"), Subject: oversight.Operator,
		Agreement: a, Outcome: oversight.Rectify, What: "整改", Evidence: evidence("报告")}
	change := func(f func(*oversight.EvaluationIssue)) *oversight.EvaluationIssue {
		m := *issue
		f(&m)
		return &m
	}
	for _, v := range []struct {
		code string
		by   string
		m    *oversight.EvaluationIssue
	}{
		{"party.role_missing", "gz-third",
			change(func(m *oversight.EvaluationIssue) { m.ID.Party = "gz-third" })},
		{"body.field", "gz-third", issue},
		{"body.field", "gz-bureau", change(func(m *oversight.EvaluationIssue) { m.Outcome = "good" })},
		{"body.field", "gz-bureau", change(func(m *oversight.EvaluationIssue) { m.What = "" })},
		{"body.field", "gz-bureau", change(func(m *oversight.EvaluationIssue) { m.Subject = "x" })},
		{"oversight.no_agreement", "gz-bureau",
			change(func(m *oversight.EvaluationIssue) { m.Agreement = id("x/y") })},
		{"oversight.no_agreement", "gz-bureau",
			change(func(m *oversight.EvaluationIssue) { m.Subject = oversight.Developer })},
		{"rectify.limit_set", "gz-bureau",
			change(func(m *oversight.EvaluationIssue) { m.Limit = date("2026-09-30") })},
	} {
		b.refuse(v.m, v.code, v.by)
	}
	b.must(issue, "gz-bureau")
	b.refuse(issue, "oversight.duplicate", "gz-bureau")
	b.usable(g, b.time, b.time+3600, "")
	done := &oversight.RectifyComplete{ID: issue.ID, Report: evidence("整改报告")}
	verify := &oversight.RectifyVerify{ID: issue.ID, Evidence: evidence("核验")}
	again := &oversight.EvaluationReissue{ID: issue.ID, Evidence: evidence("再评")}
	b.refuse(again, "oversight.step", "gz-bureau")
	b.refuse(verify, "oversight.step", "gz-bureau")
	b.at("2026-10-09 10:00")
	b.refuse(done, "oversight.signer", "gz-bureau")
	b.refuse(&oversight.RectifyComplete{ID: id("x/y"), Report: done.Report}, "rectify.unknown",
		"gz-operator")
	b.must(done, "gz-operator")
	b.refuse(done, "oversight.step", "gz-operator")
	v := b.ask("rectification", "id", "gz-bureau/e").(oversight.ShownRectification)
	if v.Due != date("2026-10-08") || !v.Late || v.DaysLate != 1 || v.DaysSuspended != 0 {
		t.Errorf("%+v", v)
	}
	b.refuse(again, "evaluation.other_unit", "gz-third")
	b.refuse(verify, "evaluation.other_unit", "gz-third")
	b.refuse(&oversight.EvaluationReissue{ID: id("x/y"), Evidence: again.Evidence},
		"evaluation.unknown",
		"gz-bureau")
	b.must(again, "gz-bureau")
	b.must(&authorization.AgreementRenewRequest{ID: a}, "gz-operator")
	b.must(done, "gz-operator")
	again.Pass = true
	b.must(again, "gz-bureau")
	b.refuse(again, "oversight.step", "gz-bureau")
	end := &authorization.AgreementTerminate{ID: a, Ground: "breach_unrectified",
		Evidence: evidence("x")}
	b.refuse(end, "agreement.ground_unmet", "gz-bureau")
}

// After 未通过 there is neither renewal nor a new grant until the implementing body decides.
func TestNotPassed(t *testing.T) {
	b := newBook(t, yunnan...)
	a := b.agreement()
	m := &oversight.EvaluationIssue{ID: id("gz-bureau/e"), Subject: oversight.Operator,
		Agreement: a, Outcome: oversight.Fail, Evidence: evidence("报告")}
	b.must(m, "gz-bureau")
	b.refuse(&authorization.AgreementRenewRequest{ID: a}, "agreement.held", "gz-operator")
	open := &access.GrantOpen{ID: id("gz-bureau/g"), Layer: access.LayerOperator,
		Holder:    "gz-operator",
		Agreement: a, Items: []access.Item{{Object: id("gz-health/visits"), Kind: access.KindResource,
			Fields: []string{"month"}}}}
	b.refuse(open, "grant.held", "gz-bureau")
	lift := &oversight.MeasureLift{ID: m.ID, Evidence: evidence("决定")}
	b.refuse(lift, "oversight.signer", "gz-operator")
	b.refuse(&oversight.MeasureLift{ID: id("x/y"), Evidence: lift.Evidence}, "measure.unknown",
		"gz-bureau")
	b.must(lift, "gz-bureau")
	b.refuse(lift, "measure.lifted", "gz-bureau")
	b.must(open, "gz-bureau")
	b.must(&authorization.AgreementRenewRequest{ID: a}, "gz-operator")
}

// Scenario S14: under Hebei's rule an order closes access to data in the same transaction until it
// is verified; overdue it opens the ground to end the agreement, and nothing ends by itself.
func TestSuspension(t *testing.T) {
	b := newBook(t, "rectify.set_by", "impl", "rectify.suspend_data_access", "true")
	a := b.agreement()
	g := b.grant("gz-bureau/g")
	b.at("2026-03-10 10:00")
	ordered := b.time
	m := &oversight.RectifyOrder{ID: id("gz-bureau/r"), Subject: oversight.Operator, Agreement: a,
		What: "整改", Limit: date("2026-03-31"), Evidence: evidence("通知")}
	b.refuse(m, "body.field", "gz-operator")
	late := *m
	late.Limit = date("2026-03-10")
	b.refuse(&late, "rectify.limit", "gz-bureau")
	late.Limit, late.What = m.Limit, ""
	b.refuse(&late, "body.field", "gz-bureau")
	b.must(m, "gz-bureau")
	b.refuse(m, "oversight.duplicate", "gz-bureau")
	b.refuse(&oversight.RectifyOrder{ID: m.ID, Subject: oversight.Operator, Agreement: a, What: "x",
		Evidence: evidence("x")}, "oversight.duplicate", "gz-bureau") // its suspension would end this one
	b.usable(g, ordered-3600, ordered, "")
	b.usable(g, ordered, ordered+3600, "grant.suspended")
	second := *m
	second.ID = id("gz-bureau/r2")
	b.must(&second, "gz-bureau")
	b.at("2026-03-27 10:00")
	b.must(&oversight.RectifyComplete{ID: m.ID, Report: evidence("报告")}, "gz-operator")
	b.must(&oversight.RectifyVerify{ID: m.ID, Pass: true, Evidence: evidence("核验")}, "gz-bureau")
	if v := b.ask("rectification", "id",
		"gz-bureau/r").(oversight.ShownRectification); v.DaysSuspended != 17 ||
		v.Late {
		t.Errorf("%+v", v)
	}
	b.usable(g, b.time, b.time+1, "grant.suspended")
	end := &authorization.AgreementTerminate{ID: a, Ground: "breach_unrectified",
		Evidence: evidence("x")}
	b.at("2026-03-31 23:59")
	b.refuse(end, "agreement.ground_unmet", "gz-bureau")
	b.at("2026-04-01 00:00")
	b.must(end, "gz-bureau")
	b.refuse(&oversight.RectifyOrder{ID: id("gz-bureau/r3"), Subject: oversight.Operator, Agreement: a,
		What: "x", Limit: date("2026-05-01"), Evidence: evidence("x")}, "oversight.ended", "gz-bureau")
}

// Scenario S15: the operator's list holds with that operator, the province's with all.
func TestBlacklist(t *testing.T) {
	b := newBook(t, yunnan...)
	b.agreement()
	d := b.dev("gz-dev")
	list := &oversight.BlacklistAdd{ID: id("gz-operator/b"), Jurisdiction: "520000",
		Developer: "gz-dev", Measures: []string{"cancel", "restrict_future"}, Cause: "违规",
		Evidence: evidence("决定")}
	other := *list
	other.ID = id("gz-bureau/b")
	b.refuse(&other, "blacklist.keeper", "gz-bureau")
	other = *list
	other.Developer = "nobody"
	b.refuse(&other, "blacklist.party", "gz-operator")
	other = *list
	other.Measures = []string{"cancel", "cancel"}
	b.refuse(&other, "body.field", "gz-operator")
	b.must(list, "gz-operator")
	b.refuse(list, "oversight.duplicate", "gz-operator")
	b.must(&oversight.DestructionRecord{Subject: oversight.Developer, Agreement: d,
		Method: oversight.LogicalDelete, Scope: []string{"raw_data", "copies"},
		Evidence: evidence("删除确认")}, "gz-dev")
	sign := &access.DevAgreementSign{ID: id("gz-operator/d2"), Operator: "gz-operator",
		Developer: "gz-dev", Parent: id("gz-bureau/a1"), FirstDay: date("2025-03-01"),
		LastDay: date("2027-02-28"), Evidence: evidence("x")}
	b.refuse(sign, "access.barred", "gz-operator", "gz-dev")
	b.refuse(&authorization.DeveloperApply{ID: id("gz-rival/x"), Jurisdiction: "520000",
		Operator: "gz-dev"}, "agreement.operator_role", "gz-rival")
	lift := &oversight.BlacklistLift{ID: list.ID, Evidence: evidence("x")}
	b.refuse(lift, "oversight.signer", "gz-bureau")
	b.must(lift, "gz-operator")
	b.refuse(lift, "measure.lifted", "gz-operator")
	b.refuse(&oversight.BlacklistLift{ID: id("x/y"), Evidence: evidence("x")}, "measure.unknown",
		"gz-operator")
	wide := *list
	wide.ID, wide.Developer = id("gz-operator/w"), "gz-rival"
	b.must(&wide, "gz-operator", "gz-bureau")
	b.refuse(&authorization.DeveloperApply{ID: id("gz-rival/x"), Jurisdiction: "520000"},
		"developer.blacklisted", "gz-rival")
	b.refuse(&oversight.BlacklistLift{ID: wide.ID, Evidence: evidence("x")}, "oversight.signer",
		"gz-operator")

	none := newBook(t)
	none.agreement()
	none.refuse(list, "blacklist.none", "gz-operator")
	few := newBook(t, append(yunnan, "blacklist.measures", "interview")...)
	few.refuse(list, "blacklist.measure", "gz-operator")
}

// Measures of the one across: interview, suspension, restriction.
func TestMeasures(t *testing.T) {
	b := newBook(t, append(yunnan, "eval.outcomes", "pass,fail", "eval.developer.by", "")...)
	a := b.agreement()
	g := b.grant("gz-bureau/g")
	d := b.dev("gz-dev")
	b.refuse(&oversight.EvaluationIssue{ID: id("gz-operator/e"), Subject: oversight.Developer,
		Agreement: d, Outcome: oversight.Fail, Evidence: evidence("x")}, "evaluation.none", "gz-operator")
	b.refuse(&oversight.EvaluationIssue{ID: id("gz-bureau/e"), Subject: oversight.Operator,
		Agreement: a, Outcome: oversight.Rectify, What: "x", Evidence: evidence("x")},
		"evaluation.outcome", "gz-bureau")
	m := &oversight.MeasureImpose{ID: id("gz-bureau/m"), Subject: oversight.Operator, Agreement: a,
		Measure: "suspend", Cause: "隐患", Evidence: evidence("通知")}
	b.refuse(m, "body.field", "gz-operator")
	theirs := *m
	theirs.ID = id("gz-operator/m")
	b.refuse(&theirs, "oversight.signer", "gz-operator")
	theirs.Measure = "cancel"
	b.refuse(&theirs, "body.field", "gz-operator")
	resold := *m
	resold.ID, resold.Measure, resold.Violation = id("gz-bureau/v"), "interview", id("gz-audit/v")
	b.refuse(&resold, "measure.no_violation", "gz-bureau")
	violations := state.NewMap[wire.ID, market.Violation](9, 38, "market/violations", "")
	found := market.Violation{ID: id("gz-audit/v"), Agreement: a, Status: market.Recorded}
	violations.Set(b.store, found.ID, found)
	b.refuse(&resold, "measure.no_violation", "gz-bureau")
	found.Status = market.Confirmed
	violations.Set(b.store, found.ID, found)
	b.must(&resold, "gz-bureau")
	b.must(m, "gz-bureau")
	b.refuse(m, "oversight.duplicate", "gz-bureau")
	b.usable(g, b.time, b.time+60, "grant.suspended")
	from := b.time
	b.time += 86400
	b.must(&oversight.MeasureLift{ID: m.ID, Evidence: evidence("x")}, "gz-bureau")
	b.usable(g, b.time, b.time+60, "")
	b.usable(g, from-60, b.time, "grant.suspended")
	w := &oversight.MeasureImpose{ID: id("gz-operator/w"), Subject: oversight.Developer, Agreement: d,
		Measure: "restrict_future", Cause: "违规", Evidence: evidence("x")}
	b.must(w, "gz-operator")
	b.must(&oversight.MeasureLift{ID: w.ID, Evidence: evidence("x")}, "gz-operator")
	if p := b.ask("measures", "owner", "gz-bureau").(rule.Page[oversight.Measure]); len(p.Items) != 2 {
		t.Errorf("%+v", p)
	}
}

// Scenario S6: destruction before closing, irreversible where demanded; logs are kept to the end of
// their time and not an hour less.
func TestEnding(t *testing.T) {
	b := newBook(t, "terminate.destroy", "irreversible", "log.destruction_retention", "6 months")
	a := b.agreement()
	closing := &oversight.AgreementClose{Subject: oversight.Operator, Agreement: a,
		Evidence: evidence("办结")}
	b.refuse(closing, "ending.running", "gz-bureau")
	b.at("2026-09-18 10:00")
	b.must(&authorization.AgreementTerminate{ID: a, Ground: "other", Evidence: evidence("决定")},
		"gz-bureau")
	b.refuse(closing, "oversight.signer", "gz-operator")
	b.refuse(closing, "ending.not_handed_over", "gz-bureau")
	hand := &oversight.HandoverRecord{Subject: oversight.Operator, Agreement: a,
		Evidence: evidence("移交")}
	b.refuse(hand, "oversight.signer", "gz-bureau")
	b.must(hand, "gz-operator", "gz-bureau")
	b.refuse(closing, "ending.not_destroyed", "gz-bureau")
	log := func(name, class string) *oversight.LogDeposit {
		return &oversight.LogDeposit{ID: id(name), Subject: oversight.Operator, Agreement: a,
			Class: class,
			From:  date("2025-03-01"), To: b.time.Date(), Digest: crypto.DigestOf(crypto.DigestSHA256, nil)}
	}
	b.refuse(log("gz-operator/l0", "destruction"), "ending.not_destroyed", "gz-operator")
	b.at("2026-09-25 10:00")
	destroy := &oversight.DestructionRecord{Subject: oversight.Operator, Agreement: a,
		Method: oversight.LogicalDelete, Scope: []string{"raw_data", "copies"}, Evidence: evidence("日志")}
	b.refuse(destroy, "destruction.reversible", "gz-operator")
	destroy.Method, destroy.Scope = oversight.Overwrite, []string{"raw_data"}
	b.refuse(destroy, "destruction.scope", "gz-operator")
	destroy.Scope = []string{"raw_data", "copies"}
	b.refuse(destroy, "oversight.signer", "gz-bureau")
	b.must(destroy, "gz-operator")
	b.refuse(closing, "ending.no_logs", "gz-bureau")
	b.refuse(log("gz-health/l", "network"), "oversight.signer", "gz-health")
	b.refuse(log("gz-operator/l", "x"), "body.field", "gz-operator")
	b.must(log("gz-operator/l1", "network"), "gz-operator")
	b.refuse(log("gz-operator/l1", "network"), "oversight.duplicate", "gz-operator")
	b.must(log("gz-operator/l2", "destruction"), "gz-operator")
	b.refuse(closing, "ending.not_settled", "gz-bureau")
	b.landed("2026Q3")
	b.must(closing, "gz-bureau")
	b.refuse(closing, "ending.closed", "gz-bureau")
	release := func(name string) *oversight.LogRelease { return &oversight.LogRelease{ID: id(name)} }
	b.at("2027-03-24 10:00")
	b.refuse(release("gz-operator/l2"), "oversight.signer", "gz-bureau")
	b.refuse(release("gz-operator/l9"), "log.unknown", "gz-operator")
	b.refuse(release("gz-operator/l2"), "log.kept", "gz-operator")
	b.at("2027-03-26 00:00")
	b.must(release("gz-operator/l2"), "gz-operator")
	b.refuse(release("gz-operator/l2"), "log.released", "gz-operator")
	b.at("2031-09-18 23:59")
	b.refuse(release("gz-operator/l1"), "log.kept", "gz-operator")
	b.at("2031-09-19 00:00")
	b.must(release("gz-operator/l1"), "gz-operator")

	s := newBook(t, "terminate.destroy", "delete_supervised")
	a = s.agreement()
	s.must(&authorization.AgreementTerminate{ID: a, Ground: "other", Evidence: evidence("决定")},
		"gz-bureau")
	s.refuse(destroy, "destruction.unsupervised", "gz-operator")
	s.must(destroy, "gz-operator", "gz-bureau")
}

// GD §23¶2: an end that has to be made public holds the closing up until it is.
func TestEndIsPublished(t *testing.T) {
	b := newBook(t, "terminate.filing", "10 working_days", "terminate.publish", "true",
		"terminate.handover", "false")
	a := b.agreement()
	b.must(&authorization.AgreementTerminate{ID: a, Ground: "other", Evidence: evidence("决定")},
		"gz-bureau")
	b.must(&oversight.DestructionRecord{Subject: oversight.Operator, Agreement: a,
		Method: oversight.Overwrite, Scope: []string{"raw_data", "copies"},
		Evidence: evidence("日志")}, "gz-operator")
	closing := &oversight.AgreementClose{Subject: oversight.Operator, Agreement: a,
		Evidence: evidence("办结")}
	b.refuse(closing, "ending.not_filed", "gz-bureau")
	public := disclose("gz-bureau/p")
	public.Duty = authorization.DutyEndPublic
	b.must(public, "gz-bureau")
	b.refuse(public, "oversight.duplicate", "gz-bureau")
	b.refuse(closing, "ending.not_filed", "gz-bureau")
	b.must(&authorization.FilingDone{Object: a, Duty: authorization.DutyEnd,
		Evidence: evidence("备案函")}, "gz-bureau")
	b.refuse(closing, "ending.no_logs", "gz-bureau")
}
