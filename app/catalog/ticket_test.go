package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

func problem() *TicketOpen {
	return &TicketOpen{ID: id("gz-operator/t-1"), Resource: id("gz-health/visits"),
		Fields: []string{"visits"}, Problem: "就诊人次为负数", Found: 20250102}
}

// The clock starts with receipt, each turn has its own, and a late answer counts (YN §17¶2).
func TestTicketClock(t *testing.T) {
	b := newBook(t, yunnan())
	b.registered(draft("gz-health/visits"))
	m := problem()
	b.at("2025-01-13 10:00") // a Monday; 10 working days by weekdays, no calendar loaded
	b.must(m, "gz-operator")
	b.refuse(m, "catalog.id_taken", "gz-operator")
	due := func(want string, met bool) {
		t.Helper()
		got, err := ask(b, "tickets", "provider", "gz-health")
		if err != nil {
			t.Fatal(err)
		}
		d := got.(rule.Page[TicketShown]).Items[0].Deadline
		if d == nil || d.Owner != "gz-health" || (d.Met != 0) != met {
			t.Fatalf("%+v", d)
		}
		if d.Due.String() != want {
			t.Errorf("due %s, want %s", d.Due, want)
		}
	}
	due("2025-01-27", false)
	answer := &TicketAnswer{ID: m.ID, Outcome: Corrected, Reply: "已更正"}
	b.refuse(answer, "ticket.not_provider", "gz-hr")
	b.refuse(&TicketAnswer{ID: m.ID, Outcome: "x", Reply: "x"}, "body.field", "gz-health")
	b.refuse(&TicketAnswer{ID: m.ID, Outcome: Corrected}, "body.field", "gz-health")
	b.refuse(&TicketAnswer{ID: id("gz-operator/x"), Outcome: Corrected, Reply: "x"}, "ticket.unknown",
		"gz-health")
	b.refuse(&TicketAccept{ID: m.ID}, "ticket.status", "gz-operator")
	b.refuse(&TicketLimit{ID: m.ID, Days: 5, Unit: regime.UnitWorkingDays}, "ticket.limit",
		"gz-bureau")
	b.at("2025-01-20 10:00")
	b.must(answer, "gz-health")
	b.refuse(answer, "ticket.status", "gz-health")
	due("2025-01-27", true)
	b.refuse(&TicketReopen{ID: m.ID}, "body.field", "gz-operator")
	b.refuse(&TicketReopen{ID: m.ID, Reason: "仍有误"}, "ticket.not_reporter", "gz-health")
	b.must(&TicketReopen{ID: m.ID, Reason: "仍有误"}, "gz-operator")
	due("2025-02-03", false)
	b.must(&TicketAnswer{ID: m.ID, Outcome: Unfounded, Reply: "口径如此"}, "gz-health")
	b.refuse(&TicketAccept{ID: m.ID}, "ticket.not_reporter", "gz-health")
	b.must(&TicketAccept{ID: m.ID}, "gz-operator")
	if v, _ := tickets.Get(b.store, m.ID); v.Status != TicketAccepted || v.Turn != 2 {
		t.Errorf("%+v", v)
	}
}

func TestTicketRefusals(t *testing.T) {
	b := newBook(t, with(yunnan(), "quality.reporters", "operator @ YN §17¶2"))
	m := problem()
	b.refuse(m, "resource.unknown", "gz-operator")
	b.must(draft("gz-health/visits"), "gz-health")
	b.refuse(m, "resource.not_public", "gz-operator")
	b.must(&ResourceReview{ID: m.Resource, Pass: true}, "gz-bureau")
	b.must(&ResourcePublish{ID: m.Resource}, "gz-bureau")
	bad := *m
	bad.Fields = []string{"income"}
	b.refuse(&bad, "ticket.field", "gz-operator") // ErrNoField
	bad = *m
	bad.Problem = ""
	b.refuse(&bad, "body.field", "gz-operator")
	bad = *m
	bad.Found = 20251399
	b.refuse(&bad, "body.field", "gz-operator")
	b.refuse(m, "body.field", "gz-health")
	bad = *m
	bad.ID = id("gz-hr/t-1")
	if r := b.refuse(&bad, "ticket.reporter", "gz-hr"); r.Article != "YN §17¶2" {
		t.Errorf("ErrReporter cites %s", r.Article)
	}
}

// HE §21: the implementing body sets the time case by case.
func TestTicketLimit(t *testing.T) {
	b := newBook(t, with(guizhou, "quality.set_by", "impl @ HE §21", "quality.reporters",
		"operator,impl"))
	b.registered(draft("gz-health/visits"))
	b.at("2025-01-13 10:00")
	m := problem()
	b.must(m, "gz-operator")
	limit := &TicketLimit{ID: m.ID, Days: 5, Unit: regime.UnitCalendarDays}
	if r := b.refuse(limit, "ticket.limit", "gz-operator"); r.Article != "HE §21" {
		t.Errorf("ErrLimit cites %s", r.Article)
	}
	b.refuse(&TicketLimit{ID: m.ID, Unit: regime.UnitCalendarDays}, "body.field", "gz-bureau")
	b.refuse(&TicketLimit{ID: m.ID, Days: 1, Unit: "months"}, "body.field", "gz-bureau")
	b.must(limit, "gz-bureau")
	b.refuse(limit, "ticket.timed", "gz-bureau")
	v, _ := tickets.Get(b.store, m.ID)
	if d, ok := regime.Deadline(b.store, v.duty(), b.time); !ok || d.Owner != "gz-health" {
		t.Errorf("%+v %v", d, ok)
	}
	own := *m
	own.ID = id("gz-bureau/t-1")
	b.must(&own, "gz-bureau")
	b.must(&TicketAnswer{ID: own.ID, Outcome: Corrected, Reply: "已更正"}, "gz-health") // without a clock
}

// Where time counts from the opening, the day the reporter found the problem counts.
func TestTicketCountsFromOpening(t *testing.T) {
	for start, due := range map[string]string{"receipt": "2025-01-24", "opening": "2025-01-16"} {
		b := newBook(t, yunnan("quality.start", start+" @ YN §17¶2", "quality.reporters",
			"operator @ YN §17¶2"))
		b.registered(draft("gz-health/visits"))
		b.at("2025-01-10 10:00")
		m := &TicketOpen{ID: id("gz-operator/t"), Resource: id("gz-health/visits"), Problem: "缺月",
			Found: 20250102}
		b.must(m, "gz-operator")
		v, _ := tickets.Get(b.store, m.ID)
		if d, ok := regime.Deadline(b.store, v.duty(), b.time); !ok || d.Due.String() != due {
			t.Errorf("%s: due %s", start, d.Due)
		}
	}
}
