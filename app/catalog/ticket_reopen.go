package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TicketReopen gives an answered ticket back to the provider: the problem is not settled.
type TicketReopen struct {
	ID     wire.ID `json:"id" need:"yes"`
	Reason string  `json:"reason" max:"2000" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *TicketReopen) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须说明理由", "needs its reason")
	}
	return checkID("id", m.ID)
}

// Apply begins another turn with a time of its own.
func (m *TicketReopen) Apply(c *rule.Ctx) error {
	t, p, err := needTicket(c, m.ID, TicketAnswered)
	if err == nil {
		err = t.byReporter(c, p)
	}
	if err != nil {
		return err
	}
	if err := t.receive(c, p); err != nil {
		return err
	}
	t.Again = m.Reason
	tickets.Set(c.Store, m.ID, t)
	c.Emit(TicketReceived{ID: m.ID, Resource: t.Resource, Turn: t.Turn})
	return nil
}
