package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Span is a length of time as a rule states it: n of a unit.
type Span struct {
	N    uint32 `json:"n"`
	Unit string `json:"unit" max:"16"`
}

// Counting is how periods are counted under a profile (民法典 §§201–203).
type Counting struct {
	EventDay bool `json:"event_day"` // the day of the event counts
	Clamp    bool `json:"clamp"`     // a missing day of the month is the month's last
	Roll     bool `json:"roll"`      // a deadline on a day off moves on
}

func (p Profile) counting() Counting {
	return Counting{EventDay: p.Bool("clock.count_event_day"), Clamp: p.Bool("clock.month_end_clamp"),
		Roll: p.Bool("clock.roll_deadline")}
}

// lastDay returns the last day of a span that follows an event on day from, before any roll. It
// panics on a unit that the schema refuses.
func (d days) lastDay(from wire.Date, s Span, by Counting) (last wire.Date, provisional bool) {
	if s.N == 0 {
		return from, false
	}
	if by.EventDay {
		from = from.Add(-1)
	}
	months := s.N
	switch s.Unit {
	case UnitWorkingDays:
		return d.add(from, s.N)
	case UnitCalendarDays:
		return from.Add(int(s.N)), false
	case UnitYears:
		months = 12 * s.N
	case UnitMonths:
	default:
		panic("regime: unit " + s.Unit)
	}
	if by.Clamp {
		return AddMonths(from, months), false
	}
	last, _ = addMonths(from, months)
	return last, false
}

// Gate returns the instant from which the next step may happen: 00:00 of the day after the last
// required day of the minimum period that started at an instant. prefix names two keys,
// prefix+".min" and prefix+".unit". A gate never rolls: it is a minimum, not a deadline. With a
// minimum of 0 it is open from the start. A provisional gate runs through a year whose calendar is
// not loaded.
func Gate(p Profile, c *rule.Ctx, prefix string, started wire.Time) (opens wire.Time,
	provisional bool) {
	n := uint32(p.Int(prefix + ".min"))
	if n == 0 {
		return started, false
	}
	by := p.counting()
	d := newDays(c.Store, p.place)
	last, provisional := d.lastDay(started.Date(), Span{n, p.Text(prefix + ".unit")}, by)
	return last.End(), provisional
}

// RequireGate refuses until the minimum period named by prefix is over (ErrGateShut), and while its
// end is only provisional (ErrCalendarMissing): a minimum must not be cut short by an unknown
// holiday.
func RequireGate(p Profile, c *rule.Ctx, prefix string, started wire.Time, field string) error {
	opens, provisional := Gate(p, c, prefix, started)
	if c.Time < opens {
		return p.refuseUnder(prefix+".min", ErrGateShut, field, "started", started, "opens", opens,
			"n", p.Int(prefix+".min"), "unit", p.Text(prefix+".unit"))
	}
	if provisional {
		return ErrCalendarMissing.At(field, "year", uint32(opens.Date())/10000)
	}
	return nil
}

// Due returns the last day of a deadline of s after an event on day from, counted and rolled by the
// profile, and whether it is provisional. Overdue begins at its 24:00.
func Due(p Profile, c *rule.Ctx, from wire.Date, s Span) (last wire.Date, provisional bool) {
	return due(newDays(c.Store, p.place), from, s, p.counting())
}

// LastDay returns the last day of a minimum period of s after an event on day from, counted by the
// profile. A minimum never rolls.
func LastDay(p Profile, c *rule.Ctx, from wire.Date, s Span) (last wire.Date, provisional bool) {
	return newDays(c.Store, p.place).lastDay(from, s, p.counting())
}

func due(d days, from wire.Date, s Span, by Counting) (last wire.Date, provisional bool) {
	last, provisional = d.lastDay(from, s, by)
	if !by.Roll {
		return last, provisional
	}
	rolled, also := d.roll(last)
	return rolled, provisional || also
}
