package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DutyID names a deadline: who has to act, what for, on which object.
type DutyID struct {
	Owner  string `json:"owner" max:"32"`  // party that has to act
	Duty   string `json:"duty" max:"40"`   // such as "agreement.filing"
	Object string `json:"object" max:"80"` // such as "gz-bureau/agreement-1"
}

// Duty is a deadline. The day it is due is derived from the calendar while it is open, so that a
// calendar that lands or is amended moves it, and fixed when it is met.
type Duty struct {
	Place  string    `json:"place" max:"6"` // whose calendar counts: that of the acting office
	Regime Ref       `json:"regime"`
	From   wire.Date `json:"from"` // day of the event, not counted
	Span   Span      `json:"span"`
	By     Counting  `json:"by"`
	Opened wire.Time `json:"opened"`
	Met    wire.Time `json:"met"` // 0: open
	Due    wire.Date `json:"due"` // only once met
}

// Standing is a duty as a reader sees it at an instant.
type Standing struct {
	DutyID
	Regime      Ref       `json:"regime"`
	Opened      wire.Time `json:"opened"`
	Due         wire.Date `json:"due"`
	Provisional bool      `json:"provisional"` // a calendar is missing: never counted as overdue
	Met         wire.Time `json:"met"`
	Overdue     bool      `json:"overdue"` // open after its day, or met after it
	// working days after the due day, to now or to when it was met
	DaysLate uint32 `json:"days_late"`
}

// Open opens a duty of span s after an event on day from, counted by the profile p on the calendar
// of p's place. It refuses a duty that exists.
func Open(c *rule.Ctx, p Profile, id DutyID, from wire.Date, s Span) error {
	if duties.Has(c.Store, id) {
		return ErrDutyExists.At("", "duty", id.Duty, "object", id.Object, "owner", id.Owner)
	}
	d := Duty{Place: p.place, Regime: p.ref, From: from, Span: s, By: p.counting(), Opened: c.Time}
	last, provisional := d.due(c.Store)
	duties.Set(c.Store, id, d)
	c.Emit(DutyOpened{Owner: id.Owner, Duty: id.Duty, Object: id.Object, Due: last,
		Provisional: provisional})
	return nil
}

// Meet marks a duty as done now and fixes the day it was due. Meeting a duty twice, or one that was
// never opened, is refused.
func Meet(c *rule.Ctx, id DutyID) error {
	d, ok := duties.Get(c.Store, id)
	if !ok || d.Met != 0 {
		return ErrNoDuty.At("", "duty", id.Duty, "object", id.Object, "owner", id.Owner)
	}
	s := standing(c.Store, id, d, c.Time)
	d.Met, d.Due = c.Time, s.Due
	duties.Set(c.Store, id, d)
	c.Emit(DutyMet{Owner: id.Owner, Duty: id.Duty, Object: id.Object, Due: s.Due, Overdue: s.Overdue})
	return nil
}

// Deadline returns a duty as it stands at an instant.
func Deadline(r state.Reader, id DutyID, at wire.Time) (Standing, bool) {
	d, ok := duties.Get(r, id)
	if !ok {
		return Standing{}, false
	}
	return standing(r, id, d, at), true
}

func (d Duty) due(r state.Reader) (wire.Date, bool) {
	if d.Met != 0 {
		return d.Due, false
	}
	return due(newDays(r, d.Place), d.From, d.Span, d.By)
}

func standing(r state.Reader, id DutyID, d Duty, at wire.Time) Standing {
	last, provisional := d.due(r)
	s := Standing{DutyID: id, Regime: d.Regime, Opened: d.Opened, Due: last, Provisional: provisional,
		Met: d.Met}
	until := at
	if d.Met != 0 {
		until = d.Met
	}
	if !provisional && until >= last.End() {
		s.Overdue = true
		s.DaysLate, _ = WorkingDaysBetween(r, d.Place, last, until.Date())
	}
	return s
}
