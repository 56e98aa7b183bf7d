package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

func yunnan() map[string]string {
	return with(guizhou, "developer.admission", "apply", "developer.review_by", "operator",
		"developer.materials", "use_plan,pledge @ YN §13¶2(1)", "developer.publicity.min", "0",
		"developer.correction", "true @ YN §13¶2(2)")
}

// Missing material is named with a limit of the reviewer's; completed in time or late, the
// application is reviewed again; not completed, it is rejected after the limit (YN §13¶2(2)).
func TestCorrection(t *testing.T) {
	b := newBook(t, yunnan())
	b.at("2026-03-02 10:00")
	m := apply("gz-dev")
	m.Operator, m.Materials = "gz-operator", items("use_plan")
	b.must(m, "gz-dev")
	pass := &DeveloperReview{ID: m.ID, Pass: true}
	r := b.refuse(pass, "developer.materials", "gz-operator")
	if r.Args[1] != "pledge" || r.Article != "YN §13¶2(1)" {
		t.Errorf("%v under %s", r.Args, r.Article)
	}
	back := &DeveloperReturn{ID: m.ID, Missing: []string{"pledge"}, Limit: "5 working_days"}
	b.refuse(back, "party.role_missing", "gz-bureau")
	b.refuse(back, "agreement.signer", "gz-puppet")
	b.refuse(&DeveloperReturn{ID: m.ID, Missing: []string{"poem"}, Limit: "5 working_days"},
		"developer.materials", "gz-operator")
	b.refuse(&DeveloperReturn{ID: m.ID, Missing: []string{"pledge"}, Limit: "soon"}, "body.field",
		"gz-operator")
	b.refuse(&DeveloperReturn{ID: m.ID, Limit: "5 working_days"}, "body.field", "gz-operator")
	supplement := &DeveloperSupplement{ID: m.ID, Materials: items("pledge")}
	b.refuse(supplement, "developer.step", "gz-dev")
	b.must(back, "gz-operator")
	v, _ := developers.Get(b.store, m.ID)
	due, ok := regime.Deadline(b.store, v.correction(), b.time)
	if !ok || due.Due != date("2026-03-09") || due.Overdue || due.Owner != "gz-dev" {
		t.Errorf("%+v", due)
	}
	b.refuse(&DeveloperReview{ID: m.ID, Reason: "缺件"}, "developer.step", "gz-operator")
	b.refuse(supplement, "body.field", "gz-rival")
	b.refuse(&DeveloperSupplement{ID: id("gz-dev/x")}, "developer.unknown", "gz-dev")
	b.refuse(&DeveloperSupplement{ID: m.ID}, "developer.materials", "gz-dev")
	b.at("2026-03-10 00:00")
	b.must(supplement, "gz-dev")
	if due, _ = regime.Deadline(b.store, v.correction(), b.time); !due.Overdue || due.DaysLate != 1 {
		t.Errorf("late: %+v", due)
	}
	b.must(back, "gz-operator")
	b.at("2026-03-18 00:00")
	b.refuse(pass, "developer.step", "gz-operator")
	b.must(&DeveloperReview{ID: m.ID, Reason: "逾期未补正"}, "gz-operator")
}

// Without a correction procedure an application must be whole at once.
func TestNoCorrection(t *testing.T) {
	b := newBook(t, with(yunnan(), "developer.correction", "false"))
	m := apply("gz-dev")
	m.Operator = "gz-operator"
	b.refuse(m, "developer.materials", "gz-dev")
	m.Materials = items("use_plan", "pledge")
	b.must(m, "gz-dev")
	b.refuse(&DeveloperReturn{ID: m.ID, Missing: []string{"pledge"}, Limit: "5 working_days"},
		"developer.correction", "gz-operator")
	b.must(&DeveloperReview{ID: m.ID, Pass: true}, "gz-operator")
}

// Where operators admit by their own rules, the bureau consents to these first; what they ask for
// is asked for (HB 四(六)5).
func TestOperatorRules(t *testing.T) {
	b := newBook(t, with(yunnan(), "developer.admission", "operator_rules @ HB 四(六)5",
		"developer.rules_approved_by", "bureau @ HB 四(六)5", "developer.correction", "false",
		"developer.materials", ""))
	m := apply("gz-dev")
	m.Operator = "gz-operator"
	if r := b.refuse(m, "developer.rules", "gz-dev"); r.Article != "HB 四(六)5" {
		t.Error(r.Article)
	}
	rules := &DeveloperRulesSubmit{ID: id("gz-operator/rules"), Jurisdiction: "520000",
		Subjects: []string{RulesAdmission, RulesSecurity}, Items: []string{"track_record"},
		Document: evidence("入驻规范")}
	b.refuse(&DeveloperRulesSubmit{ID: rules.ID, Jurisdiction: "520000", Document: rules.Document},
		"body.field", "gz-operator")
	b.refuse(&DeveloperRulesSubmit{ID: rules.ID, Jurisdiction: "520000", Document: rules.Document,
		Subjects: []string{"weather"}}, "body.field", "gz-operator")
	b.refuse(&DeveloperRulesSubmit{ID: rules.ID, Jurisdiction: "520000", Document: rules.Document,
		Subjects: rules.Subjects, Items: []string{"a", "a"}}, "body.field", "gz-operator")
	b.refuse(rules, "body.field", "gz-dev")
	own := *rules
	own.ID = id("gz-dev/rules")
	b.refuse(&own, "agreement.operator_role", "gz-dev")
	b.must(rules, "gz-operator")
	b.refuse(rules, "developer.exists", "gz-operator")
	b.refuse(m, "developer.rules", "gz-dev")
	approve := &DeveloperRulesApprove{ID: rules.ID, Pass: true}
	b.refuse(approve, "party.role_missing", "gz-operator")
	b.refuse(&DeveloperRulesApprove{ID: rules.ID}, "body.field", "gz-bureau")
	b.refuse(&DeveloperRulesApprove{ID: id("gz-operator/x"), Pass: true}, "developer.unknown",
		"gz-bureau")
	b.must(approve, "gz-bureau")
	b.refuse(approve, "developer.unknown", "gz-bureau")
	if r := b.refuse(m, "developer.materials", "gz-dev"); r.Args[1] != "track_record" {
		t.Error(r.Args)
	}
	m.Materials = items("track_record")
	b.must(m, "gz-dev")
	b.must(&DeveloperReview{ID: m.ID, Pass: true}, "gz-operator")
	b.must(&DeveloperAdmit{ID: m.ID}, "gz-operator")
	if _, ok := RulesAt(b.store, "gz-operator", "520000", RulesSecurity, b.time-1); ok {
		t.Error("rules bind before they were consented to")
	}
	v, ok := RulesAt(b.store, "gz-operator", "520000", RulesSecurity, b.time)
	if !ok || v.By != "gz-bureau" {
		t.Errorf("%+v", v)
	}

	b = newBook(t, with(guizhou, "developer.rules_approved_by", ""))
	b.refuse(rules, "developer.no_rules", "gz-operator")
}

// Returned rules bind nobody; new ones may follow.
func TestOperatorRulesSentBack(t *testing.T) {
	b := newBook(t, with(yunnan(), "developer.admission", "operator_rules",
		"developer.rules_approved_by", "bureau"))
	rules := &DeveloperRulesSubmit{ID: id("gz-operator/rules"), Jurisdiction: "520000",
		Subjects: []string{RulesAdmission}, Document: evidence("入驻规范")}
	b.must(rules, "gz-operator")
	b.must(&DeveloperRulesApprove{ID: rules.ID, Reason: "不完备"}, "gz-bureau")
	if _, ok := RulesAt(b.store, "gz-operator", "520000", RulesAdmission, b.time); ok {
		t.Error("they bind")
	}
	m := apply("gz-dev")
	b.must(m, "gz-dev") // names no operator: the one that reviews it needs rules
	b.refuse(&DeveloperReview{ID: m.ID, Pass: true}, "developer.rules", "gz-operator")
}
