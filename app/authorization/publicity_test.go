package authorization

import (
	"testing"
)

// TestPublicityGate is scenario S2: a notice of Friday 2026-10-09 15:00. Working days count the
// make-up Saturday 10-10, so five of them end with 10-15; five days end with 10-14.
func TestPublicityGate(t *testing.T) {
	for _, v := range []struct{ name, n, unit, last, opens string }{
		{"working days", "5", "working_days", "2026-10-15 23:59", "2026-10-16 00:00"},
		{"calendar days", "5", "calendar_days", "2026-10-14 23:59", "2026-10-15 00:00"},
		{"ten working days", "10", "working_days", "2026-10-22 23:59", "2026-10-23 00:00"},
	} {
		t.Run(v.name, func(t *testing.T) {
			b := newBook(t, with(guizhou, "operator_publicity.min", v.n+" @ GZ §9(3)",
				"operator_publicity.unit", v.unit+" @ GZ §9(3)"))
			b.at("2026-10-09 13:00")
			b.approved()
			b.chosen("gz-bureau/sel", "gz-operator")
			b.at("2026-10-09 15:00")
			b.must(&PublicityStart{Subject: OfSelection, ID: id("gz-bureau/sel"), Notice: evidence("公示")},
				"gz-bureau")
			decide := &SelectionDecide{ID: id("gz-bureau/sel"), Decision: evidence("决议")}
			b.at(v.last)
			if r := b.refuse(decide, "publicity.too_early", "gz-bureau"); r.Article != "GZ §9(3)" {
				t.Errorf("cites %s", r.Article)
			}
			sign := b.agreement("gz-bureau/a1", "gz-bureau/sel")
			sign.LastDay = date("2027-02-28")
			b.refuse(sign, "publicity.too_early", "gz-bureau", "gz-operator")
			b.at(v.opens)
			b.refuse(sign, "selection.not_decided", "gz-bureau", "gz-operator")
			b.must(decide, "gz-bureau")
			b.must(sign, "gz-bureau", "gz-operator")
		})
	}
}

// A period that runs into a year without a calendar opens nothing: an unknown holiday could cut it
// short.
func TestPublicityWithoutCalendar(t *testing.T) {
	b := newBook(t, guizhou)
	b.at("2026-12-28 09:00")
	b.approved()
	b.chosen("gz-bureau/sel", "gz-operator")
	out := b.must(&PublicityStart{Subject: OfSelection, ID: id("gz-bureau/sel"),
		Notice: evidence("公示")}, "gz-bureau")
	if !out[0].(PublicityStarted).Provisional {
		t.Error("the end is not marked provisional")
	}
	b.at("2027-02-01 09:00")
	b.refuse(&SelectionDecide{ID: id("gz-bureau/sel"), Decision: evidence("决议")}, "calendar.missing",
		"gz-bureau")
}

func TestPublicityStartRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.must(announce("gz-bureau/sel", b.time+3600), "gz-bureau")
	m := &PublicityStart{Subject: OfSelection, ID: id("gz-bureau/sel"), Notice: evidence("公示")}
	b.refuse(m, "selection.step", "gz-bureau")
	b.refuse(&PublicityStart{Subject: "plan", ID: m.ID, Notice: m.Notice}, "body.field", "gz-bureau")
	b.refuse(&PublicityStart{Subject: OfSelection, ID: m.ID}, "body.field", "gz-bureau")
	b.refuse(&PublicityStart{Subject: OfDeveloper, ID: m.ID, Notice: m.Notice}, "developer.unknown",
		"gz-bureau")
	b.refuse(&PublicityObject{Subject: OfSelection, ID: m.ID, Text: "x"}, "publicity.missing",
		"gz-rival")
}

func TestObjections(t *testing.T) {
	b := newBook(t, guizhou)
	b.at("2026-10-09 13:00")
	b.approved()
	b.chosen("gz-bureau/sel", "gz-operator")
	b.must(&PublicityStart{Subject: OfSelection, ID: id("gz-bureau/sel"), Notice: evidence("公示")},
		"gz-bureau")
	object := &PublicityObject{Subject: OfSelection, ID: id("gz-bureau/sel"), Text: "评审专家与其有利害关系"}
	b.at("2026-10-13 10:00")
	b.must(object, "gz-rival")
	b.must(object, "gz-dev")
	b.refuse(&PublicityObject{Subject: OfSelection, ID: object.ID}, "body.field", "gz-rival")
	b.at("2026-10-20 10:00")
	if r := b.refuse(object, "publicity.over", "gz-rival"); r.Article != "GZ §9(3)" {
		t.Errorf("cites %s", r.Article)
	}
	decide := &SelectionDecide{ID: object.ID, Decision: evidence("决议")}
	b.refuse(decide, "publicity.contested", "gz-bureau")
	resolve := &PublicityResolve{Subject: OfSelection, ID: object.ID, No: 1, Reason: "已回避"}
	b.refuse(resolve, "party.role_missing", "gz-rival")
	b.refuse(&PublicityResolve{Subject: OfSelection, ID: object.ID, No: 1}, "body.field", "gz-bureau")
	b.refuse(&PublicityResolve{Subject: OfSelection, ID: object.ID, No: 3, Reason: "x"},
		"publicity.objection", "gz-bureau")
	b.must(resolve, "gz-bureau")
	b.refuse(resolve, "publicity.objection", "gz-bureau")
	b.refuse(decide, "publicity.contested", "gz-bureau")
	resolve.No = 2
	b.must(resolve, "gz-bureau")
	b.must(decide, "gz-bureau")
	b.refuse(object, "selection.step", "gz-rival")
}

func TestUpheldObjectionVoidsTheSelection(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.chosen("gz-bureau/sel", "gz-operator")
	b.must(&PublicityStart{Subject: OfSelection, ID: id("gz-bureau/sel"), Notice: evidence("公示")},
		"gz-bureau")
	b.must(&PublicityObject{Subject: OfSelection, ID: id("gz-bureau/sel"), Text: "材料虚假"}, "gz-rival")
	b.must(&PublicityResolve{Subject: OfSelection, ID: id("gz-bureau/sel"), No: 1, Upheld: true,
		Reason: "属实"}, "gz-bureau")
	b.refuse(&SelectionDecide{ID: id("gz-bureau/sel"), Decision: evidence("决议")}, "selection.step",
		"gz-bureau")
	if v, _ := GetSelection(b.store, id("gz-bureau/sel")); v.Status != SelectionVoid {
		t.Errorf("status %s", v.Status)
	}
}

func TestObjectionsThatDoNotBlock(t *testing.T) {
	b := newBook(t, with(guizhou, "publicity.objection_blocks", "false"))
	b.approved()
	b.chosen("gz-bureau/sel", "gz-operator")
	out := b.must(&PublicityStart{Subject: OfSelection, ID: id("gz-bureau/sel"),
		Notice: evidence("公示")}, "gz-bureau")
	b.must(&PublicityObject{Subject: OfSelection, ID: id("gz-bureau/sel"), Text: "异议"}, "gz-rival")
	b.time = out[0].(PublicityStarted).Opens
	b.must(&SelectionDecide{ID: id("gz-bureau/sel"), Decision: evidence("决议")}, "gz-bureau")
}

// Objections have to be answered one by one, so nobody piles them up: one of each party waits.
func TestOneOpenObjectionOfEachParty(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.chosen("gz-bureau/sel", "gz-operator")
	b.must(&PublicityStart{Subject: OfSelection, ID: id("gz-bureau/sel"), Notice: evidence("公示")},
		"gz-bureau")
	object := &PublicityObject{Subject: OfSelection, ID: id("gz-bureau/sel"), Text: "材料虚假"}
	b.must(object, "gz-rival")
	if r := b.refuse(object, "publicity.objected", "gz-rival"); r.Args[3] != "1" {
		t.Errorf("names objection %s", r.Args[3])
	}
	b.must(object, "gz-dev")
	b.must(&PublicityResolve{Subject: OfSelection, ID: object.ID, No: 1, Reason: "已核实"}, "gz-bureau")
	b.must(object, "gz-rival")
	b.refuse(object, "publicity.objected", "gz-rival")
}
