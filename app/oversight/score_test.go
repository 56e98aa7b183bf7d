package oversight_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/oversight"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
)

// A provider that settled two of three problems in time and reviewed one of two applications is
// scored (2/3 + 1/2)/2 = 58; one without a fact is not scored at all.
func TestScore(t *testing.T) {
	b := newBook(t, "quality.deadline", "5 working_days", "quality.reporters", "operator",
		"eval.provider.criteria", "quality,timeliness,application")
	b.agreement()
	ticket := func(name string) *catalog.TicketOpen {
		return &catalog.TicketOpen{ID: id("gz-operator/" + name), Resource: id("gz-health/visits"),
			Problem: "缺月"}
	}
	answer := func(name string) *catalog.TicketAnswer {
		return &catalog.TicketAnswer{ID: id("gz-operator/" + name), Outcome: catalog.Corrected,
			Reply: "补齐"}
	}
	for _, name := range []string{"t1", "t2", "t3"} {
		b.must(ticket(name), "gz-operator")
	}
	b.must(answer("t1"), "gz-health")
	b.must(answer("t2"), "gz-health")
	b.review("a-1", true)
	b.review("a-2", false)
	b.at("2025-03-31 10:00")
	b.must(answer("t3"), "gz-health")
	issue := &oversight.ScoreIssue{ID: id("gz-bureau/s"), Provider: "gz-health",
		Jurisdiction: "520000", Period: "2025Q1", Application: 1280000, Evidence: evidence("评价")}
	b.refuse(issue, "report.period_runs", "gz-bureau")
	b.at("2025-04-01 10:00")
	bad := *issue
	bad.Period = "2025Q5"
	b.refuse(&bad, "body.field", "gz-bureau")
	bad = *issue
	bad.Jurisdiction = "52"
	b.refuse(&bad, "body.field", "gz-bureau")
	bad = *issue
	bad.Provider = "gz-third"
	b.refuse(&bad, "score.provider", "gz-bureau")
	bad = *issue
	bad.ID = id("gz-third/s")
	b.refuse(&bad, "party.role_missing", "gz-third")
	b.must(issue, "gz-bureau")
	b.refuse(issue, "oversight.duplicate", "gz-bureau")
	v := b.ask("score", "id", "gz-bureau/s").(oversight.ShownScore)
	if v.Score.Score != 58 || v.Quality != (catalog.Ratio{InTime: 2, Due: 3}) ||
		v.Timeliness != (catalog.Ratio{InTime: 1, Due: 2}) || len(v.Facts) != 5 {
		t.Errorf("%+v", v)
	}
	// The run of the quarter was settled by another score: the evaluation says so, the run stays.
	i := slices.IndexFunc(settle.Chapter().Collections,
		func(d state.Collection) bool { return d.Name == "settle/scores" })
	state.NewMap[struct{ Period, Place, Institution string }, settle.ScoreRow](10,
		settle.Chapter().Collections[i].Number, "settle/scores", settle.Chapter().Collections[i].Doc).
		Set(b.store, struct{ Period, Place, Institution string }{"2025Q1", "520000", "gz-health"},
			settle.ScoreRow{Period: "2025Q1", Place: "520000", Institution: "gz-health", Scored: true,
				Score: 70, Timeliness: catalog.Ratio{InTime: 7, Due: 10}})
	again := *issue
	again.ID = id("gz-bureau/s1")
	if e := b.must(&again, "gz-bureau"); !strings.Contains(fmt.Sprint(e), "changed_after_close") {
		t.Errorf("%v", e)
	}
	issue.ID, issue.Provider = id("gz-bureau/s2"), "gz-hospital"
	b.must(issue, "gz-bureau")
	if v := b.ask("score", "id", "gz-bureau/s2").(oversight.ShownScore); v.Scored {
		t.Errorf("%+v", v)
	}
	b.crowd()
	issue.ID, issue.Provider = id("gz-bureau/s3"), "gz-health"
	b.refuse(issue, "score.facts", "gz-bureau")

	none := newBook(t, "eval.provider.by", "")
	none.at("2025-04-01 10:00")
	none.refuse(issue, "score.none", "gz-bureau")
}

// review opens a duty to review an application and meets it in time, or not.
func (b *book) review(object string, inTime bool) {
	b.Helper()
	at := regime.DutyID{Owner: "gz-health", Duty: "application.review", Object: object}
	p, _ := regime.Current(b.store, "520000", b.time)
	c := b.ctx(b.store, nil)
	err := regime.Open(c, p, at, b.time.Date(), regime.Span{N: 5, Unit: regime.UnitWorkingDays})
	if err == nil && inTime {
		err = regime.Meet(c, at)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// crowd opens more duties than a score counts.
func (b *book) crowd() {
	b.at("2025-03-05 10:00")
	for i := range 2001 {
		b.review("crowd-"+string(rune('A'+i/500))+string(rune(0x4e00+i%500)), false)
	}
	b.at("2025-04-01 11:00")
}

// GD §38, HE §33, HB 五(七): whoever did not pass is refused when it applies again, until somebody
// decides on the result; who passed carries its result.
func TestReapplication(t *testing.T) {
	b := newBook(t, "eval.on_reapplication", "true")
	a := b.agreement()
	announce := &authorization.SelectionAnnounce{ID: id("gz-bureau/sel2"), Plan: id("gz-bureau/plan"),
		Method: "tender", Closes: b.time + 86400, Notice: evidence("公告")}
	b.must(announce, "gz-bureau")
	b.must(&oversight.EvaluationIssue{ID: id("gz-bureau/e"), Subject: oversight.Operator,
		Agreement: a, Outcome: oversight.Fail, Evidence: evidence("报告")}, "gz-bureau")
	profile, _ := regime.Current(b.store, "520000", b.time)
	apply := &authorization.SelectionApply{Selection: announce.ID,
		Evidence: items(profile.List("operator.eligibility_items")...)}
	b.refuse(apply, "selection.appraised", "gz-operator")
	b.must(apply, "gz-rival")
	b.must(&oversight.EvaluationReissue{ID: id("gz-bureau/e"), Pass: true, Evidence: evidence("再评")},
		"gz-bureau")
	b.must(apply, "gz-operator")

	// A result that comes between the application and the decision counts all the same.
	b.time = announce.Closes
	b.must(&authorization.SelectionEvaluate{ID: announce.ID, Chosen: "gz-operator",
		Report: evidence("报告")}, "gz-bureau")
	b.publicized(authorization.OfSelection, announce.ID)
	b.must(&oversight.EvaluationIssue{ID: id("gz-bureau/e2"), Subject: oversight.Operator,
		Agreement: a, Outcome: oversight.Fail, Evidence: evidence("报告")}, "gz-bureau")
	decide := &authorization.SelectionDecide{ID: announce.ID, Decision: evidence("决议")}
	b.refuse(decide, "selection.appraised", "gz-bureau")
	b.must(&oversight.MeasureLift{ID: id("gz-bureau/e2"), Evidence: evidence("决定")}, "gz-bureau")
	b.must(decide, "gz-bureau")
}
