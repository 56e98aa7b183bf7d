package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeveloperReview passes or rejects a developer's application.
type DeveloperReview struct {
	ID     wire.ID `json:"id" need:"yes"`
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
	v, p, by, err := developerStep(c, m.ID, DeveloperPending, DeveloperCorrection)
	if err != nil {
		return err
	}
	if err := m.ready(c, p, v, by); err != nil {
		return err
	}
	corrected := v.Status == DeveloperCorrection
	v.Status, v.Reviewer, v.Reason, v.Reviewed = DeveloperQualified, by, m.Reason, c.Time
	if !m.Pass {
		v.Status = DeveloperRejected
	}
	if p.Text("developer.review_by") == roleOperator {
		v.Operator = by // where operators admit, each admits for itself
	}
	if corrected {
		if err := regime.Waive(c, v.correction(), DeveloperRejected); err != nil {
			return err
		}
	}
	developers.Set(c.Store, m.ID, v)
	c.Emit(DeveloperReviewed{ID: m.ID, Pass: m.Pass})
	return nil
}

// ready refuses to pass an application that is not complete, and to reject one while its applicant
// has time to complete it.
func (m *DeveloperReview) ready(c *rule.Ctx, p regime.Profile, v Developer, by string) error {
	if v.Status == DeveloperCorrection {
		due, _ := regime.Deadline(c.Store, v.correction(), c.Time)
		if m.Pass || !due.Overdue {
			return p.Refuse(ErrDeveloperStep, "id", "id", v.ID, "status", v.Status)
		}
		return nil
	}
	if !m.Pass {
		return nil
	}
	want, err := asks(c, p, by, v.Jurisdiction)
	if err != nil {
		return err
	}
	return shown(p, want, slices.Concat(v.Evidence, v.Materials))
}
