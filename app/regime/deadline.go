package regime

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What one call writes at most: the duty, its places in the lists (all, owner, agreement, its place
// and the levels above), the notice to come and the owner's tally of the day. A kind that opens,
// meets or waives duties declares these beside its own writes.
const (
	OpenWrites  = 9
	MeetWrites  = 15
	WaiveWrites = MeetWrites
)

// DutyID names a deadline: who has to act, what for, on which object.
type DutyID struct {
	Owner  string `json:"owner" max:"32"`  // party that has to act
	Duty   string `json:"duty" max:"40"`   // such as "agreement.filing"
	Object string `json:"object" max:"80"` // such as "gz-bureau/agreement-1"
}

// Duty is a deadline. While it is open the day it is due is what the calendar in force gives: Due
// is then the day under which the lists hold it, which follows a new calendar over the next blocks.
// Once met or waived Due is fixed.
type Duty struct {
	Place     string    `json:"place" max:"6"` // whose calendar counts: that of the acting office
	Regime    Ref       `json:"regime"`
	Agreement wire.ID   `json:"agreement"` // "" where the duty comes from none
	From      wire.Date `json:"from"`      // day of the event, not counted
	Span      Span      `json:"span"`
	By        Counting  `json:"by"`
	Opened    wire.Time `json:"opened"`
	Met       wire.Time `json:"met"`    // 0: not met
	Waived    wire.Time `json:"waived"` // 0: not waived
	// when the filing was handed in, where a contest was upheld (rulings E15); 0: none was
	Contested   wire.Time `json:"contested"`
	Cause       string    `json:"cause" max:"40"`
	Due         wire.Date `json:"due"`
	Provisional bool      `json:"provisional"` // as the lists hold it
}

// done is when the duty was met or waived; 0: it is open.
func (d Duty) done() wire.Time { return max(d.Met, d.Waived) }

// judged is the instant by which a duty that is done was in time or late.
func (d Duty) judged() wire.Time {
	if d.Contested != 0 {
		return d.Contested
	}
	return d.done()
}

// Open opens a duty that comes from no agreement; see OpenFor.
func Open(c *rule.Ctx, p Profile, id DutyID, from wire.Date, s Span) error {
	return OpenFor(c, p, id, wire.ID{}, from, s)
}

// OpenFor opens a duty under an agreement, of span s after an event on day from, counted by the
// profile p on the calendar of p's place. It refuses a duty that exists.
func OpenFor(c *rule.Ctx, p Profile, id DutyID, agreement wire.ID, from wire.Date, s Span) error {
	if duties.Has(c.Store, id) {
		return ErrDutyExists.At("", "duty", id.Duty, "object", id.Object, "owner", id.Owner)
	}
	d := Duty{Place: p.place, Regime: p.ref, Agreement: agreement, From: from, Span: s,
		By: p.counting(), Opened: c.Time}
	d.Due, d.Provisional = d.due(c.Store)
	duties.Set(c.Store, id, d)
	d.list(c.Store, id)
	count(c, id, func(t *Tally) { t.Opened++ })
	c.Emit(DutyOpened{Owner: id.Owner, Duty: id.Duty, Object: id.Object, Agreement: agreement,
		Due: d.Due, Provisional: d.Provisional})
	return nil
}

// Meet marks a duty as done now and fixes the day it was due. Meeting a duty twice, or one that was
// never opened, is refused.
func Meet(c *rule.Ctx, id DutyID) error {
	s, err := end(c, id, func(d *Duty) { d.Met = c.Time })
	if err != nil {
		return err
	}
	count(c, id, func(t *Tally) {
		if s.Overdue {
			t.MetLate++
			t.DaysLate += uint64(s.DaysLate)
		} else {
			t.MetInTime++
		}
	})
	c.Emit(DutyMet{Owner: id.Owner, Duty: id.Duty, Object: id.Object, Agreement: s.Agreement,
		Due: s.Due, Overdue: s.Overdue})
	return nil
}

// Waive ends a duty that has fallen away, such as that on an object withdrawn, for a cause in one
// dotted word. What is not open is refused as in Meet.
func Waive(c *rule.Ctx, id DutyID, cause string) error {
	s, err := end(c, id, func(d *Duty) { d.Waived, d.Cause = c.Time, cause })
	if err != nil {
		return err
	}
	count(c, id, func(t *Tally) { t.Waived++ })
	c.Emit(DutyWaived{Owner: id.Owner, Duty: id.Duty, Object: id.Object, Agreement: s.Agreement,
		Due: s.Due, Cause: cause})
	return nil
}

// end fixes an open duty's day, marks it and moves it among the lists.
func end(c *rule.Ctx, id DutyID, mark func(*Duty)) (Standing, error) {
	d, ok := duties.Get(c.Store, id)
	if !ok || d.done() != 0 {
		return Standing{}, ErrNoDuty.At("", "duty", id.Duty, "object", id.Object, "owner", id.Owner)
	}
	s := standing(c.Store, id, d, c.Time)
	d.unlist(c.Store, id)
	mark(&d)
	d.Due, d.Provisional = s.Due, s.Provisional
	duties.Set(c.Store, id, d)
	d.list(c.Store, id)
	return s, nil
}
