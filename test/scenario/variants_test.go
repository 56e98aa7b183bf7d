package scenario

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet/scenario"
)

// naive is a calendar of its own: days as YYYY-MM-DD text, the notice of 2026 typed from its
// announcement, and counting by looking at one day after the other.
var naive = struct{ off, worked string }{
	off: "2026-01-01 2026-01-02 2026-01-03 2026-02-15 2026-02-16 2026-02-17 2026-02-18 2026-02-19 " +
		"2026-02-20 2026-02-21 2026-02-22 2026-02-23 2026-04-04 2026-04-05 2026-04-06 2026-05-01 " +
		"2026-05-02 2026-05-03 2026-05-04 2026-05-05 2026-06-19 2026-06-20 2026-06-21 2026-09-25 " +
		"2026-09-26 2026-09-27 2026-10-01 2026-10-02 2026-10-03 2026-10-04 2026-10-05 2026-10-06 " +
		"2026-10-07",
	worked: "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10",
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

func text(d time.Time) string { return d.Format(time.DateOnly) }

func works(d time.Time) bool {
	switch {
	case strings.Contains(naive.worked, text(d)):
		return true
	case strings.Contains(naive.off, text(d)):
		return false
	}
	return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday
}

// after counts n days behind d, all of them or the working ones.
func after(d time.Time, n int, working bool) time.Time {
	for n > 0 {
		d = d.AddDate(0, 0, 1)
		if works(d) || !working {
			n--
		}
	}
	return d
}

// rolled is d, or the first working day behind it.
func rolled(d time.Time) time.Time {
	for !works(d) {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// sameDay is the day of the same number that many months on, or the last of its month.
func sameDay(d time.Time, months int) time.Time {
	first := time.Date(d.Year(), d.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d.Day(), last)-1)
}

// variant is a law scenario with other values, and what the naive calendar makes of them.
type variant struct {
	file string
	sets map[string]string
}

func (v variant) name() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(v.sets)) {
		parts = append(parts, v.sets[k])
	}
	return v.file + " " + strings.Join(parts, " ")
}

func TestVariants(t *testing.T) {
	var all []variant
	all = append(all, terms()...)
	all = append(all, gates()...)
	all = append(all, filings()...)
	all = append(all, reviews()...)
	if len(all) < 40 {
		t.Fatalf("%d variants", len(all))
	}
	for _, v := range all {
		t.Run(v.name(), func(t *testing.T) {
			t.Parallel()
			play(t, "law/"+v.file+".yaml", v.sets, scenario.Options{})
		})
	}
}

// terms tries the day before, on and after the cap of each province, from odd first days.
func terms() (out []variant) {
	years := map[string]int{"gz": 3, "gd": 5, "yn": 5, "he": 3, "hb": 5}
	firsts := []string{"2026-02-01", "2026-02-28", "2026-03-31", "2027-03-01", "2028-02-29"}
	for _, p := range slices.Sorted(maps.Keys(years)) {
		for i, first := range firsts {
			last := sameDay(day(first), 12*years[p])
			if last.Day() == day(first).Day() {
				last = last.AddDate(0, 0, -1) // where the anniversary is missing, the month's end is the end
			}
			for off := -1; off <= 1; off++ {
				if off < 0 && i > 0 {
					continue // a day less than allowed is tried once
				}
				outcome := "ok"
				if off > 0 {
					outcome = "refused agreement.term_max"
				}
				out = append(out, variant{"clock-term-" + p, map[string]string{"first_day": first,
					"last_day": text(last.AddDate(0, 0, off)), "outcome": outcome}})
			}
		}
	}
	return out
}

// gates starts publicity around holidays, and tries the last minute before and the first after.
func gates() (out []variant) {
	for _, g := range []struct {
		file    string
		working bool
		days    string
	}{
		{"clock-publicity-gz", true, "2026-01-30 2026-02-13 2026-04-30 2026-06-17 2026-09-19 2026-10-01"},
		{"clock-publicity-gd", false, "2026-01-30 2026-02-13 2026-02-27 2026-09-30 2026-12-25"},
		{"clock-admission-gz", true, "2026-02-12 2026-05-01 2026-09-24"},
		{"clock-admission-yn", true, "2026-02-14 2026-04-03 2026-05-09 2026-09-20 2026-11-28"},
	} {
		for _, start := range strings.Fields(g.days) {
			lastDay := after(day(start), 5, g.working)
			sets := map[string]string{"posted": start + " 15:00", "eve": text(lastDay) + " 23:58",
				"opens": text(lastDay.AddDate(0, 0, 1)) + " 00:00"}
			if strings.Contains(g.file, "admission") {
				sets["applied"] = start + " 14:00"
			}
			out = append(out, variant{g.file, sets})
		}
	}
	return out
}

// filings signs around holidays: ten working days, or a month that ends on its last day and moves
// off a holiday.
func filings() (out []variant) {
	for _, f := range []struct {
		file string
		due  func(time.Time) time.Time
	}{
		{"clock-filing-gd", func(d time.Time) time.Time { return after(d, 10, true) }},
		{"clock-filing-he", func(d time.Time) time.Time { return after(d, 10, true) }},
		{"clock-filing-hb", func(d time.Time) time.Time { return rolled(sameDay(d, 1)) }},
	} {
		for _, signed := range strings.Fields("2026-01-30 2026-01-31 2026-02-09 2026-03-31 2026-04-21 " +
			"2026-08-31 2026-09-18") {
			d := day(signed)
			out = append(out, variant{f.file, map[string]string{"signed": signed + " 10:00",
				"first_day": text(d.AddDate(0, 0, 1)), "last_day": text(sameDay(d, 30)),
				"due": text(f.due(d))}})
		}
	}
	return out
}

// reviews submits around holidays: the review is due on the last working day and late on the next
// calendar day, worked or not.
func reviews() (out []variant) {
	for file, n := range map[string]int{"clock-review-gd": 10, "clock-review-hb": 5} {
		for _, filed := range strings.Fields("2026-02-14 2026-03-31 2026-04-24 2026-09-24 2026-12-14") {
			due := after(day(filed), n, true)
			out = append(out, variant{file, map[string]string{"filed": filed + " 17:30",
				"due": text(due), "late": text(due.AddDate(0, 0, 1)) + " 00:00"}})
		}
	}
	return out
}
