package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const number = 2

// Limits of one value and one list of values of a profile key.
const (
	maxValue  = 64
	maxValues = 32
)

// Ref names the profile version an object lives under: the one frozen when it was signed.
type Ref struct {
	Jurisdiction string `json:"jurisdiction" max:"6"`
	Version      uint32 `json:"version"`
}

// Issue is what a profile version is made from: the document and the days it is in force.
type Issue struct {
	TitleZh       string    `json:"title_zh" max:"200"`
	TitleEn       string    `json:"title_en" max:"200"`
	Number        string    `json:"number" max:"64"` // document number (文号)
	Issuer        string    `json:"issuer" max:"100"`
	Status        string    `json:"status" max:"16"`
	EffectiveFrom wire.Date `json:"effective_from"` // zero: not in force
	Expires       wire.Date `json:"expires"`        // last day in force; zero: none
	Recorded      wire.Time `json:"recorded"`
}

// covers reports whether the issue is in force at an instant.
func (i Issue) covers(at wire.Time) bool {
	return i.EffectiveFrom != 0 && at >= i.EffectiveFrom.Start() &&
		(i.Expires == 0 || at < i.Expires.End())
}

// Setting is one key of a profile: its values with their source.
type Setting struct {
	Values  []string `json:"values" max:"32"`
	Article string   `json:"article" max:"40"`
	Mark    string   `json:"mark" max:"8"`
}

// The marks: whose rule a value is.
const (
	MarkText    = "text"
	MarkSoft    = "soft"
	MarkDefault = "default"
)

// Calendar is the list of one year's exceptions from "Monday to Friday". Jurisdiction "" is the
// whole country; any other is an overlay that names only its own days.
type Calendar struct {
	Version uint32      `json:"version"` // 1 for the first of the year, growing with amendments
	Number  string      `json:"number" max:"64"`
	Title   string      `json:"title" max:"200"`
	Issuer  string      `json:"issuer" max:"100"`
	Issued  wire.Date   `json:"issued"`
	Off     []wire.Date `json:"off" max:"130"`   // days off, ascending
	Worked  []wire.Date `json:"worked" max:"60"` // make-up days (调休上班), ascending
	Test    bool        `json:"test"`            // an invented year of a test ledger
	Set     wire.Time   `json:"set"`
}

// YearOf names a calendar.
type YearOf struct {
	Jurisdiction string `json:"jurisdiction" max:"6"`
	Year         uint16 `json:"year"`
}

// Chapter is the table of the regime chapter.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: number, Name: "regime", Zh: "制度与时限", En: "Regimes and clocks",
		Kinds: []rule.Kind{
			{Name: "calendar.set", Law: "民法典 §203", Weight: rule.Urgent, Writes: 2,
				Zh: "登记一年的放假与调休安排", En: "Records a year's days off and make-up days.",
				New: func() rule.Msg { return new(CalendarSet) }},
			{Name: "clock.advance", Law: "rulings E16", Weight: rule.Urgent, Writes: 1, Test: true,
				Zh: "把测试账的时间向前拨", En: "Moves the clock of a test ledger forward.",
				New: func() rule.Msg { return new(ClockAdvance) }},
		},
		Refusals: refusals,
		Events: []rule.Event{CalendarLoaded{}, ClockAdvanced{}, DutyOpened{}, DutyMet{},
			PeriodFrozen{}},
		Collections: []state.Collection{issues.Descriptor(), settings.Descriptor(),
			calendars.Descriptor(), pastCalendars.Descriptor(), duties.Descriptor(), parameters.Descriptor(),
			frozen.Descriptor(), testClock.Descriptor()},
		Queries: queries,
		Genesis: genesis,
	}
}
