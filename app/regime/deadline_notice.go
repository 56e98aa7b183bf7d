package regime

import "github.com/suyuan-ledger/suyuan/app/rule"

// maxNotices bounds the overdue notices of one block; the others follow in the next ones, in the
// order in which they were due. Status never waits for them (rulings E7).
const maxNotices = 500

// endBlock tells of duties that became overdue and carries new calendars to open duties.
func endBlock(c *rule.Ctx) {
	notify(c)
	rederive(c)
}

// notify emits one notice for each open duty whose day is over.
func notify(c *rule.Ctx) {
	page, _ := notices.After(c.Store, nil, nil, maxNotices)
	known := almanac{}
	for _, at := range page {
		if c.Time < at.Due.End() || !room(c) {
			return
		}
		err := c.Try(func(c *rule.Ctx) error {
			d, ok := duties.Get(c.Store, at.ID)
			if ok && d.follow(c, at.ID, known) {
				return nil // a calendar moved it: its notice comes with its new day
			}
			notices.Remove(c.Store, at)
			c.Emit(DeadlineOverdue{Owner: at.ID.Owner, Duty: at.ID.Duty, Object: at.ID.Object,
				Agreement: d.Agreement, Place: d.Place, Due: at.Due, Since: at.Due.End()})
			return nil
		})
		if overBudget(err) {
			return
		}
		if err != nil { // a mistake of ours must not hold up the others (rulings E3)
			notices.Remove(c.Store, at)
		}
	}
}

// reserve is what this chapter leaves of a block's budget to the others, money before all.
const reserve = 500

func room(c *rule.Ctx) bool { return c.Budget == nil || c.Budget.Left > reserve }

func overBudget(err error) bool {
	r, ok := err.(*rule.Refused)
	return ok && r.Refusal == rule.OverBudget
}
