package regime

import (
	"slices"
	"strconv"
	"time"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CalendarSet records a year's days off and make-up days, or amends them, with the notice they come
// from. The country's list ("") is signed by a data bureau, an overlay by the bureau of its place;
// either is countersigned by a second founding institution outside its control group (rulings L1).
// Open duties and gates follow the new list at once and the lists of duties over the next blocks;
// met duties never do (rulings E7).
type CalendarSet struct {
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Year         uint16        `json:"year" need:"yes"`
	Off          []wire.Date   `json:"off" max:"130"`
	Worked       []wire.Date   `json:"worked" max:"60"`
	Test         bool          `json:"test"`
	Notice       rule.Evidence `json:"notice" need:"yes"`
}

// Check requires a place, the notice, and ascending days of the year.
func (m *CalendarSet) Check() error {
	if m.Jurisdiction != "" && !party.IsJurisdiction(m.Jurisdiction) {
		return rule.Malformed("jurisdiction", "须为六位行政区划代码，全国为空",
			"must be a six-digit division code, or empty for the whole country")
	}
	if field, zh, en := checkYear(m.Year, m.Off, m.Worked); field != "" {
		return rule.Malformed(field, zh, en)
	}
	return rule.RequireEvidence("notice", m.Notice)
}

// checkYear says which field of a calendar is wrong and why, or "".
func checkYear(y uint16, off, worked []wire.Date) (field, zh, en string) {
	if y < 2000 || y > 2998 {
		return "year", "须在 2000 至 2998 之间", "must be from 2000 to 2998"
	}
	lists := []struct {
		name string
		days []wire.Date
	}{{"off", off}, {"worked", worked}}
	for _, l := range lists {
		for i, d := range l.days {
			at := l.name + "[" + strconv.Itoa(i) + "]"
			if !d.Valid() || d/10000 != wire.Date(y) || (i > 0 && d <= l.days[i-1]) {
				return at, "须为当年日期，按先后排列，不重复", "must be a day of the year, in ascending order, each once"
			}
			if l.name == "off" {
				continue
			}
			if wd := d.Std().Weekday(); wd != time.Saturday && wd != time.Sunday {
				return at, "调休上班日须为周六或周日", "a make-up day is a Saturday or Sunday"
			}
			if _, both := slices.BinarySearch(off, d); both {
				return at, "同一日不能既放假又上班", "a day cannot be both off and worked"
			}
		}
	}
	return "", "", ""
}

// Apply writes the calendar and keeps the one it replaces.
func (m *CalendarSet) Apply(c *rule.Ctx) error {
	if _, test := TestClock(c.Store); m.Test && !test {
		return ErrTestCalendar.At("test")
	}
	bureau, ok := m.bureau(c)
	if !ok {
		return ErrNotBureau.At("jurisdiction", "jurisdiction", m.Jurisdiction)
	}
	if !secondBody(c, bureau) {
		return ErrSecondBody.At("")
	}
	key := YearOf{m.Jurisdiction, m.Year}
	old, amended := calendars.Get(c.Store, key)
	next := Calendar{Version: old.Version + 1, Number: m.Notice.Number, Title: m.Notice.Title,
		Issuer: m.Notice.Issuer, Issued: m.Notice.Date, Off: m.Off, Worked: m.Worked, Test: m.Test,
		Set: c.Time}
	if amended {
		pastCalendars.Set(c.Store, pastYear{m.Jurisdiction, m.Year, old.Version}, old)
	}
	calendars.Set(c.Store, key, next)
	rederivations.Set(c.Store, key, begins(key))
	c.Emit(CalendarLoaded{Jurisdiction: m.Jurisdiction, Year: m.Year, Version: next.Version,
		Number: next.Number, Test: m.Test})
	return nil
}

func (m *CalendarSet) bureau(c *rule.Ctx) (string, bool) {
	if m.Jurisdiction == "" {
		return signingBureau(c)
	}
	for _, id := range c.Parties() { // of that very place, as for profiles
		if bureauOf(c, id, m.Jurisdiction) {
			return id, true
		}
	}
	return "", false
}

// secondBody reports whether a founding institution signed that is neither first nor under common
// control with it.
func secondBody(c *rule.Ctx, first string) bool {
	for _, id := range c.Parties() {
		p, ok := party.Get(c.Store, id)
		if ok && p.Founding && id != first && !party.SameGroup(c.Store, id, first) {
			return true
		}
	}
	return false
}
