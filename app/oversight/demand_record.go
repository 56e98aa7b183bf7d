package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DemandRecord is the result of a survey of what data is needed (用数需求调研), which the implementing
// body makes regularly (GD §13¶1).
type DemandRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	What      string        `json:"what" max:"1000" need:"yes"`
	On        wire.Date     `json:"on" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *DemandRecord) Check() error { return checkRecord(m.ID, m.What, m.Evidence) }

// Apply records the survey. The implementing body authors it.
func (m *DemandRecord) Apply(c *rule.Ctx) error {
	s, err := find(c, Operator, m.Agreement)
	switch {
	case err != nil:
		return err
	case c.Author() != s.base.Impl:
		return ErrSigner.At("", "who", s.base.Impl)
	case !m.On.Valid() || m.On > c.Time.Date():
		return rule.Malformed("on", "不得晚于今日", "must not be after today")
	}
	return Record{ID: m.ID, Sort: Demand, Subject: Operator, Agreement: m.Agreement,
		Jurisdiction: s.base.Jurisdiction, Party: s.party, By: s.base.Impl, What: m.What, On: m.On,
		Evidence: m.Evidence}.put(c)
}
