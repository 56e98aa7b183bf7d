package regime

import "github.com/suyuan-ledger/suyuan/wire"

// CalendarLoaded tells that a year's calendar was set or amended. Open duties follow it at once,
// the lists of duties over the next blocks.
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
	Agreement   wire.ID   `json:"agreement"`
	Due         wire.Date `json:"due"`
	Provisional bool      `json:"provisional"`
}

// DutyMet tells that a duty was done, in time or not.
type DutyMet struct {
	Owner     string    `json:"owner" max:"32"`
	Duty      string    `json:"duty" max:"40"`
	Object    string    `json:"object" max:"80"`
	Agreement wire.ID   `json:"agreement"`
	Due       wire.Date `json:"due"`
	Overdue   bool      `json:"overdue"`
}

// DutyWaived tells that a duty fell away.
type DutyWaived struct {
	Owner     string    `json:"owner" max:"32"`
	Duty      string    `json:"duty" max:"40"`
	Object    string    `json:"object" max:"80"`
	Agreement wire.ID   `json:"agreement"`
	Due       wire.Date `json:"due"`
	Cause     string    `json:"cause" max:"40"`
}

// DutyMoved tells that a calendar gave an open duty another day, or made its day certain.
type DutyMoved struct {
	Owner       string    `json:"owner" max:"32"`
	Duty        string    `json:"duty" max:"40"`
	Object      string    `json:"object" max:"80"`
	Agreement   wire.ID   `json:"agreement"`
	Was         wire.Date `json:"was"`
	Due         wire.Date `json:"due"`
	Provisional bool      `json:"provisional"`
}

// DeadlineOverdue tells that a duty's day passed with nothing done. They come in the order in
// which duties were due, some blocks after Since when many fall due at once, and once for each duty
// unless a calendar gives it another day.
type DeadlineOverdue struct {
	Owner     string    `json:"owner" max:"32"`
	Duty      string    `json:"duty" max:"40"`
	Object    string    `json:"object" max:"80"`
	Agreement wire.ID   `json:"agreement"`
	Place     string    `json:"place" max:"6"`
	Due       wire.Date `json:"due"`
	Since     wire.Time `json:"since"` // 24:00 of the due day, from which it is overdue
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
func (DutyWaived) Event() string { return "duty.waived" }

// Event names the event.
func (DutyMoved) Event() string { return "duty.moved" }

// Event names the event.
func (DeadlineOverdue) Event() string { return "deadline.overdue" }

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
