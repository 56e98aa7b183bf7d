package regime

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ClockAdvance moves the clock of a test ledger: from the next block on, law time is at least To.
// A data bureau signs. It exists on test ledgers alone (rulings E16).
type ClockAdvance struct {
	To wire.Time `json:"to" need:"yes"`
}

// Check requires a time whose dates can be written.
func (m *ClockAdvance) Check() error {
	if !m.To.Date().Valid() || m.To.Date() >= lastDate {
		return rule.Malformed("to", "须为 2999 年以前的时间", "must be a time before the year 2999")
	}
	return nil
}

// lastDate bounds law time, so that every deadline counted from it can still be written as a date.
const lastDate wire.Date = 29990101

// Apply adds the distance from now to the offset.
func (m *ClockAdvance) Apply(c *rule.Ctx) error {
	clock, ok := testClock.Get(c.Store)
	if !ok {
		return ErrNoTestClock.At("")
	}
	now := c.Time
	if before, ok := TestClock(c.Standing()); ok {
		now += wire.Time(clock.Offset - before) // a paper before this one in the block moved it
	}
	if m.To <= now {
		return ErrClockBack.At("to", "to", m.To, "now", now)
	}
	if _, ok := signingBureau(c); !ok {
		return ErrNotBureau.At("", "jurisdiction", "任一 / any")
	}
	clock.Offset += wire.Int(m.To - now)
	testClock.Set(c.Store, clock)
	c.Emit(ClockAdvanced{From: now, To: m.To, Offset: clock.Offset})
	return nil
}

// signingBureau returns the first signer that is the data bureau of its own place.
func signingBureau(c *rule.Ctx) (string, bool) {
	for _, id := range c.Parties() {
		p, ok := party.Get(c.Standing(), id)
		if ok && party.HasRole(c.Standing(), id, "bureau", p.Jurisdiction, c.Time) {
			return id, true
		}
	}
	return "", false
}
