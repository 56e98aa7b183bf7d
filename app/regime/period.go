package regime

import (
	"fmt"
	"strconv"
	"time"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The lengths of a settlement period.
const (
	Month   = "month"
	Quarter = "quarter"
	Half    = "half"
	Year    = "year"
)

// Parameters are the ledger's own lengths, the same for every member.
type Parameters struct {
	Period          string `json:"period" max:"8"`    // month, quarter, half or year
	FreezeAfterDays uint32 `json:"freeze_after_days"` // calendar days after a period's end
	// from freezing to landing (rulings E8)
	LandLeadSeconds      uint32 `json:"land_lead_seconds"`
	ObjectionWorkingDays uint32 `json:"objection_working_days"` // from landing to final (rulings M9)
	// how far a fact may be ahead of law time (E5)
	LateSecondsAhead uint32 `json:"late_seconds_ahead"`
	LatenessDays     uint32 `json:"lateness_days"` // older facts are flagged late
	// calendar months after its end in which a closed period can still be restated (rulings M3)
	RestateMonths uint32 `json:"restate_months"`
	// from recording a profile version to its effect, at least (rulings L1)
	ProfileTimelockDays uint32 `json:"profile_timelock_days"`
}

// Freezing says when a period stopped taking rows.
type Freezing struct {
	At     wire.Time `json:"at"`
	Height uint64    `json:"height"`
}

// Periods returns the ledger's parameters. It panics on a state without genesis.
func Periods(r state.Reader) Parameters {
	p, ok := parameters.Get(r)
	if !ok {
		panic("regime: no parameters: genesis was not applied")
	}
	return p
}

// PeriodOf names the settlement period that holds t at +08:00: "2026-10", "2026Q4", "2026H2" or
// "2026" by the ledger's period.
func PeriodOf(r state.Reader, t wire.Time) string { return periodName(Periods(r).Period, t) }

// PeriodNamed names the period of a length, month, quarter, half or year, that holds t.
func PeriodNamed(length string, t wire.Time) (name string, ok bool) {
	switch length {
	case Month, Quarter, Half, Year:
		return periodName(length, t), true
	}
	return "", false
}

// periodName names the period of one length that holds t; a length that genesis refuses panics.
func periodName(length string, t wire.Time) string {
	d := t.Date()
	y, m := int(d/10000), int(d/100%100)
	switch length {
	case Month:
		return fmt.Sprintf("%04d-%02d", y, m)
	case Quarter:
		return fmt.Sprintf("%04dQ%d", y, (m+2)/3)
	case Half:
		return fmt.Sprintf("%04dH%d", y, (m+5)/6)
	case Year:
		return fmt.Sprintf("%04d", y)
	}
	panic("regime: period " + length)
}

// PeriodBounds returns the first instant of a period and the first after it. Every length is read,
// whatever the ledger's is.
func PeriodBounds(name string) (from, to wire.Time, ok bool) {
	if len(name) < 4 {
		return 0, 0, false
	}
	y, err := strconv.Atoi(name[:4])
	if err != nil || y < 1971 || y > 9998 {
		return 0, 0, false
	}
	first, months, length := 1, 12, Year
	if tail := name[4:]; tail != "" {
		n, err := strconv.Atoi(tail[1:])
		if err != nil {
			return 0, 0, false
		}
		switch tail[0] {
		case '-':
			first, months, length = n, 1, Month
		case 'Q':
			first, months, length = 3*n-2, 3, Quarter
		case 'H':
			first, months, length = 6*n-5, 6, Half
		}
	}
	start := time.Date(y, time.Month(first), 1, 0, 0, 0, 0, wire.Beijing)
	from, to = wire.At(start), wire.At(start.AddDate(0, months, 0))
	return from, to, periodName(length, from) == name // also refuses Q5, month 13, "Q03"
}

// NextPeriod returns the period that follows name, or "" when name is none.
func NextPeriod(r state.Reader, name string) string {
	_, to, ok := PeriodBounds(name)
	if !ok {
		return ""
	}
	return PeriodOf(r, to)
}

// Frozen reports whether a period takes no more rows.
func Frozen(r state.Reader, period string) bool { return frozen.Has(r, period) }

// FreezeDue is the instant from which a period takes no more rows: the days for late facts after
// its end are over.
func FreezeDue(r state.Reader, period string) wire.Time {
	_, end, _ := PeriodBounds(period)
	return end + wire.Time(Periods(r).FreezeAfterDays)*86400
}

// Closed reports whether a period takes no more rows at an instant: it is frozen, or its hour has
// come and the block that is under way will freeze it at its end (rulings E7).
func Closed(r state.Reader, period string, at wire.Time) bool {
	return Frozen(r, period) || at >= FreezeDue(r, period)
}

// RestatedUntil is the last day on which a row of a closed period is accepted, to restate it.
func RestatedUntil(r state.Reader, period string) wire.Date {
	_, end, _ := PeriodBounds(period)
	return AddMonths((end - 1).Date(), Periods(r).RestateMonths)
}

// Restatable reports whether at an instant rows of a closed period are still accepted, to restate
// it (rulings M3).
func Restatable(r state.Reader, period string, at wire.Time) bool {
	return Periods(r).RestateMonths > 0 && at < RestatedUntil(r, period).End()
}

// FrozenAt returns when a period was frozen.
func FrozenAt(r state.Reader, period string) (Freezing, bool) { return frozen.Get(r, period) }

// Freeze closes a period for ever; freezing twice changes nothing. Only the settlement chapter
// calls it, by the clock.
func Freeze(c *rule.Ctx, period string) {
	if frozen.Has(c.Store, period) {
		return
	}
	frozen.Set(c.Store, period, Freezing{At: c.Time, Height: c.Height})
	c.Emit(PeriodFrozen{Period: period, At: c.Time, Height: c.Height})
}
