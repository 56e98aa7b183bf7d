package regime

import (
	"slices"
	"time"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// days reads calendars, each year once: a period of twenty days asks for at most two.
type days struct {
	r      state.Reader
	levels []string // overlays first, the whole country ("") last
	years  map[uint16][]year
}

type year struct {
	Calendar
	national, loaded bool
}

func newDays(r state.Reader, jurisdiction string) days {
	d := days{r: r, years: map[uint16][]year{}}
	if jurisdiction != "" {
		d.levels = levels(jurisdiction)
	}
	d.levels = append(d.levels, "")
	return d
}

func (d days) of(y uint16) []year {
	if found, ok := d.years[y]; ok {
		return found
	}
	var out []year
	for _, j := range d.levels {
		if c, ok := calendars.Get(d.r, YearOf{j, y}); ok || j == "" {
			out = append(out, year{c, j == "", ok})
		}
	}
	d.years[y] = out
	return out
}

// working tells whether a day is worked; provisional when the country's list of the year is not
// loaded, so that only weekdays and local days could be asked.
func (d days) working(day wire.Date) (working, provisional bool) {
	weekday := day.Std().Weekday()
	working = weekday != time.Saturday && weekday != time.Sunday
	decided := false
	for _, y := range d.of(uint16(day / 10000)) {
		if y.national && !y.loaded {
			provisional = true
		}
		if decided {
			continue
		}
		if _, off := slices.BinarySearch(y.Off, day); off {
			working, decided = false, true
		} else if _, on := slices.BinarySearch(y.Worked, day); on {
			working, decided = true, true
		}
	}
	return working, provisional
}

// add returns the n-th working day after from.
func (d days) add(from wire.Date, n uint32) (last wire.Date, provisional bool) {
	last = from
	for n > 0 {
		last = last.Add(1)
		working, p := d.working(last)
		provisional = provisional || p
		if working {
			n--
		}
	}
	return last, provisional
}

// roll returns day itself when it is worked, else the next working day (Civil Code §203).
func (d days) roll(day wire.Date) (wire.Date, bool) {
	working, provisional := d.working(day)
	if working {
		return day, provisional
	}
	next, p := d.add(day, 1)
	return next, provisional || p
}

// IsWorkingDay tells whether day is worked in jurisdiction: an overlay of the place itself, then of
// its prefecture and province, then the country's list, then Monday to Friday. The answer is
// provisional when the country's list of that year is not loaded.
func IsWorkingDay(r state.Reader, jurisdiction string, day wire.Date) (working, provisional bool) {
	return newDays(r, jurisdiction).working(day)
}

// AddWorkingDays returns the n-th working day after from; the day of the event is not counted.
func AddWorkingDays(r state.Reader, jurisdiction string, from wire.Date, n uint32) (
	last wire.Date, provisional bool) {
	return newDays(r, jurisdiction).add(from, n)
}

// WorkingDaysBetween counts the working days after from up to and including to: by how much a duty
// was late. It is 0 when to is not after from.
func WorkingDaysBetween(r state.Reader, jurisdiction string, from, to wire.Date) (
	n uint32, provisional bool) {
	d := newDays(r, jurisdiction)
	for day := from.Add(1); day <= to; day = day.Add(1) {
		working, p := d.working(day)
		provisional = provisional || p
		if working {
			n++
		}
	}
	return n, provisional
}
