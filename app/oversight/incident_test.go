package oversight_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/oversight"
)

func incident(name, subject string, agreement string) *oversight.IncidentOpen {
	return &oversight.IncidentOpen{ID: id(name), Subject: subject, Agreement: id(agreement),
		What: "数据泄露隐患", Occurred: date("2025-03-03").Start(), Evidence: evidence("情况")}
}

// An operator starts its plan, tells the offices within a day, contains; the bureau closes. Access
// is closed only because the bureau decides so, and open again with the close.
func TestIncident(t *testing.T) {
	b := newBook(t, "incident.report.operator_to", "impl,finance")
	a := b.agreement()
	g := b.grant("gz-bureau/g")
	open := incident("gz-operator/i", oversight.Operator, a.String())
	b.refuse(incident("gz-third/i", oversight.Operator, a.String()), "oversight.signer", "gz-third")
	for _, change := range []func(*oversight.IncidentOpen){
		func(m *oversight.IncidentOpen) { m.What = "" },
		func(m *oversight.IncidentOpen) { m.Subject = "x" },
		func(m *oversight.IncidentOpen) { m.Occurred = b.time + 1 }} {
		bad := *open
		change(&bad)
		b.refuse(&bad, "body.field", "gz-operator")
	}
	b.refuse(incident("gz-operator/i", oversight.Operator, "x/y"), "oversight.no_agreement",
		"gz-operator")
	b.must(open, "gz-operator")
	b.refuse(open, "oversight.duplicate", "gz-operator")
	b.due("gz-operator", oversight.DutyIncident, "gz-operator/i#impl", "2025-03-04", "due")
	report := &oversight.IncidentReport{ID: open.ID, Office: "impl", Evidence: evidence("报告")}
	plan := &oversight.IncidentPlanStart{ID: open.ID, Plan: evidence("预案")}
	contain := &oversight.IncidentContain{ID: open.ID, Evidence: evidence("处置")}
	suspend := &oversight.IncidentSuspend{ID: open.ID, Evidence: evidence("决定")}
	closing := &oversight.IncidentClose{ID: open.ID, Evidence: evidence("办结")}
	b.refuse(contain, "oversight.step", "gz-operator")
	b.refuse(plan, "oversight.signer", "gz-bureau")
	b.must(plan, "gz-operator")
	b.refuse(plan, "oversight.step", "gz-operator")
	b.usable(g, b.time, b.time+60, "")
	b.refuse(suspend, "oversight.signer", "gz-operator")
	b.must(suspend, "gz-bureau")
	b.refuse(suspend, "oversight.step", "gz-bureau")
	b.usable(g, b.time, b.time+60, "grant.suspended")
	b.must(report, "gz-operator", "gz-bureau")
	b.refuse(report, "incident.told", "gz-operator")
	other := *report
	other.Office = "price"
	b.refuse(&other, "incident.office", "gz-operator")
	b.refuse(closing, "oversight.step", "gz-bureau")
	b.must(contain, "gz-operator")
	b.refuse(closing, "incident.untold", "gz-bureau")
	b.at("2025-03-05 09:00")
	b.due("gz-operator", oversight.DutyIncident, "gz-operator/i#finance", "2025-03-04", "overdue")
	other.Office = "finance"
	b.must(&other, "gz-operator")
	b.refuse(closing, "oversight.signer", "gz-operator")
	b.must(closing, "gz-bureau")
	b.usable(g, b.time, b.time+60, "")
	b.refuse(closing, "oversight.step", "gz-bureau")
	b.refuse(&oversight.IncidentReport{ID: id("x/y"), Office: "impl", Evidence: evidence("x")},
		"incident.unknown", "gz-operator")
	v := b.ask("incident", "id", "gz-operator/i").(oversight.ShownIncident)
	if v.Status != "closed" || !v.Told[0].Signed || v.Told[1].Signed {
		t.Errorf("%+v", v)
	}
}

// An incident on record opens the ground that HE §35(3) names; an interview that of GD §39(4).
func TestIncidentAsGround(t *testing.T) {
	b := newBook(t, "terminate.grounds", "security_incident,hidden_danger")
	a := b.agreement()
	end := &authorization.AgreementTerminate{ID: a, Ground: "security_incident",
		Evidence: evidence("决定")}
	b.refuse(end, "agreement.ground_unmet", "gz-bureau")
	danger := *end
	danger.Ground = "hidden_danger"
	b.refuse(&danger, "agreement.ground_unmet", "gz-bureau")
	b.must(incident("gz-bureau/i", oversight.Operator, a.String()), "gz-bureau")
	b.refuse(&danger, "agreement.ground_unmet", "gz-bureau")
	b.must(end, "gz-bureau")

	b = newBook(t, "terminate.grounds", "security_incident,hidden_danger")
	b.agreement()
	b.must(&oversight.MeasureImpose{ID: id("gz-bureau/m"), Subject: oversight.Operator, Agreement: a,
		Measure: "interview", Cause: "隐患", Evidence: evidence("约谈")}, "gz-bureau")
	b.must(&danger, "gz-bureau")
}
