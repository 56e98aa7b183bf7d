package regime

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

func notice(number string) rule.Evidence {
	return rule.Evidence{Number: number, Title: "部分节假日安排", Issuer: "office",
		Digest: crypto.DigestOf(crypto.DigestSHA256, []byte(number))}
}

// next2027 is an invented list: only the first three days are off, and Saturday 9 January is
// worked.
func next2027(t *testing.T) *CalendarSet {
	return &CalendarSet{Year: 2027, Off: span(t, "2027-01-01", "2027-01-03"),
		Worked: list(t, "2027-01-09"), Test: true, Notice: notice("test-1")}
}

func TestCalendarSetCheck(t *testing.T) {
	if err := next2027(t).Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		field  string
		change func(m *CalendarSet)
	}{
		"place":        {"jurisdiction", func(m *CalendarSet) { m.Jurisdiction = "5200" }},
		"year":         {"year", func(m *CalendarSet) { m.Year = 1999 }},
		"other year":   {"off[0]", func(m *CalendarSet) { m.Off = list(t, "2026-12-31") }},
		"no such day":  {"off[0]", func(m *CalendarSet) { m.Off = []wire.Date{20270231} }},
		"out of order": {"off[1]", func(m *CalendarSet) { m.Off = list(t, "2027-01-02", "2027-01-01") }},
		"twice":        {"off[1]", func(m *CalendarSet) { m.Off = list(t, "2027-01-02", "2027-01-02") }},
		"weekday":      {"worked[0]", func(m *CalendarSet) { m.Worked = list(t, "2027-01-08") }},
		"off, worked":  {"worked[0]", func(m *CalendarSet) { m.Worked = list(t, "2027-01-02") }},
		"no notice":    {"notice", func(m *CalendarSet) { m.Notice = rule.Evidence{} }},
	} {
		m := next2027(t)
		c.change(m)
		err := m.Check()
		if refused(t, err) != "body.field" || told(err).Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCalendarSetSigners(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	for _, c := range []struct {
		want    string
		signers []string
	}{
		{"calendar.bureau", []string{"gz-operator"}},
		{"calendar.second_body", []string{"gz-bureau"}},
		{"calendar.second_body", []string{"gz-bureau", "gz-centre"}}, // one control group
		{"", []string{"gz-bureau", "gz-operator"}},
		{"", []string{"gz-operator", "gz-bureau"}},
	} {
		if got := refused(t, next2027(t).Apply(signed(l, c.signers...))); got != c.want {
			t.Errorf("%v: %q, want %q", c.signers, got, c.want)
		}
	}
	other := next2027(t)
	other.Jurisdiction = "530000"
	if got := refused(t, other.Apply(signed(l, "gz-bureau",
		"gz-operator"))); got != "calendar.bureau" {
		t.Errorf("another province's overlay: %q", got)
	}
	s := section(t, profile("520000", 1, plain))
	s.TestClock = nil
	real := ledger(t, s)
	if got := refused(t, next2027(t).Apply(signed(real, "gz-bureau",
		"gz-operator"))); got != "calendar.test" {
		t.Errorf("a test calendar on a real ledger: %q", got)
	}
}

// A calendar that lands fixes provisional dates; an amendment moves open duties and never met ones.
func TestCalendarMovesOpenDuties(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", l.Time)
	l.Time = instant(t, "2026-12-24 10:00:00")
	met, open := DutyID{"gz-bureau", "review", "a/1"}, DutyID{"gz-bureau", "review", "a/2"}
	for _, id := range []DutyID{met, open} {
		if err := Open(l, p, id, date(t, "2026-12-24"), Span{10, UnitWorkingDays}); err != nil {
			t.Fatal(err)
		}
	}
	if s, _ := Deadline(l.Store, open, instant(t, "2027-02-01 00:00:00")); !s.Provisional ||
		s.Overdue {
		t.Errorf("never overdue on a provisional date: %+v", s)
	}
	apply := func(m *CalendarSet) {
		t.Helper()
		if err := m.Apply(signed(l, "gz-bureau", "gz-operator")); err != nil {
			t.Fatal(err)
		}
	}
	apply(next2027(t))
	// 25, 28, 29, 30, 31 December; 4, 5, 6, 7, 8 January.
	if s, _ := Deadline(l.Store, open, l.Time); s.Due != date(t, "2027-01-08") || s.Provisional {
		t.Errorf("after the calendar: %+v", s)
	}
	l.Time = instant(t, "2027-01-11 09:00:00")
	if err := Meet(l, met); err != nil {
		t.Fatal(err)
	}
	amended := next2027(t)
	amended.Off = span(t, "2027-01-01", "2027-01-06")
	apply(amended)
	if s, _ := Deadline(l.Store, open, l.Time); s.Due != date(t, "2027-01-12") || s.Overdue {
		t.Errorf("an open duty follows the amendment: %+v", s)
	}
	s, _ := Deadline(l.Store, met, l.Time)
	// Saturday 9 was worked, Monday 11
	if s.Due != date(t, "2027-01-08") || !s.Overdue || s.DaysLate != 2 {
		t.Errorf("a met duty stays: %+v", s)
	}
	if old, ok := pastCalendars.Get(l.Store, pastYear{"", 2027, 1}); !ok || len(old.Off) != 3 {
		t.Error("the replaced calendar is kept")
	}
}
