package catalog

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxLimitDays bounds a time that is set case by case.
const maxLimitDays = 366

// TicketLimit sets the time for an open ticket where the profile leaves it to an institution case
// by case (HE §21: the implementing body). It counts from the day it is set.
type TicketLimit struct {
	ID   wire.ID `json:"id" need:"yes"`
	Days uint32  `json:"days" need:"yes"`
	Unit string  `json:"unit" max:"16" words:"working_days|calendar_days" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *TicketLimit) Check() error {
	switch {
	case m.Days == 0 || m.Days > maxLimitDays:
		return rule.Malformed("days", "须在 1 至 366 之间", "must be 1 to 366")
	case m.Unit != regime.UnitWorkingDays && m.Unit != regime.UnitCalendarDays:
		return rule.Malformed("unit", "须为 working_days 或 calendar_days",
			"must be working_days or calendar_days")
	}
	return checkID("id", m.ID)
}

// Apply opens the deadline.
func (m *TicketLimit) Apply(c *rule.Ctx) error {
	t, p, err := needTicket(c, m.ID, TicketOpened)
	if err != nil {
		return err
	}
	v, _ := Get(c.Store, t.Resource)
	roles := p.List("quality.set_by")
	if !slices.ContainsFunc(roles, func(role string) bool {
		if role == roleImpl {
			return isImpl(c, p, c.Author(), v.Jurisdiction)
		}
		return party.HasRole(c.Standing(), c.Author(), role, v.Jurisdiction, c.Time)
	}) {
		return p.Refuse(ErrLimit, "", "who", c.Author())
	}
	if t.Timed {
		return p.Refuse(ErrTimed, "id", "id", m.ID)
	}
	t.Timed = true
	if err := regime.Open(c, p, t.duty(), c.Time.Date(),
		regime.Span{N: m.Days, Unit: m.Unit}); err != nil {
		return err
	}
	tickets.Set(c.Store, m.ID, t)
	c.Emit(TicketLimited{ID: m.ID, Resource: t.Resource})
	return nil
}
