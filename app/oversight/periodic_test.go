package oversight_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The turns of an agreement that began on 2025-03-03 are opened the day after they begin, and due
// when a year has passed; a Tuesday in 2026.
func TestTurns(t *testing.T) {
	b := newBook(t)
	b.day("2025-02-11 00:00")
	a := b.agreement()
	b.must(disclose("gz-bureau/d0", "object", "content", "scope", "term"), "gz-bureau")
	b.day("2025-03-05 00:10")
	b.due("gz-bureau", oversight.DutyEvaluate, a.String()+"#1", "2026-03-02", "due")
	b.due("gz-bureau", oversight.DutyDisclose, a.String()+"#1", "2026-03-02", "met")
	b.due("gz-operator", oversight.DutyDisclose, a.String()+"#1", "2026-03-02", "due")
	b.day("2026-03-03 00:10")
	b.due("gz-bureau", oversight.DutyEvaluate, a.String()+"#1", "2026-03-02", "overdue")
	b.due("gz-bureau", oversight.DutyEvaluate, a.String()+"#2", "2027-03-01", "due")

	ours := disclose("gz-bureau/d", "object", "content", "scope")
	b.refuse(ours, "disclosure.impl", "gz-bureau")
	ours.Topics = append(ours.Topics, "term")
	b.refuse(disclose("gz-third/d", "object"), "oversight.signer", "gz-third")
	b.refuse(disclose("gz-operator/d", "product_list"), "disclosure.operator", "gz-operator")
	b.refuse(disclose("gz-operator/d"), "body.field", "gz-operator")
	b.must(disclose("gz-operator/d", "product_list", "resource_use"), "gz-operator")
	b.must(ours, "gz-bureau")
	b.refuse(ours, "oversight.duplicate", "gz-bureau")
	b.due("gz-bureau", oversight.DutyDisclose, a.String()+"#2", "2027-03-01", "met")
	b.due("gz-operator", oversight.DutyDisclose, a.String()+"#1", "2026-03-02", "met")
	named := disclose("gz-bureau/n")
	named.Duty = "agreement.filing"
	b.refuse(named, "body.field", "gz-bureau")
	named.Duty = "agreement.publish"
	b.refuse(named, "filing.none", "gz-bureau")

	issue := &oversight.EvaluationIssue{ID: id("gz-bureau/e"), Subject: oversight.Operator,
		Agreement: a, Outcome: oversight.Pass, Evidence: evidence("报告"), Third: "某研究院",
		Opinion: evidence("意见")}
	b.refuse(issue, "evaluation.third_party", "gz-bureau")
	issue.Third = ""
	b.refuse(issue, "body.field", "gz-bureau")
	issue.Opinion = rule.Evidence{}
	b.must(issue, "gz-bureau")
	b.due("gz-bureau", oversight.DutyEvaluate, a.String()+"#1", "2026-03-02", "met")
	if v := b.ask("evaluation", "id", "gz-bureau/e").(oversight.Evaluation); v.Turn != 1 {
		t.Errorf("turn %d", v.Turn)
	}
}

// After the end no turn begins; a long stop of the chain is made up for in one walk.
func TestTurnsEnd(t *testing.T) {
	b := newBook(t, "disclosure.period", "month", "eval.third_party", "true")
	b.day("2025-02-11 00:00")
	a := b.agreement()
	b.must(&oversight.EvaluationIssue{ID: id("gz-bureau/e"), Subject: oversight.Operator,
		Agreement: a, Outcome: oversight.Pass, Evidence: evidence("报告"), Third: "某研究院",
		Opinion: evidence("意见")}, "gz-bureau")
	b.day("2028-06-01 00:10")
	last := oversight.DutyDisclose
	b.due("gz-bureau", last, a.String()+"#36", "2028-03-01", "due") // no calendar: provisional
	at := regime.DutyID{Owner: "gz-bureau", Duty: last, Object: a.String() + "#37"}
	if _, more := regime.Deadline(b.store, at, b.time); more {
		t.Error("a turn began after the end")
	}
}

// Reports: GD §37 in form. The year's is due at the end of March, to three offices; it is met by a
// filing that names a digest, once.
func TestReports(t *testing.T) {
	b := newBook(t, "report.annual.by", "impl,operator,bureau", "report.annual.whom",
		"price,finance,bureau_upper,bureau_province", "report.annual.due", "03-31",
		"report.annual.operator_due", "01-31", "report.half_year.by", "bureau",
		"report.half_year.whom", "government", "report.half_year.due", "07-31")
	b.day("2025-02-11 00:00")
	a := b.agreement()
	half := &oversight.ReportSubmit{ID: id("gz-bureau/h"), Sort: oversight.HalfYear,
		Period: "2025H1", Jurisdiction: "520000", Report: evidence("半年报告")}
	b.refuse(half, "report.period_runs", "gz-bureau")
	b.at("2025-07-01 09:00")
	b.must(half, "gz-bureau", "gz-gov") // before the clock has opened it
	b.day("2025-07-02 00:10")
	b.due("gz-bureau", oversight.DutyHalf, "520000#2025H1", "2025-07-31", "met")
	half.ID = id("gz-bureau/h2")
	b.refuse(half, "report.filed", "gz-bureau")
	half.Agreement, half.Jurisdiction = a, ""
	b.refuse(half, "report.half_year", "gz-bureau")

	b.day("2026-01-01 00:10")
	b.due("gz-bureau", oversight.DutyAnnual, a.String()+"#2025", "2026-03-31", "due")
	b.due("gz-bureau", oversight.DutyAnnual, "520000#2025", "2026-03-31", "due")
	b.due("gz-operator", oversight.DutyAnnual, a.String()+"#2025", "2026-02-02", "due")
	year := &oversight.ReportSubmit{ID: id("gz-operator/y"), Sort: oversight.Annual, Period: "2025",
		Agreement: a, Report: evidence("年度报告")}
	for _, change := range []func(*oversight.ReportSubmit){
		func(m *oversight.ReportSubmit) { m.Period = "2025H1" },
		func(m *oversight.ReportSubmit) { m.Sort = "weekly" },
		func(m *oversight.ReportSubmit) { m.Sort = oversight.HalfYear },
		func(m *oversight.ReportSubmit) { m.Jurisdiction = "520000" },
		func(m *oversight.ReportSubmit) { m.Request = id("x/y") },
		func(m *oversight.ReportSubmit) { m.Report = rule.Evidence{} }} {
		bad := *year
		change(&bad)
		b.refuse(&bad, "body.field", "gz-operator")
	}
	early := *year
	early.Period = "2024"
	b.refuse(&early, "report.annual", "gz-operator")
	b.at("2026-02-03 09:00")
	b.must(year, "gz-operator")
	b.refuse(year, "oversight.duplicate", "gz-operator")
	v := b.ask("report", "id", "gz-operator/y").(oversight.ShownReport)
	if !v.Late || len(v.To) != 4 || v.To[0].Party != "" || v.To[3].Party != "gz-bureau" {
		t.Errorf("%+v", v)
	}
	other := *year
	other.ID = id("gz-third/y")
	b.refuse(&other, "report.annual", "gz-third")
	other.Agreement, other.Jurisdiction = wire.ID{}, "520000"
	b.refuse(&other, "report.annual", "gz-third")
	if p := b.ask("reports").(rule.Page[oversight.Report]); len(p.Items) != 2 {
		t.Errorf("%+v", p)
	}
}

// HE §32¶1: the implementing body asks, the operator answers by the day it set.
func TestReportOnRequest(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	ask := &oversight.ReportRequest{ID: id("gz-bureau/q"), Agreement: a, What: "运营情况",
		Limit: date("2025-03-14"), Evidence: evidence("通知")}
	bad := *ask
	bad.What = ""
	b.refuse(&bad, "body.field", "gz-bureau")
	bad = *ask
	bad.Limit = b.time.Date()
	b.refuse(&bad, "rectify.limit", "gz-bureau")
	bad = *ask
	bad.ID = id("gz-operator/q")
	b.refuse(&bad, "oversight.signer", "gz-operator")
	b.must(ask, "gz-bureau")
	b.refuse(ask, "oversight.duplicate", "gz-bureau")
	b.due("gz-operator", oversight.DutyAsked, "gz-bureau/q", "2025-03-14", "due")
	answer := &oversight.ReportSubmit{ID: id("gz-third/r"), Sort: oversight.Asked, Request: ask.ID,
		Report: evidence("报告")}
	b.refuse(answer, "oversight.signer", "gz-third")
	answer.ID = id("gz-operator/r")
	wrong := *answer
	wrong.Request = id("gz-bureau/x")
	b.refuse(&wrong, "report.request_unknown", "gz-operator")
	b.must(answer, "gz-operator", "gz-bureau")
	b.due("gz-operator", oversight.DutyAsked, "gz-bureau/q", "2025-03-14", "met")
	answer.ID = id("gz-operator/r2")
	b.refuse(answer, "report.answered", "gz-operator")
}

func disclose(name string, topics ...string) *oversight.DisclosurePublish {
	return &oversight.DisclosurePublish{ID: id(name), Agreement: id("gz-bureau/a1"), Topics: topics,
		Document: evidence("公告")}
}

// An agreement whose record is broken does not stop the walk: it is passed over with an alarm.
func TestBrokenAgreementIsPassedOver(t *testing.T) {
	b := newBook(t)
	b.day("2025-02-11 00:00")
	a := b.agreement()
	c := authorization.Chapter()
	i := slices.IndexFunc(c.Collections,
		func(d state.Collection) bool { return d.Name == "authorization/agreements" })
	broken, _ := authorization.GetAgreement(b.store, a)
	broken.ID = id("gz-bureau/a0")
	broken.Regime.Version = 99
	state.NewMap[wire.ID, authorization.Agreement](c.Number, c.Collections[i].Number,
		"authorization/agreements", c.Collections[i].Doc).Set(b.store, broken.ID, broken)
	b.at("2025-03-05 00:10")
	ctx := b.ctx(b.store, nil)
	oversight.Chapter().EndBlock(ctx)
	events := ctx.Events()
	if alarm, ok := events[0].(oversight.RoundPassedOver); !ok || alarm.Agreement != broken.ID {
		t.Errorf("%+v", events)
	}
	b.due("gz-bureau", oversight.DutyEvaluate, a.String()+"#1", "2026-03-02", "due")
}
