package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// filed asks the query for one leg.
func (b *book) filed(object, duty string) ShownFiling {
	b.t.Helper()
	v, err := serveFilings(rule.Ask{Store: b.store, Time: b.time,
		Args: map[string]string{"id": object}})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range v.(Filings).Items {
		if f.Duty == duty {
			return f
		}
	}
	return ShownFiling{}
}

// Scenario S5, plans: one month of Hubei, twenty working days of Yunnan, none at the province.
func TestPlanFiling(t *testing.T) {
	for _, c := range []struct{ place, bureau, gov, span, levels, at, due string }{
		{"520000", "gz-bureau", "gz-gov", "1 months", "province,prefecture", "2026-01-31 10:00",
			"2026-02-28"},
		{"520100", "gy-bureau", "gy-gov", "20 working_days", "prefecture,county", "2026-02-09 10:00",
			"2026-03-13"},
		{"520000", "gz-bureau", "gz-gov", "20 working_days", "prefecture,county", "2026-02-09 10:00", ""},
	} {
		b := newBook(t, with(guizhou, "plan.filing.deadline", c.span, "plan.filing.levels", c.levels,
			"plan.filing.who", "bureau", "plan.filing.whom", "bureau_province"))
		b.at(c.at)
		m := plan()
		m.ID.Party, m.Jurisdiction = c.bureau, c.place
		b.must(m, c.bureau)
		b.must(&PlanApprove{ID: m.ID}, c.gov)
		f := b.filed(m.ID.String(), DutyPlan)
		if c.due == "" {
			if f.Owner != "" {
				t.Errorf("a duty where none is: %+v", f)
			}
			continue
		}
		if f.Due != date(c.due) || f.Owner != c.bureau || f.With != "gz-bureau" {
			t.Errorf("%s: %+v", c.place, f)
		}
	}
}

func ended(t *testing.T, place string, more ...string) (*book, wire.ID) {
	b := newBook(t, with(guizhou, append([]string{"agreement.filing.modes", "whole",
		"agreement.filing.levels", "province,prefecture,county", "agreement.filing.who", "bureau",
		"agreement.filing.whom", "bureau_province"}, more...)...))
	bureau, gov := "gz-bureau", "gz-gov"
	if place == "520102" {
		bureau, gov = "nm-bureau", "nm-gov"
	}
	m := plan()
	m.Jurisdiction = place
	m.ID.Party = bureau
	b.must(m, bureau)
	b.must(&PlanApprove{ID: m.ID}, gov)
	sel := wire.ID{Party: bureau, Local: "sel"}
	a := announce(sel.String(), b.time+3600)
	a.Plan = m.ID
	b.must(a, bureau)
	b.must(&SelectionApply{Selection: sel, Evidence: items("credit", "space", "security")},
		"gz-operator")
	b.time += 3600
	b.must(&SelectionEvaluate{ID: sel, Chosen: "gz-operator", Report: evidence("报告")}, bureau)
	out := b.must(&PublicityStart{Subject: OfSelection, ID: sel, Notice: evidence("公示")}, bureau)
	b.time = out[0].(PublicityStarted).Opens
	b.must(&SelectionDecide{ID: sel, Decision: evidence("决议")}, bureau)
	p, _ := GetPlan(b.store, m.ID)
	b.at("2026-02-09 10:00")
	s := &AgreementSign{ID: wire.ID{Party: bureau, Local: "a1"}, Plan: m.ID, Selection: sel,
		FirstDay: date("2026-02-10"), LastDay: date("2028-02-29"), Resources: p.Resources,
		Topics: []string{"scope", "catalog", "term", "distribution"}, RuleHash: p.RuleHash,
		RedevBanClause: true, Document: evidence("协议")}
	b.must(s, bureau, "gz-operator")
	return b, s.ID
}

// Scenario S5, Hebei: ten working days from 2026-02-09 end on the worked Saturday 2026-02-28,
// filed level by level, each leg with its own day.
func TestFilingLevelByLevel(t *testing.T) {
	b, a := ended(t, "520102", "agreement.filing.deadline", "10 working_days",
		"agreement.filing.chain", "true")
	leg := func(duty string) *FilingDone {
		return &FilingDone{Object: a, Duty: duty, Evidence: evidence("备案")}
	}
	up, top := DutyAgreement+".prefecture", DutyAgreement+".province"
	b.refuse(leg(up), "filing.order", "gy-bureau")
	b.refuse(leg(DutyAgreement), "filing.filer", "gy-bureau")
	b.refuse(leg("x"), "filing.none", "gz-bureau")
	b.refuse(leg(""), "body.field", "gz-bureau")
	b.refuse(&FilingDone{Object: a, Duty: DutyAgreement}, "body.field", "nm-bureau")
	for _, l := range []struct{ at, duty, by string }{{"2026-02-13 09:00", DutyAgreement, "nm-bureau"},
		{"2026-02-25 09:00", up, "gy-bureau"}, {"2026-02-28 09:00", top, "gz-bureau"}} {
		b.at(l.at)
		b.must(leg(l.duty), l.by)
		b.refuse(leg(l.duty), "filing.done_already", l.by)
		f := b.filed(a.String(), l.duty)
		if f.Due != date("2026-02-28") || f.Overdue || f.Done != b.time || !f.Attested {
			t.Errorf("%+v", f)
		}
	}
}

// Scenario S5, Guangdong: filing and publication are two duties; the bureau passes the filing on.
func TestFilingAndPublication(t *testing.T) {
	b, a := ended(t, "520102", "agreement.filing.deadline", "10 working_days",
		"agreement.filing.whom", "bureau_upper", "agreement.publish.deadline", "10 working_days",
		"agreement.filing.onward", "5 working_days")
	b.at("2026-02-27 09:00")
	b.must(&FilingDone{Object: a, Duty: DutyAgreement, Evidence: evidence("备案")}, "nm-bureau",
		"gy-bureau")
	b.at("2026-03-01 00:00")
	if f := b.filed(a.String(), DutyAgreement); f.Overdue || f.Attested {
		t.Errorf("filed in time before its recipient: %+v", f)
	}
	if f := b.filed(a.String(), DutyAgreementPublic); !f.Overdue {
		t.Errorf("not published: %+v", f)
	}
	if f := b.filed(a.String(), DutyOnward); f.Due != date("2026-03-05") || f.With != "gz-bureau" {
		t.Errorf("onward: %+v", f)
	}
	b.must(&FilingDone{Object: a, Duty: DutyOnward, Evidence: evidence("转报")}, "nm-bureau")
}

// Scenario S8: the end of 2026-09-18 is filed by 2026-10-09; on the worked Saturday after it is one
// working day late.
func TestEndIsFiled(t *testing.T) {
	b, a := ended(t, "520000", "terminate.filing", "10 working_days", "terminate.publish", "true",
		"terminate.grounds", "own_request,unrectified,expiry,evaluation_failed,other")
	b.at("2026-09-18 10:00")
	end := func(ground string) *AgreementTerminate {
		return &AgreementTerminate{ID: a, Ground: ground, Evidence: evidence("决定")}
	}
	b.refuse(end("别的"), "agreement.ground", "gz-bureau")
	for _, g := range []string{"own_request", "unrectified", "expiry", "evaluation_failed"} {
		b.refuse(end(g), "agreement.ground_unmet", "gz-bureau")
	}
	ask := &AgreementExitRequest{ID: a, Reason: "退出"}
	b.refuse(&AgreementExitRequest{ID: a}, "body.field", "gz-operator")
	b.refuse(&AgreementExitRequest{ID: id("x/y"), Reason: "x"}, "agreement.unknown", "gz-operator")
	b.refuse(ask, "agreement.not_operator", "gz-bureau")
	b.must(ask, "gz-operator")
	b.refuse(ask, "agreement.requested", "gz-operator")
	b.must(end("own_request"), "gz-bureau")
	b.refuse(ask, "agreement.ended", "gz-operator")
	if f := b.filed(a.String(), DutyEnd); f.Due != date("2026-10-09") {
		t.Errorf("%+v", f)
	}
	b.at("2026-10-10 10:00")
	b.must(&FilingDone{Object: a, Duty: DutyEnd, Evidence: evidence("备案")}, "gz-bureau")
	if f := b.filed(a.String(), DutyEnd); !f.Overdue || f.DaysLate != 1 {
		t.Errorf("%+v", f)
	}
	if f := b.filed(a.String(), DutyEndPublic); !f.Overdue || f.Done != 0 {
		t.Errorf("%+v", f)
	}
}

// A rectification that is overdue or not passed opens the ground; one in time does not.
func TestUnrectified(t *testing.T) {
	b, a := ended(t, "520000", "terminate.grounds", "unrectified,evaluation_failed",
		"agreement.renewal", "per_agreement")
	mark := func(kind string) {
		c := b.ctx(b.store, []string{"gz-bureau"})
		a, _ := GetAgreement(b.store, a)
		d := regime.DutyID{Owner: "gz-operator", Duty: "rectify", Object: kind}
		if err := regime.Open(c, regime.At(b.store, a.Regime), d, b.time.Date(),
			regime.Span{N: 10, Unit: regime.UnitCalendarDays}); err != nil {
			t.Fatal(err)
		}
		SetMark(c, a.ID, id("gz-bureau/"+kind), kind, d)
	}
	end := func(g string) *AgreementTerminate {
		return &AgreementTerminate{ID: a, Ground: g, Evidence: evidence("决定")}
	}
	mark(MarkRectify)
	b.refuse(end("unrectified"), "agreement.ground_unmet", "gz-bureau")
	mark(MarkFailed)
	b.refuse(&AgreementRenewRequest{ID: a}, "agreement.held", "gz-operator")
	c := b.ctx(b.store, nil)
	FailMark(c, a, id("gz-bureau/"+MarkRectify))
	if !unrectified(b.store, a, b.time) {
		t.Error("not passed, and no ground")
	}
	EndMark(c, a, id("gz-bureau/"+MarkRectify))
	b.refuse(end("unrectified"), "agreement.ground_unmet", "gz-bureau")
	b.must(end("evaluation_failed"), "gz-bureau")
}

// Scenario S9 and question A4: three months before 2028-02-29, read both ways.
func TestRenewal(t *testing.T) {
	for _, r := range []struct{ reading, at, code string }{
		{"window", "2027-11-28 23:59", "agreement.renew_early"}, {"window", "2027-11-29 00:00", ""},
		{"not_later_than", "2027-11-29 23:59", ""},
		{"not_later_than", "2027-11-30 00:00", "agreement.renew_late"},
	} {
		b, a := ended(t, "520000", "agreement.renewal", "request", "agreement.renewal.window", "3 months",
			"agreement.renewal.reading", r.reading)
		b.at(r.at)
		if m := (&AgreementRenewRequest{ID: a}); r.code != "" {
			b.refuse(m, r.code, "gz-operator")
		} else {
			b.must(m, "gz-operator")
		}
	}
	b, a := ended(t, "520000", "agreement.renewal", "reselect")
	b.refuse(&AgreementRenewRequest{ID: a}, "agreement.reselect", "gz-operator")
	b.refuse(&AgreementRenewRequest{}, "body.field", "gz-operator")
}

// Scenario S15: an operator's list bars from that operator and warns the others; co-signed by the
// bureau it bars in the whole province, and a party under common control with it.
func TestBlacklistedDeveloper(t *testing.T) {
	b := newBook(t, with(guizhou, "developer.review_by", "operator", "redev_ban", "false"))
	apply := func(who, operator string) *DeveloperApply {
		return &DeveloperApply{ID: wire.ID{Party: who, Local: "x"}, Jurisdiction: "520000",
			Evidence: items("credit", "technology"), Operator: operator}
	}
	act := id("gz-operator/b")
	party.Restrict(b.ctx(b.store, nil), "gz-dev", "gz-operator", act, "gz-operator",
		[]string{party.RestrictFuture})
	b.refuse(apply("gz-dev", "gz-operator"), "developer.blacklisted", "gz-dev")
	b.refuse(apply("gz-dev", ""), "developer.blacklisted", "gz-dev")
	b.refuse(apply("gz-dev", "gz-rival"), "agreement.operator_role", "gz-dev")
	out := b.must(apply("gz-dev", "gz-puppet"), "gz-dev")
	if !out[0].(DeveloperApplied).Listed {
		t.Error("no warning")
	}
	review := &DeveloperReview{ID: id("gz-dev/x"), Pass: true}
	b.refuse(review, "agreement.signer", "gz-operator")
	b.must(review, "gz-puppet")
	party.Restrict(b.ctx(b.store, nil), "gz-operator", "520000", act, "gz-operator",
		[]string{party.RestrictFuture})
	b.refuse(apply("gz-affiliate", "gz-puppet"), "developer.blacklisted", "gz-affiliate")
	party.Unrestrict(b.ctx(b.store, nil), "gz-dev", "gz-operator", act)
	again := apply("gz-dev", "gz-operator")
	again.ID.Local = "y"
	b.must(again, "gz-dev")
}
