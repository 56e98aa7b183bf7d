package regime

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// The sweep holds the clock against a count from scratch: a loop over days, the lists written out
// once more, and nothing of this package's own arithmetic.

// What is off and worked beside the weekend: 2025 and 2026 as announced, 2027 invented.
var (
	sweepOff = dayset(`2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-01 2025-02-02
		2025-02-03 2025-02-04 2025-04-04 2025-04-05 2025-04-06 2025-05-01 2025-05-02 2025-05-03
		2025-05-04 2025-05-05 2025-05-31 2025-06-01 2025-06-02 2025-10-01 2025-10-02 2025-10-03
		2025-10-04 2025-10-05 2025-10-06 2025-10-07 2025-10-08 2026-01-01 2026-01-02 2026-01-03
		2026-02-15 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-21 2026-02-22
		2026-02-23 2026-04-04 2026-04-05 2026-04-06 2026-05-01 2026-05-02 2026-05-03 2026-05-04
		2026-05-05 2026-06-19 2026-06-20 2026-06-21 2026-09-25 2026-09-26 2026-09-27 2026-10-01
		2026-10-02 2026-10-03 2026-10-04 2026-10-05 2026-10-06 2026-10-07`)
	sweepWorked = dayset(`2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04
		2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10`)
	sweepOff2027    = dayset(`2027-01-01 2027-01-04 2027-02-05`)
	sweepWorked2027 = dayset(`2027-01-09`)
	// a prefecture's own days, one of which the country works
	sweepLocalOff    = dayset(`2026-07-23 2026-07-24 2026-02-28`)
	sweepLocalWorked = dayset(`2026-10-03`)
)

func dayset(s string) map[int]bool {
	out := map[int]bool{}
	for _, d := range strings.Fields(s) {
		n, err := strconv.Atoi(strings.ReplaceAll(d, "-", ""))
		if err != nil {
			panic(err)
		}
		out[n] = true
	}
	return out
}

// world is which lists are known to whoever counts.
type world struct{ year2027, local bool }

func (w world) works(d time.Time) bool {
	s := int(asDate(d))
	switch {
	case w.local && sweepLocalOff[s]:
		return false
	case w.local && sweepLocalWorked[s]:
		return true
	case sweepOff[s] || w.year2027 && sweepOff2027[s]:
		return false
	case sweepWorked[s] || w.year2027 && sweepWorked2027[s]:
		return true
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// known reports whether the country's list of the day's year is there.
func (w world) known(d time.Time) bool {
	return d.Year() == 2025 || d.Year() == 2026 || d.Year() == 2027 && w.year2027
}

// last counts day by day to the last day of a period; unsure tells that a list was missing.
func (w world) last(from time.Time, s Span, by Counting) (d time.Time, unsure bool) {
	d = from
	if by.EventDay {
		d = d.AddDate(0, 0, -1)
	}
	switch s.Unit {
	case UnitWorkingDays:
		for n := uint32(0); n < s.N; {
			d = d.Add(24 * time.Hour)
			unsure = unsure || !w.known(d)
			if w.works(d) {
				n++
			}
		}
		return d, unsure
	case UnitCalendarDays:
		for range s.N {
			d = d.Add(24 * time.Hour)
		}
		return d, false
	}
	months := s.N
	if s.Unit == UnitYears {
		months *= 12
	}
	day := d.Day()
	for passed := uint32(0); ; {
		next := d.Add(24 * time.Hour)
		if next.Month() != d.Month() {
			if passed == months { // the month ended without such a day
				if by.Clamp {
					return d, false
				}
				return next, false
			}
			passed++
		}
		d = next
		if passed == months && d.Day() == day {
			return d, false
		}
	}
}

func (w world) deadline(from time.Time, s Span, by Counting) (time.Time, bool) {
	d, unsure := w.last(from, s, by)
	return w.rolled(d, unsure, by)
}

func (w world) rolled(d time.Time, unsure bool, by Counting) (time.Time, bool) {
	for by.Roll {
		unsure = unsure || !w.known(d)
		if w.works(d) {
			break
		}
		d = d.Add(24 * time.Hour)
	}
	return d, unsure
}

var sweepSpans = []Span{{1, UnitWorkingDays}, {5, UnitWorkingDays}, {10, UnitWorkingDays},
	{20, UnitWorkingDays}, {1, UnitCalendarDays}, {5, UnitCalendarDays}, {30, UnitCalendarDays},
	{1, UnitMonths}, {3, UnitMonths}, {6, UnitMonths}, {1, UnitYears}, {3, UnitYears}}

// sweepLedger knows 2025 and 2026, a prefecture's own days, and 2027 once its list has landed.
func sweepLedger(t *testing.T, w world) days {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	if w.year2027 {
		must(t, (&CalendarSet{Year: 2027, Off: list(t, "2027-01-01", "2027-01-04", "2027-02-05"),
			Worked: list(t, "2027-01-09"), Test: true, Notice: notice("测试〔2026〕2号")}).
			Apply(signed(l, "gz-bureau", "gz-finance")))
	}
	if !w.local {
		return newDays(l.Store, "520100")
	}
	calendars.Set(l.Store, YearOf{"522600", 2026}, Calendar{Version: 1, Title: "x", Issuer: "x",
		Off:    list(t, "2026-02-28", "2026-07-23", "2026-07-24"),
		Worked: list(t, "2026-10-03")})
	return newDays(l.Store, "522601")
}

// sweepDays are all days of 2025 and 2026 and the leap days around them.
func sweepDays() (out []time.Time) {
	for d := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2027; d = d.Add(24 * time.Hour) {
		out = append(out, d)
	}
	return append(out, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC),
		time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC))
}

func asDate(t time.Time) wire.Date {
	return wire.Date(t.Year()*10000 + int(t.Month())*100 + t.Day())
}

// Every span × every way of counting × every day × every set of lists, as a deadline and as a
// minimum. Each ends at 24:00 Beijing time, which is 16:00:00Z.
func TestSweep(t *testing.T) {
	cases, unsures := 0, 0
	for n := range 4 {
		w := world{year2027: n&1 != 0, local: n&2 != 0}
		d := sweepLedger(t, w)
		for _, s := range sweepSpans {
			if n > 0 && s.Unit == UnitYears {
				continue // long to count by hand, and the lists matter to nothing but the roll
			}
			for m := range 8 {
				by := Counting{EventDay: m&1 != 0, Clamp: m&2 != 0, Roll: m&4 != 0}
				for _, from := range sweepDays() {
					cases++
					last, guess := w.last(from, s, by)
					want, unsure := w.rolled(last, guess, by)
					got, provisional := due(d, asDate(from), s, by)
					if unsure {
						unsures++
					}
					if got != asDate(want) || provisional != unsure {
						t.Fatalf("%+v %v %+v from %s: %s %v, by hand %s %v", w, s, by,
							from.Format(time.DateOnly), got, provisional, want.Format(time.DateOnly), unsure)
					}
					got, provisional = d.lastDay(asDate(from), s, by)
					if got != asDate(last) || provisional != guess {
						t.Fatalf("minimum %+v %v %+v from %s: %s, by hand %s", w, s, by,
							from.Format(time.DateOnly), got, last.Format(time.DateOnly))
					}
					if end := last.Add(16 * time.Hour); int64(got.End()) != end.Unix() {
						t.Fatalf("%s ends at %s, not at %s", got, got.End(), end)
					}
				}
			}
		}
	}
	if cases < 240_000 || unsures == 0 {
		t.Errorf("%d cases, %d provisional", cases, unsures)
	}
}

// Whole duties over the two years: open until the last second, overdue at the instant after, late
// by as many working days as are counted by hand; a provisional one never.
func TestSweepStanding(t *testing.T) {
	for _, w := range []world{{}, {year2027: true}} {
		l := sweepLedger(t, w).r
		for i, from := range sweepDays()[:730] {
			s := sweepSpans[i%len(sweepSpans)]
			by := Counting{Clamp: true, Roll: true}
			d := Duty{Place: "520100", From: asDate(from), Span: s, By: by, Opened: asDate(from).Start()}
			last, unsure := w.deadline(from, s, by)
			end := last.AddDate(0, 0, 1).Add(-8 * time.Hour)
			late := uint32(0)
			for day := last.AddDate(0, 0, 1); !day.After(last.AddDate(0, 0, 5)); day = day.AddDate(0, 0, 1) {
				if w.works(day) {
					late++
				}
			}
			for _, c := range []struct {
				at      time.Time
				overdue bool
				late    uint32
			}{{end.Add(-time.Second), false, 0}, {end, true, 0}, {end.AddDate(0, 0, 4), true, late}} {
				got := standing(l, DutyID{}, d, wire.Time(c.at.Unix()))
				wrong := got.Overdue != (c.overdue && !unsure) || got.Provisional != unsure
				if c.late > 0 && !unsure {
					wrong = wrong || got.DaysLate != c.late
				}
				if wrong {
					t.Fatalf("%+v %v from %s at %s: %+v, by hand due %s, %d late", w, s,
						from.Format(time.DateOnly), c.at, got, last.Format(time.DateOnly), c.late)
				}
			}
		}
	}
}

// A gate of the profile opens with the day after its last day, whatever the hour at which it began.
func TestSweepGate(t *testing.T) {
	for _, unit := range gateUnits {
		for _, n := range []uint32{1, 5, 20} {
			l := ledger(t, section(t, profile("520000", 1, with(plain, "operator_publicity.min",
				fmt.Sprint(n), "operator_publicity.unit", unit))))
			p, _ := Current(l.Store, "520000", instant(t, "2026-01-01 00:00:00"))
			for i, from := range sweepDays()[:730] {
				began := asDate(from).Start() + []wire.Time{0, 43200, 86399}[i%3]
				last, unsure := world{}.last(from, Span{n, unit}, Counting{})
				opens, provisional := Gate(p, l, "operator_publicity", began)
				if want := last.AddDate(0, 0, 1).Add(-8 * time.Hour).Unix(); int64(opens) != want ||
					provisional != unsure {
					t.Fatalf("%d %s from %s opens %s", n, unit, from.Format(time.DateOnly), opens)
				}
			}
		}
	}
}
