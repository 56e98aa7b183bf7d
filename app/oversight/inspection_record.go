package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// InspectionRecord is the finding of an inspection (监督检查) under an agreement: by its implementing
// body, which in a sector is the industry authority, by the bureau or by the security authorities;
// of a developer also by the operator, which supervises all of its re-development (GZ §31¶4).
//
// GZ §31¶1–2, GD §33¶1, HB 五(三).
type InspectionRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	What      string        `json:"what" max:"1000" need:"yes"`
	On        wire.Date     `json:"on" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *InspectionRecord) Check() error {
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	return checkRecord(m.ID, m.What, m.Evidence)
}

// Apply records the finding.
func (m *InspectionRecord) Apply(c *rule.Ctx) error {
	s, err := find(c, m.Subject, m.Agreement)
	switch {
	case err != nil:
		return err
	case !s.supervises(c, c.Author()) && c.Author() != s.over:
		return ErrSupervisor.At("", "who", s.base.Impl)
	case !m.On.Valid() || m.On > c.Time.Date():
		return rule.Malformed("on", "不得晚于今日", "must not be after today")
	}
	return Record{ID: m.ID, Sort: Inspection, Subject: m.Subject, Agreement: m.Agreement,
		Jurisdiction: s.base.Jurisdiction, Party: s.party, By: c.Author(), Word: s.base.Mode,
		What: m.What, On: m.On, Evidence: m.Evidence}.put(c)
}

// supervises reports whether a party supervises the agreement.
func (s subject) supervises(c *rule.Ctx, who string) bool {
	if who == s.base.Impl {
		return true
	}
	for _, role := range []string{"bureau", "security"} {
		if party.HasRole(c.Standing(), who, role, s.base.Jurisdiction, c.Time) {
			return true
		}
	}
	return false
}
