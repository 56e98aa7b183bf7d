package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeveloperReview passes or rejects a developer's application.
type DeveloperReview struct {
	ID     wire.ID `json:"id"`
	Pass   bool    `json:"pass"`
	Reason string  `json:"reason" max:"500"`
}

// Check refuses a body that no state could make right.
func (m *DeveloperReview) Check() error {
	if !m.Pass && m.Reason == "" {
		return rule.Malformed("reason", "不予通过须说明理由", "a rejection needs its reason")
	}
	return checkID("id", m.ID)
}

// Apply records the outcome. The reviewer that the profile names signs.
func (m *DeveloperReview) Apply(c *rule.Ctx) error {
	v, _, by, err := developerStep(c, m.ID, DeveloperPending)
	if err != nil {
		return err
	}
	v.Status, v.Reviewer, v.Reason, v.Reviewed = DeveloperQualified, by, m.Reason, c.Time
	if !m.Pass {
		v.Status = DeveloperRejected
	}
	developers.Set(c.Store, m.ID, v)
	c.Emit(DeveloperReviewed{ID: m.ID, Pass: m.Pass})
	return nil
}
