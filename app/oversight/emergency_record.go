package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EmergencyRecord files the emergency plan of an operator or developer, or a drill of it (YN §29).
type EmergencyRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Sort      string        `json:"sort" max:"16" words:"plan|drill" need:"yes"`
	What      string        `json:"what" max:"1000" need:"yes"`
	On        wire.Date     `json:"on" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *EmergencyRecord) Check() error {
	if m.Sort != "plan" && m.Sort != "drill" {
		return rule.Malformed("sort", "须为 plan 或 drill", "must be plan or drill")
	}
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	return checkRecord(m.ID, m.What, m.Evidence)
}

// Apply files it. Whoever performs under the agreement authors it.
func (m *EmergencyRecord) Apply(c *rule.Ctx) error {
	s, err := find(c, m.Subject, m.Agreement)
	switch {
	case err != nil:
		return err
	case c.Author() != s.party:
		return ErrSigner.At("", "who", s.party)
	case !m.On.Valid() || m.On > c.Time.Date():
		return rule.Malformed("on", "不得晚于今日", "must not be after today")
	}
	return Record{ID: m.ID, Sort: Emergency, Subject: m.Subject, Agreement: m.Agreement,
		Jurisdiction: s.base.Jurisdiction, Party: s.party, By: s.party, Word: m.Sort, What: m.What,
		On: m.On, Evidence: m.Evidence}.put(c)
}
