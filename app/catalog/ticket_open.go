package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TicketOpen raises a problem with the data of a public entry.
type TicketOpen struct {
	ID       wire.ID   `json:"id" need:"yes"`
	Resource wire.ID   `json:"resource" need:"yes"`
	Fields   []string  `json:"fields" max:"400"` // empty: the whole
	Problem  string    `json:"problem" max:"2000" need:"yes"`
	Found    wire.Date `json:"found"` // when the reporter saw it, 0 where not given
}

// Check refuses a body that no state could make right.
func (m *TicketOpen) Check() error {
	switch {
	case m.Problem == "":
		return rule.Malformed("problem", "须写明质量问题", "says what is wrong")
	case m.Found != 0 && !m.Found.Valid():
		return rule.Malformed("found", "须为日期", "must be a date")
	}
	return checkIDAndResource(m.ID, m.Resource)
}

// Apply gives the ticket to the provider and starts its time.
func (m *TicketOpen) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID, tickets.Has(c.Store, m.ID)); err != nil {
		return err
	}
	v, ok := Get(c.Store, m.Resource)
	if !ok {
		return ErrUnknown.At("resource", "id", m.Resource)
	}
	p := profileOf(c, v)
	if !mayReport(c, p, v.Jurisdiction) {
		return p.Refuse(ErrReporter, "", "who", c.Author())
	}
	if v.Published == 0 {
		return p.Refuse(ErrNotPublic, "resource", "id", v.ID, "status", v.Status)
	}
	for _, f := range m.Fields {
		if !v.Has(f) {
			return ErrNoField.At("fields", "id", v.ID, "name", f)
		}
	}
	t := Ticket{ID: m.ID, Resource: m.Resource, Version: v.Version, Regime: v.Regime,
		Fields: m.Fields, Problem: m.Problem, Found: m.Found, Opened: c.Time}
	if err := t.receive(c, p); err != nil {
		return err
	}
	tickets.Set(c.Store, m.ID, t)
	c.Emit(TicketReceived{ID: m.ID, Resource: m.Resource, Turn: t.Turn})
	return nil
}
