package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// HE §15: the choice is held at the public resource centre; HE §14¶2: so is that of a service.
func TestVenue(t *testing.T) {
	b := newBook(t, with(guizhou, "selection.venue", "public_resource_centre @ HE §15"))
	b.approved()
	m := announce("gz-bureau/sel", b.time+3600)
	if r := b.refuse(m, "selection.venue", "gz-bureau"); r.Article != "HE §15" {
		t.Errorf("cites %s", r.Article)
	}
	m.Venue = "public_resource_centre"
	b.must(m, "gz-bureau")

	s := &ServiceEntrust{ID: id("gz-bureau/s"), Plan: id("gz-bureau/none"), Kind: "desensitization",
		Provider: "某公司", Method: "tender", Result: evidence("中标")}
	b.refuse(s, "plan.unknown", "gz-bureau")
	s.Plan = plan().ID
	theirs := *s
	theirs.ID = id("gz-rival/s")
	b.refuse(&theirs, "agreement.signer", "gz-rival") // not its plan, nor its data
	b.refuse(s, "selection.venue", "gz-bureau")
	s.Venue = m.Venue
	s.Method = "friends"
	b.refuse(s, "selection.method", "gz-bureau")
	s.Method = "tender"
	b.must(s, "gz-bureau")
	b.refuse(s, "service.exists", "gz-bureau")
	b.refuse(s, "body.field", "gz-operator")
	if got, err := ask(b, "service", "id", "gz-bureau/s"); err != nil {
		t.Errorf("%+v %v", got, err)
	}
}

func TestExpertReview(t *testing.T) {
	b := newBook(t, with(guizhou, "selection.expert_review", "required @ GD §20¶1(3)"))
	b.approved()
	b.must(announce("gz-bureau/sel", b.time+3600), "gz-bureau")
	b.must(&SelectionApply{Selection: id("gz-bureau/sel"),
		Evidence: items("credit", "space", "security")}, "gz-operator")
	b.time += 3600
	m := &SelectionEvaluate{ID: id("gz-bureau/sel"), Chosen: "gz-operator", Report: evidence("报告")}
	if r := b.refuse(m, "selection.expert_review", "gz-bureau"); r.Article != "GD §20¶1(3)" {
		t.Errorf("cites %s", r.Article)
	}
	m.Experts = evidence("评审")
	b.must(m, "gz-bureau")
	b.must(&PublicityStart{Subject: OfSelection, ID: m.ID, Notice: evidence("公示")}, "gz-bureau")
	if v, _ := GetPublicity(b.store, OfSelection, m.ID); v.Object != "chosen" {
		t.Errorf("%+v", v)
	}
}

// HB 三(五)1: no security incident within the last three years.
func TestNoIncident(t *testing.T) {
	b := newBook(t, with(guizhou, "operator.no_incident_years", "3 @ HB 三(五)1"))
	b.approved()
	b.must(announce("gz-bureau/sel", b.time+3600), "gz-bureau")
	c := b.ctx(b.store, []string{"gz-bureau"})
	NoteIncident(c, "gz-operator", id("gz-operator/old"), instant(t, "2022-01-09 10:00"))
	m := &SelectionApply{Selection: id("gz-bureau/sel"),
		Evidence: items("credit", "space", "security")}
	NoteIncident(c, "gz-rival", id("gz-rival/i"), instant(t, "2022-01-10 10:00"))
	if r := b.refuse(m, "selection.incident", "gz-rival"); r.Article != "HB 三(五)1" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(m, "gz-operator")
}

// GD §42¶2: within a year of issue; YN §34: no date.
func TestLegacyConforms(t *testing.T) {
	set := with(guizhou, "legal.transition", "conform @ GD §42¶2")
	m := &LegacyRegister{ID: id("gz-bureau/old"), Jurisdiction: "520000", Operator: "某公司",
		Began: date("2023-05-01"), Document: evidence("旧协议")}
	newBook(t, guizhou).refuse(m, "legacy.no_transition", "gz-bureau")
	done := &LegacyConform{ID: m.ID, Evidence: evidence("规范")}
	for _, within := range []string{"", "1 years @ GD §42¶2"} {
		b := newBook(t, with(set, "legal.transition_within", within))
		b.refuse(done, "legacy.unknown", "gz-bureau")
		late := *m
		late.Began = date("2025-01-07")
		b.refuse(&late, "legacy.not_earlier", "gz-bureau")
		b.must(m, "gz-bureau")
		b.refuse(m, "legacy.exists", "gz-bureau")
		got, err := ask(b, "legacy", "id", m.ID.String())
		due := wire.Date(0)
		if within != "" {
			due = date("2026-01-07")
		}
		if err != nil || got.(ShownLegacy).Due != due {
			t.Errorf("%q: %+v %v", within, got, err)
		}
		b.refuse(done, "filing.filer", "gz-operator")
		wrong := *done
		wrong.Agreement = id("gz-bureau/none")
		b.refuse(&wrong, "agreement.unknown", "gz-bureau")
		b.must(done, "gz-bureau")
		b.refuse(done, "legacy.conformed", "gz-bureau")
	}
}

// HE §33: who was not passed does not apply again before somebody decided on that.
func TestAppraised(t *testing.T) {
	b := newBook(t, with(guizhou, "eval.on_reapplication", "true @ HE §33"))
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	b.must(b.agreement("gz-bureau/a1", "gz-bureau/sel"), "gz-bureau", "gz-operator")
	a, _ := GetAgreement(b.store, id("gz-bureau/a1"))
	c := b.ctx(b.store, []string{"gz-bureau"})
	Appraise(c, a, id("gz-bureau/e1"), "fail")
	SetMark(c, a.ID, id("gz-bureau/e1"), MarkFailed, regime.DutyID{})
	b.must(announce("gz-bureau/sel-2", b.time+3600), "gz-bureau")
	m := &SelectionApply{Selection: id("gz-bureau/sel-2"),
		Evidence: items("credit", "space", "security")}
	if r := b.refuse(m, "selection.appraised", "gz-operator"); r.Article != "HE §33" {
		t.Errorf("cites %s", r.Article)
	}
	EndMark(c, a.ID, id("gz-bureau/e1"))
	b.must(m, "gz-operator")
}
