package authorization

import (
	"testing"
)

func TestAnnounceRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	b.must(plan(), "gz-bureau")
	m := announce("gz-bureau/sel", b.time+3600)
	if r := b.refuse(m, "plan.not_approved", "gz-bureau"); r.Article != "GZ §6" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(&PlanApprove{ID: m.Plan}, "gz-gov")
	for _, v := range []struct {
		name, code, by string
		change         func(*SelectionAnnounce)
	}{
		{"not the implementing body", "party.role_missing", "gz-operator",
			func(m *SelectionAnnounce) { m.ID = id("gz-operator/sel") }},
		{"another party's id", "body.field", "gz-bureau",
			func(m *SelectionAnnounce) { m.ID = id("gz-gov/sel") }},
		{"no such plan", "plan.unknown", "gz-bureau",
			func(m *SelectionAnnounce) { m.Plan = id("gz-bureau/none") }},
		{"a method that is no competition", "selection.method", "gz-bureau",
			func(m *SelectionAnnounce) { m.Method = "appointment" }},
		{"a window already over", "body.field", "gz-bureau",
			func(m *SelectionAnnounce) { m.Closes = b.time }},
		{"no notice", "body.field", "gz-bureau", func(m *SelectionAnnounce) { m.Notice.Number = "" }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			m := announce("gz-bureau/sel", b.time+3600)
			v.change(m)
			b.refuse(m, v.code, v.by)
		})
	}
	b.t = t
	b.must(m, "gz-bureau")
	b.refuse(m, "selection.exists", "gz-bureau")
}

func TestApplyRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	closes := b.time + 3600
	b.must(announce("gz-bureau/sel", closes), "gz-bureau")
	full := &SelectionApply{Selection: id("gz-bureau/sel"),
		Evidence: items("credit", "space", "security")}
	for _, v := range []struct {
		name, code, cites, by string
		m                     *SelectionApply
	}{
		{"a vendor", "selection.applicant", "", "gz-vendor", full},
		{"under the bureau's control", "selection.applicant", "", "gz-puppet", full},
		{"the bureau itself", "selection.applicant", "", "gz-bureau", full},
		{"a condition without evidence", "eligibility.incomplete", "GZ §8", "gz-rival",
			&SelectionApply{Selection: full.Selection, Evidence: items("credit", "space")}},
		{"evidence that names no document", "eligibility.incomplete", "GZ §8", "gz-rival",
			&SelectionApply{Selection: full.Selection, Evidence: append(items("credit", "space"),
				Item{Item: "security"})}},
		{"no such selection", "selection.unknown", "", "gz-rival",
			&SelectionApply{Selection: id("gz-bureau/x")}},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			if r := b.refuse(v.m, v.code, v.by); v.cites != "" && r.Article != v.cites {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
	b.t = t
	b.time = closes - 1
	b.must(full, "gz-operator")
	b.refuse(full, "selection.applied", "gz-operator")
	b.time = closes
	if r := b.refuse(full, "selection.window_closed", "gz-rival"); r.Article != "GZ §9(2)" {
		t.Errorf("cites %s", r.Article)
	}
}

func TestApplicantsAreBounded(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.must(announce("gz-bureau/sel", b.time+3600), "gz-bureau")
	v, _ := GetSelection(b.store, id("gz-bureau/sel"))
	v.Applicants = maxApplicants
	selections.Set(b.store, v.ID, v)
	b.refuse(&SelectionApply{Selection: v.ID}, "selection.full", "gz-rival")
}

func TestEvaluateRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	closes := b.time + 3600
	b.must(announce("gz-bureau/sel", closes), "gz-bureau")
	b.must(&SelectionApply{Selection: id("gz-bureau/sel"),
		Evidence: items("credit", "space", "security")}, "gz-operator")
	m := &SelectionEvaluate{ID: id("gz-bureau/sel"), Chosen: "gz-operator", Report: evidence("报告")}
	b.refuse(m, "selection.window_open", "gz-bureau")
	b.time = closes
	b.refuse(m, "party.role_missing", "gz-gov")
	b.refuse(&SelectionEvaluate{ID: m.ID, Chosen: "gz-rival", Report: m.Report},
		"selection.not_applicant", "gz-bureau")
	b.refuse(&SelectionEvaluate{ID: m.ID, Chosen: "gz-operator"}, "body.field", "gz-bureau")
	b.refuse(&SelectionEvaluate{ID: id("gz-bureau/x"), Chosen: "gz-operator", Report: m.Report},
		"selection.unknown", "gz-bureau")
	b.must(m, "gz-bureau")
	b.refuse(m, "selection.step", "gz-bureau")
	b.refuse(&SelectionApply{Selection: m.ID}, "selection.step", "gz-rival")
}

func TestDecide(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.chosen("gz-bureau/sel", "gz-operator")
	m := &SelectionDecide{ID: id("gz-bureau/sel"), Decision: evidence("决议")}
	if r := b.refuse(m, "publicity.missing", "gz-bureau"); r.Article != "GZ §9(3)" {
		t.Errorf("cites %s", r.Article)
	}
	out := b.must(&PublicityStart{Subject: OfSelection, ID: m.ID, Notice: evidence("公示")}, "gz-bureau")
	b.time = out[0].(PublicityStarted).Opens
	b.refuse(m, "party.role_missing", "gz-operator")
	if r := b.refuse(&SelectionDecide{ID: m.ID}, "selection.decision",
		"gz-bureau"); r.Article != "GZ §9(4)" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(m, "gz-bureau")
	b.refuse(m, "selection.step", "gz-bureau")
}

// Where the text asks for no publicity the choice is decided at once (S2: Hebei, Hubei).
func TestDecideWithoutPublicity(t *testing.T) {
	b := newBook(t, with(guizhou, "operator_publicity.min", "0", "agreement.decision_required",
		"false"))
	b.approved()
	b.chosen("gz-bureau/sel", "gz-operator")
	b.must(&SelectionDecide{ID: id("gz-bureau/sel")}, "gz-bureau")
}
