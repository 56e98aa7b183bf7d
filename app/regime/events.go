package regime

import "github.com/suyuan-ledger/suyuan/wire"

// CalendarLoaded tells that a year's calendar was set or amended. Open duties follow it at once.
type CalendarLoaded struct {
	Jurisdiction string `json:"jurisdiction" max:"6"`
	Year         uint16 `json:"year"`
	Version      uint32 `json:"version"`
	Number       string `json:"number" max:"64"`
	Test         bool   `json:"test"`
}

// ClockAdvanced tells that law time jumps from the next block on.
type ClockAdvanced struct {
	From   wire.Time `json:"from"`
	To     wire.Time `json:"to"`
	Offset wire.Int  `json:"offset"` // seconds, after the jump
}

// DutyOpened tells that somebody has until the end of a day to act.
type DutyOpened struct {
	Owner       string    `json:"owner" max:"32"`
	Duty        string    `json:"duty" max:"40"`
	Object      string    `json:"object" max:"80"`
	Due         wire.Date `json:"due"`
	Provisional bool      `json:"provisional"`
}

// DutyMet tells that a duty was done, in time or not.
type DutyMet struct {
	Owner   string    `json:"owner" max:"32"`
	Duty    string    `json:"duty" max:"40"`
	Object  string    `json:"object" max:"80"`
	Due     wire.Date `json:"due"`
	Overdue bool      `json:"overdue"`
}

// PeriodFrozen tells that a settlement period takes no more rows.
type PeriodFrozen struct {
	Period string    `json:"period" max:"8"`
	At     wire.Time `json:"at"`
	Height uint64    `json:"height"`
}

// Event names the event.
func (CalendarLoaded) Event() string { return "calendar.loaded" }

// Event names the event.
func (ClockAdvanced) Event() string { return "clock.advanced" }

// Event names the event.
func (DutyOpened) Event() string { return "duty.opened" }

// Event names the event.
func (DutyMet) Event() string { return "duty.met" }

// Event names the event.
func (PeriodFrozen) Event() string { return "period.frozen" }

// ProfileRecorded tells that a profile version was recorded and when it takes effect.
type ProfileRecorded struct {
	Jurisdiction string    `json:"jurisdiction" max:"6"`
	Version      uint32    `json:"version"`
	Number       string    `json:"number" max:"64"`
	From         wire.Time `json:"from"`
	By           string    `json:"by" max:"32"`
	Second       string    `json:"second" max:"32"`
}

// ProfileObjected tells that a member objects to a version that waits. It takes effect all the
// same.
type ProfileObjected struct {
	Jurisdiction string `json:"jurisdiction" max:"6"`
	Version      uint32 `json:"version"`
	Party        string `json:"party" max:"32"`
}

// Event names the event.
func (ProfileRecorded) Event() string { return "profile.recorded" }

// Event names the event.
func (ProfileObjected) Event() string { return "profile.objected" }
