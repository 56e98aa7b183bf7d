package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TicketAccept closes an answered ticket: its reporter is satisfied.
type TicketAccept struct {
	ID wire.ID `json:"id" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *TicketAccept) Check() error { return checkID("id", m.ID) }

// Apply closes the ticket.
func (m *TicketAccept) Apply(c *rule.Ctx) error {
	t, p, err := needTicket(c, m.ID, TicketAnswered)
	if err == nil {
		err = t.byReporter(c, p)
	}
	if err != nil {
		return err
	}
	t.Status, t.Closed = TicketAccepted, c.Time
	tickets.Set(c.Store, m.ID, t)
	c.Emit(TicketClosed{ID: m.ID, Resource: t.Resource})
	return nil
}
