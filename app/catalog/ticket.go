package catalog

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a ticket: an answered one is accepted or opened again.
const (
	TicketOpened   = "opened"
	TicketAnswered = "answered"
	TicketAccepted = "accepted"
)

// The outcomes of an answer.
const (
	Corrected = "corrected"
	Unfounded = "unfounded"
)

// dutyQuality is the provider's deadline to settle a problem (YN §17, GD §14, HE §21, HB 四(七)1).
const dutyQuality = "quality.answer"

// Ticket is a problem of data quality (数据质量校核). The provider receives it with the block that
// holds it.
type Ticket struct {
	ID       wire.ID    `json:"id"` // its party raised it
	Resource wire.ID    `json:"resource"`
	Version  uint32     `json:"version"`
	Regime   regime.Ref `json:"regime"` // the resource's
	Fields   []string   `json:"fields" max:"400"`
	Problem  string     `json:"problem" max:"2000"`
	Found    wire.Date  `json:"found"` // by the reporter, 0 where not given; no clock counts from it
	Status   string     `json:"status" max:"10"`
	Turn     uint32     `json:"turn"`     // 1, and one more each time it is opened again
	Opened   wire.Time  `json:"opened"`   // first received by the provider
	Received wire.Time  `json:"received"` // in this turn
	Timed    bool       `json:"timed"`    // this turn has a deadline
	Answered wire.Time  `json:"answered"`
	Outcome  string     `json:"outcome" max:"10"`
	Reply    string     `json:"reply" max:"2000"`
	Closed   wire.Time  `json:"closed"`
	Again    string     `json:"again" max:"2000"` // why it was opened again
}

// duty names the deadline of the ticket's present turn.
func (t Ticket) duty() regime.DutyID {
	return regime.DutyID{Owner: t.Resource.Party, Duty: dutyQuality,
		Object: t.ID.String() + "#" + strconv.FormatUint(uint64(t.Turn), 10)}
}

// receive begins a turn: the provider has the ticket now.
func (t *Ticket) receive(c *rule.Ctx, p regime.Profile) error {
	t.Status, t.Turn, t.Received, t.Timed = TicketOpened, t.Turn+1, c.Time, false
	span, timed := p.Span("quality.deadline")
	if !timed {
		return nil
	}
	t.Timed = true
	return regime.Open(c, p, t.duty(), t.start(c, p), span)
}

// start is the day from which a turn's time counts: that of its receipt, or where the profile says
// so the day on which the reporter found the problem.
func (t *Ticket) start(c *rule.Ctx, p regime.Profile) wire.Date {
	if p.Text("quality.start") == "opening" && t.Turn == 1 && t.Found != 0 && t.Found < c.Time.Date() {
		return t.Found
	}
	return c.Time.Date()
}

// mayReport reports whether the author holds a role that may raise quality problems of a place.
func mayReport(c *rule.Ctx, p regime.Profile, jurisdiction string) bool {
	return slices.ContainsFunc(p.List("quality.reporters"), func(role string) bool {
		if role == roleImpl {
			return isImpl(c, p, c.Author(), jurisdiction)
		}
		return party.HasRole(c.Standing(), c.Author(), role, jurisdiction, c.Time)
	})
}

// needTicket reads a ticket in a state, with its profile.
func needTicket(c *rule.Ctx, id wire.ID, status string) (Ticket, regime.Profile, error) {
	t, ok := tickets.Get(c.Store, id)
	if !ok {
		return t, regime.Profile{}, ErrNoTicket.At("id", "id", id)
	}
	v, _ := Get(c.Store, t.Resource)
	p := profileOf(c, v)
	if t.Status != status {
		return t, p, p.Refuse(ErrTicketStatus, "id", "id", id, "status", t.Status)
	}
	return t, p, nil
}

// byReporter refuses an act that only the ticket's reporter may do.
func (t Ticket) byReporter(c *rule.Ctx, p regime.Profile) error {
	if c.Author() != t.ID.Party {
		return p.Refuse(ErrNotReporter, "", "who", c.Author(), "reporter", t.ID.Party)
	}
	return nil
}
