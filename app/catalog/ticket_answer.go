package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TicketAnswer is the provider's reply: it verified the problem and corrected it, or found none.
type TicketAnswer struct {
	ID      wire.ID `json:"id" need:"yes"`
	Outcome string  `json:"outcome" max:"10" words:"corrected|unfounded" need:"yes"`
	Reply   string  `json:"reply" max:"2000" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *TicketAnswer) Check() error {
	switch {
	case m.Outcome != Corrected && m.Outcome != Unfounded:
		return rule.Malformed("outcome", "须为 corrected 或 unfounded", "must be corrected or unfounded")
	case m.Reply == "":
		return rule.Malformed("reply", "须写明核实和处理情况", "says what was verified and done")
	}
	return checkID("id", m.ID)
}

// Apply records the reply and meets the deadline. A late one counts all the same, and shows how
// late it is.
func (m *TicketAnswer) Apply(c *rule.Ctx) error {
	t, p, err := needTicket(c, m.ID, TicketOpened)
	if err != nil {
		return err
	}
	if c.Author() != t.Resource.Party {
		return p.Refuse(ErrNotProvider, "", "who", c.Author(), "provider", t.Resource.Party)
	}
	if t.Timed {
		if err := regime.Meet(c, t.duty()); err != nil {
			return err
		}
	}
	t.Status, t.Answered, t.Outcome, t.Reply = TicketAnswered, c.Time, m.Outcome, m.Reply
	tickets.Set(c.Store, m.ID, t)
	c.Emit(TicketWasAnswered{ID: m.ID, Resource: t.Resource, Outcome: m.Outcome})
	return nil
}
