package regime

import (
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

// The units a period is counted in.
const (
	UnitWorkingDays  = "working_days"  // 工作日
	UnitCalendarDays = "calendar_days" // 日
	UnitMonths       = "months"
	UnitYears        = "years"
)

// Units are all units of a span.
var Units = []string{UnitWorkingDays, UnitCalendarDays, UnitMonths, UnitYears}

// AddMonths returns the same day n months later, or the month's last day where that day is missing
// (Civil Code §202).
func AddMonths(d wire.Date, n uint32) wire.Date {
	v, missing := addMonths(d, n)
	if missing {
		return wire.DateOf(v.Std().AddDate(0, 0, -1))
	}
	return v
}

// AddYears is AddMonths by the dozen.
func AddYears(d wire.Date, n uint32) wire.Date { return AddMonths(d, 12*n) }

// Before returns the day a span of calendar days, months or years before d; working days count as
// calendar days, because no rule counts them backwards.
func Before(d wire.Date, s Span) wire.Date {
	months := int(s.N)
	switch s.Unit {
	case UnitYears:
		months *= 12
	case UnitMonths:
	default:
		return d.Add(-int(s.N))
	}
	y, m, day := int(d/10000), int(d/100%100), int(d%100)
	t := time.Date(y, time.Month(m-months), 1, 0, 0, 0, 0, wire.Beijing)
	last := t.AddDate(0, 1, -1).Day()
	return wire.DateOf(t.AddDate(0, 0, min(day, last)-1))
}

// addMonths returns the day n months later; where the month has no such day, the first day after
// that month, and true.
func addMonths(d wire.Date, n uint32) (v wire.Date, missing bool) {
	y, m, day := int(d/10000), int(d/100%100)+int(n), int(d%100)
	t := time.Date(y, time.Month(m), 1, 0, 0, 0, 0, wire.Beijing)
	last := t.AddDate(0, 1, -1).Day()
	if day > last {
		return wire.DateOf(t.AddDate(0, 1, 0)), true
	}
	return wire.DateOf(t.AddDate(0, 0, day-1)), false
}

// TermLastDay returns the last day of a term of whole years that begins at 00:00 of first: the day
// before the anniversary, or the month's end where the anniversary's day is missing. A term of
// three years from 2025-03-01 ends with 2028-02-29.
func TermLastDay(first wire.Date, years uint64) wire.Date {
	v, _ := addMonths(first, uint32(12*years))
	return v.Add(-1)
}
