package regime

import (
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// Scenario S1: the last day a term may have.
func TestTermLastDay(t *testing.T) {
	for _, c := range []struct {
		first string
		years uint64
		last  string
	}{
		{"2025-03-01", 3, "2028-02-29"}, {"2026-01-31", 5, "2031-01-30"}, {"2028-03-01", 3, "2031-02-28"},
		{"2024-02-29", 1, "2025-02-28"}, {"2024-02-29", 4, "2028-02-28"}, {"2025-01-01", 2, "2026-12-31"},
	} {
		if got := TermLastDay(date(t, c.first), c.years); got != date(t, c.last) {
			t.Errorf("%s + %d years: last day %s, want %s", c.first, c.years, got, c.last)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from string
		n    uint32
		want string
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-01-15", 1, "2026-02-15"},
		{"2026-12-31", 2, "2027-02-28"}, {"2026-08-31", 13, "2027-09-30"},
		{"2026-05-05", 0, "2026-05-05"},
	} {
		if got := AddMonths(date(t, c.from), c.n); got != date(t, c.want) {
			t.Errorf("%s + %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
	if got := AddYears(date(t, "2024-02-29"), 1); got != date(t, "2025-02-28") {
		t.Errorf("a year after 2024-02-29 is %s", got)
	}
}

// Scenario S2: one publicity, three units.
func TestGate(t *testing.T) {
	for _, c := range []struct {
		name, min, unit, opens string
	}{
		{"Guizhou, working days", "5", "working_days", "2026-10-16 00:00:00"},
		{"Guangdong, calendar days", "5", "calendar_days", "2026-10-15 00:00:00"},
		{"Hebei and Hubei, none", "0", "working_days", "2026-10-09 15:00:00"},
	} {
		l := ledger(t, section(t, profile("520000", 1, with(plain,
			"operator_publicity.min", c.min+" @ GZ §9(3)", "operator_publicity.unit", c.unit))))
		l.Time = instant(t, "2026-10-09 15:00:00")
		p, err := Require(l, "520000")
		if err != nil {
			t.Fatal(err)
		}
		opens, provisional := Gate(p, l, "operator_publicity", l.Time)
		if opens != instant(t, c.opens) || provisional {
			t.Errorf("%s: opens %s, provisional %v", c.name, opens, provisional)
		}
		if c.min == "0" {
			continue
		}
		started := l.Time
		l.Time = opens - 1
		refusal := RequireGate(p, l, "operator_publicity", started, "publicity")
		if got := refused(t, refusal); got != "publicity.too_early" {
			t.Errorf("%s: a second early: %q", c.name, got)
		}
		if r := told(refusal); r.Article != "GZ §9(3)" || r.Mark != MarkText || r.Field != "publicity" {
			t.Errorf("%s: cited %q %q on %q", c.name, r.Article, r.Mark, r.Field)
		}
		l.Time = opens
		if err := RequireGate(p, l, "operator_publicity", started, "publicity"); err != nil {
			t.Errorf("%s: at the instant: %v", c.name, err)
		}
	}
}

// A minimum that runs through an unknown year stays shut: a holiday may lie in it.
func TestGateWithoutCalendar(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	l.Time = instant(t, "2027-01-20 00:00:00")
	p, _ := Require(l, "520000")
	err := RequireGate(p, l, "operator_publicity", instant(t, "2026-12-30 10:00:00"), "")
	if got := refused(t, err); got != "calendar.missing" {
		t.Errorf("got %q", got)
	}
	if text := err.Error(); !strings.Contains(text, "2027") || strings.Contains(text, "-") {
		t.Errorf("the year is not named: %s", text)
	}
}

// Scenarios S3, S4, S5 and S13: every date a naive calendar gets wrong.
func TestDue(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", instant(t, "2026-01-01 00:00:00"))
	for _, c := range []struct {
		name, from string
		s          Span
		want       string
	}{
		{"S3 review of an application", "2026-09-18", Span{10, UnitWorkingDays}, "2026-10-09"},
		{"S3 review of a product", "2026-04-24", Span{10, UnitWorkingDays}, "2026-05-12"},
		{"S4 over Spring Festival", "2026-02-13", Span{5, UnitWorkingDays}, "2026-02-27"},
		{"S4 ticket from receipt", "2026-09-24", Span{10, UnitWorkingDays}, "2026-10-15"},
		{"S5 one month, worked Saturday", "2026-01-31", Span{1, UnitMonths}, "2026-02-28"},
		{"S5 one month into the holiday", "2026-01-15", Span{1, UnitMonths}, "2026-02-24"},
		{"S5 twenty working days", "2026-02-09", Span{20, UnitWorkingDays}, "2026-03-13"},
		{"S5 ten, ending on a worked Saturday", "2026-02-09", Span{10, UnitWorkingDays}, "2026-02-28"},
		{"S5 ten, ending on a worked Sunday", "2026-09-07", Span{10, UnitWorkingDays}, "2026-09-20"},
		{"S8 filing after the end", "2026-09-18", Span{10, UnitWorkingDays}, "2026-10-09"},
		{"S13 thirty calendar days, rolled", "2026-09-04", Span{30, UnitCalendarDays}, "2026-10-08"},
		{"a year", "2025-02-28", Span{1, UnitYears}, "2026-02-28"},
	} {
		got, provisional := Due(p, l, date(t, c.from), c.s)
		if got != date(t, c.want) || provisional {
			t.Errorf("%s: due %s (provisional %v), want %s", c.name, got, provisional, c.want)
		}
	}
}

// The three rules of counting are keys: each switch alone changes the day.
func TestCountingKeys(t *testing.T) {
	for _, c := range []struct {
		key, value, from string
		s                Span
		want             string
	}{
		{"clock.roll_deadline", "false", "2026-09-04", Span{30, UnitCalendarDays}, "2026-10-04"},
		{"clock.month_end_clamp", "false", "2026-03-31", Span{1, UnitMonths}, "2026-05-06"},
		{"clock.count_event_day", "true", "2026-10-09", Span{5, UnitWorkingDays}, "2026-10-14"},
	} {
		l := ledger(t, section(t, profile("520000", 1, with(plain, c.key, c.value))))
		p, _ := Current(l.Store, "520000", l.Time)
		if got, _ := Due(p, l, date(t, c.from), c.s); got != date(t, c.want) {
			t.Errorf("%s=%s: due %s, want %s", c.key, c.value, got, c.want)
		}
	}
}

// The naive oracle: the lists as they are printed, one day at a time.
func TestCalendarAgainstOracle(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	off, worked := map[wire.Date]bool{}, map[wire.Date]bool{}
	for _, c := range national(t) {
		for _, d := range c.Off {
			off[d] = true
		}
		for _, d := range c.Worked {
			worked[d] = true
		}
	}
	isWorked := func(d wire.Date) bool {
		wd := d.Std().Weekday()
		return worked[d] || (wd != time.Saturday && wd != time.Sunday && !off[d])
	}
	counted := map[int]int{}
	for d := date(t, "2025-01-01"); d <= date(t, "2026-12-31"); d = d.Add(1) {
		got, provisional := IsWorkingDay(l.Store, "520100", d)
		if got != isWorked(d) || provisional {
			t.Fatalf("%s: working %v, provisional %v", d, got, provisional)
		}
		if got {
			counted[int(d/10000)]++
		}
		for _, n := range []uint32{1, 5, 10, 20} {
			want, left := d, n
			for left > 0 {
				if want = want.Add(1); isWorked(want) {
					left--
				}
			}
			if want > date(t, "2026-12-31") {
				continue
			}
			last, _ := AddWorkingDays(l.Store, "520100", d, n)
			if last != want {
				t.Fatalf("%s + %d = %s, want %s", d, n, last, want)
			}
			if between, _ := WorkingDaysBetween(l.Store, "", d, last); between != n {
				t.Fatalf("%s to %s: %d working days, want %d", d, last, between, n)
			}
		}
	}
	if counted[2025] != 248 || counted[2026] != 248 {
		t.Errorf("working days of 2025 and 2026: %v", counted)
	}
}

func TestProvisionalYear(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	last, provisional := AddWorkingDays(l.Store, "", date(t, "2026-12-24"), 10)
	if last != date(t, "2027-01-07") || !provisional {
		t.Errorf("2026-12-24 + 10: %s, provisional %v", last, provisional)
	}
	last, provisional = AddWorkingDays(l.Store, "", date(t, "2026-12-24"), 5)
	if last != date(t, "2026-12-31") || provisional {
		t.Errorf("2026-12-24 + 5: %s, provisional %v", last, provisional)
	}
}

// An overlay adds its own days and leaves the country's list in force below it.
func TestOverlay(t *testing.T) {
	s := section(t, profile("520000", 1, plain))
	s.Calendars = append(s.Calendars, GenesisCalendar{Jurisdiction: "522600", Year: 2026,
		Title: "local", Issuer: "prefecture", Off: list(t, "2026-07-23"), Worked: list(t, "2026-06-20")})
	l := ledger(t, s)
	for _, c := range []struct {
		place, day string
		want       bool
	}{
		{"522600", "2026-07-23", false}, {"522601", "2026-07-23", false}, {"520100", "2026-07-23", true},
		{"522600", "2026-06-20", true}, {"520000", "2026-06-20", false}, {"522600", "2026-10-01", false},
		{"522600", "2026-10-10", true},
	} {
		if got, provisional := IsWorkingDay(l.Store, c.place, date(t, c.day)); got != c.want ||
			provisional {
			t.Errorf("%s on %s: working %v, provisional %v", c.place, c.day, got, provisional)
		}
	}
	if _, provisional := IsWorkingDay(l.Store, "522600", date(t, "2027-03-01")); !provisional {
		t.Error("a year without the country's list is provisional")
	}
}
