package regime

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
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
	EffectiveFrom wire.Date `json:"effective_from"` // the document's first day; zero: a draft
	Expires       wire.Date `json:"expires"`        // last day in force; zero: none
	Recorded      wire.Time `json:"recorded"`
	// From is the instant from which the ledger goes by the version: the first day, or the end of the
	// timelock when that is later (rulings L1); zero: a draft.
	From   wire.Time     `json:"from"`
	Digest crypto.Digest `json:"digest"` // of the issuing document's file
	Base   uint32        `json:"base"`   // the version it changed; 0: none
	// Above is the version of the place above whose keys a lower place's own version leaves as they
	// are; it counts for as long as that one does.
	Above  Ref    `json:"above"`
	By     string `json:"by" max:"32"`     // the bureau that set it; "": genesis
	Second string `json:"second" max:"32"` // the body that countersigned
}

// over reports whether the last day in force has passed at an instant.
func (i Issue) over(at wire.Time) bool { return i.Expires != 0 && at >= i.Expires.End() }

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
		Kinds: slices.Concat([]rule.Kind{
			{Name: "profile.set", Law: "rulings L1", Weight: rule.Urgent, Dual: true,
				Writes: uint32(len(Schema)) + 1,
				Zh:     "登记一地制度档案的新版本", En: "Records a new version of a place's regime profile.",
				New: func() rule.Msg { return new(ProfileSet) }},
			{Name: "profile.activate", Law: "rulings L1", Weight: rule.Urgent, Dual: true, Writes: 4,
				Zh: "草案正式印发后使其制度档案施行", En: "Puts a draft's profile into force once the rules are issued.",
				New: func() rule.Msg { return new(ProfileActivate) }},
			{Name: "profile.object", Law: "rulings L1", Weight: rule.Urgent, Writes: 1,
				Zh:  "在等待期内对制度档案新版本记录异议",
				En:  "Records an objection to a profile version during its timelock.",
				New: func() rule.Msg { return new(ProfileObject) }},
			{Name: "calendar.set", Law: "民法典 §203", Weight: rule.Urgent, Writes: 3,
				Zh: "登记一年的放假与调休安排", En: "Records a year's days off and make-up days.",
				New: func() rule.Msg { return new(CalendarSet) }},
			{Name: "clock.advance", Law: "rulings E16", Weight: rule.Urgent, Writes: 1, Test: true,
				Zh: "把测试账的时间向前拨", En: "Moves the clock of a test ledger forward.",
				New: func() rule.Msg { return new(ClockAdvance) }},
		}, contestKinds),
		Refusals: slices.Concat(refusals, profileRefusals, contestRefusals),
		Events: []rule.Event{CalendarLoaded{}, ClockAdvanced{}, DutyOpened{}, DutyMet{},
			DutyWaived{}, DutyMoved{}, DeadlineOverdue{}, PeriodFrozen{}, ProfileRecorded{},
			ProfileObjected{}, DeadlineContested{}, ContestJudged{}},
		Collections: []state.Collection{issues.Descriptor(), settings.Descriptor(),
			calendars.Descriptor(), pastCalendars.Descriptor(), duties.Descriptor(), parameters.Descriptor(),
			frozen.Descriptor(), testClock.Descriptor(), objections.Descriptor(), lists.Descriptor(),
			notices.Descriptor(), rederivations.Descriptor(), tallies.Descriptor(),
			overlayIssues.Descriptor(), overlaySettings.Descriptor(), contests.Descriptor()},
		Queries:  slices.Concat(queries, profileQueries, deadlineQueries, contestQueries, overlayQueries),
		Genesis:  genesis,
		EndBlock: endBlock,
		Invariants: []rule.Invariant{{Name: "regime.versions", Check: checkVersions},
			{Name: "regime.duty_lists", Check: checkLists}},
	}
}
