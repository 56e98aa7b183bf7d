package regime

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Scenario S3: overdue begins at 24:00 of the last day, and lateness counts worked Saturdays.
func TestDuty(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", l.Time)
	id := DutyID{"gd-impl", "application.review", "dev/a1"}
	l.Time = instant(t, "2026-09-18 17:30:00")
	if err := Open(l, p, id, l.Time.Date(), Span{10, UnitWorkingDays}); err != nil {
		t.Fatal(err)
	}
	if got := refused(t, Open(l, p, id, l.Time.Date(),
		Span{1, UnitWorkingDays})); got != "duty.exists" {
		t.Errorf("opened twice: %q", got)
	}
	for _, c := range []struct {
		at      string
		overdue bool
		late    uint32
	}{
		{"2026-10-09 23:59:59", false, 0}, {"2026-10-10 00:00:00", true, 1},
		{"2026-10-12 10:00:00", true, 2},
	} {
		s, ok := Deadline(l.Store, id, instant(t, c.at))
		if !ok || s.Due != date(t, "2026-10-09") || s.Overdue != c.overdue || s.DaysLate != c.late {
			t.Errorf("at %s: %+v", c.at, s)
		}
	}
	l.Time = instant(t, "2026-10-12 10:00:00")
	if err := Meet(l, id); err != nil {
		t.Fatal(err)
	}
	if s, _ := Deadline(l.Store, id, instant(t, "2026-12-01 00:00:00")); !s.Overdue ||
		s.DaysLate != 2 || s.Met != l.Time {
		t.Errorf("two working days late for ever: %+v", s)
	}
	for _, unknown := range []DutyID{id, {"nobody", "x", "y"}} {
		if got := refused(t, Meet(l, unknown)); got != "duty.none" {
			t.Errorf("met %v: %q", unknown, got)
		}
	}
}

func TestDeadlinesQuery(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", l.Time)
	for _, object := range []string{"a/1", "a/2", "a/3"} {
		for _, owner := range []string{"one", "two"} {
			if err := Open(l, p, DutyID{owner, "d", object}, l.Time.Date(),
				Span{3, UnitCalendarDays}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := Meet(l, DutyID{"one", "d", "a/2"}); err != nil {
		t.Fatal(err)
	}
	ask := func(args map[string]string) Deadlines {
		t.Helper()
		out, err := serveDeadlines(rule.Ask{Store: l.Store, Time: l.Time, Args: args})
		if err != nil {
			t.Fatal(err)
		}
		return out.(Deadlines)
	}
	if got := ask(nil); len(got.Items) != 6 || got.Next != "" {
		t.Errorf("all: %d, next %q", len(got.Items), got.Next)
	}
	var seen []string
	args := map[string]string{"owner": "one", "state": "open", "limit": "1"}
	for range 3 {
		page := ask(args)
		for _, i := range page.Items {
			seen = append(seen, i.Object)
		}
		if page.Next == "" {
			break
		}
		args["after"] = page.Next
	}
	if len(seen) != 2 || seen[0] != "a/1" || seen[1] != "a/3" {
		t.Errorf("open duties of one: %v", seen)
	}
	for _, bad := range []map[string]string{{"limit": "0"}, {"limit": "1001"}, {"after": "x"}} {
		if _, err := serveDeadlines(rule.Ask{Store: l.Store, Args: bad}); refused(t,
			err) != "body.field" {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// What a kind declares for a deadline is what one writes at most: a county's, under an agreement.
func TestDutyWrites(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520102", l.Time)
	id, agreement := DutyID{"one", "d", "x/1"}, wire.ID{Party: "x", Local: "a"}
	writes := func(act func(c *rule.Ctx) error) int {
		t.Helper()
		o := state.NewOverlay(l.Store)
		c := *l
		c.Store = o
		must(t, act(&c))
		n := o.Writes()
		o.Flush(l.Store)
		return n
	}
	if n := writes(func(c *rule.Ctx) error {
		return OpenFor(c, p, id, agreement, c.Time.Date(), Span{1, UnitCalendarDays})
	}); n != OpenWrites {
		t.Errorf("opening writes %d keys", n)
	}
	if n := writes(func(c *rule.Ctx) error { return Meet(c, id) }); n != MeetWrites {
		t.Errorf("meeting writes %d keys", n)
	}
}
