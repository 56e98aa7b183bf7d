package regime

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a duty, derived from it and an instant (rulings E7).
const (
	StateDue     = "due" // open, its day not over or only provisional
	StateOverdue = "overdue"
	StateMet     = "met" // in time or late
	StateWaived  = "waived"
)

// Standing is a duty as a reader sees it at an instant.
type Standing struct {
	DutyID
	Agreement   wire.ID   `json:"agreement"`
	Place       string    `json:"place"`
	Regime      Ref       `json:"regime"`
	State       string    `json:"state"` // due, overdue, met or waived
	Opened      wire.Time `json:"opened"`
	Due         wire.Date `json:"due"`
	Provisional bool      `json:"provisional"` // a calendar is missing: never counted as overdue
	Met         wire.Time `json:"met"`
	Waived      wire.Time `json:"waived"`
	Contested   wire.Time `json:"contested"` // met (contested): handed in then, as two nodes attest
	Cause       string    `json:"cause"`     // why it was waived
	Overdue     bool      `json:"overdue"`   // open after its day, or met or waived after it
	// working days after the due day, to now or to when it was met or waived
	DaysLate uint32 `json:"days_late"`
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
	if d.done() != 0 {
		return d.Due, d.Provisional
	}
	return due(newDays(r, d.Place), d.From, d.Span, d.By)
}

func standing(r state.Reader, id DutyID, d Duty, at wire.Time) Standing {
	last, provisional := d.due(r)
	s := Standing{DutyID: id, Agreement: d.Agreement, Place: d.Place, Regime: d.Regime,
		State: StateDue, Opened: d.Opened, Due: last, Provisional: provisional, Met: d.Met,
		Waived: d.Waived, Contested: d.Contested, Cause: d.Cause}
	until := at
	if d.done() != 0 {
		until = d.judged()
	}
	if !provisional && until >= last.End() {
		s.Overdue, s.State = true, StateOverdue
		s.DaysLate, _ = WorkingDaysBetween(r, d.Place, last, until.Date())
	}
	switch {
	case d.Met != 0:
		s.State = StateMet
	case d.Waived != 0:
		s.State = StateWaived
	}
	return s
}
