package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ResourceReview passes a drafted entry or returns it with a reason. With a digest it decides on
// exactly the entry that was read: the provider may draft it again until the review is in a block.
type ResourceReview struct {
	ID     wire.ID   `json:"id" need:"yes"`
	Pass   bool      `json:"pass"`
	Reason string    `json:"reason" max:"500"`
	Digest wire.Hash `json:"digest"` // of the entry that was read; zero: as it stands
}

// Check refuses a body that no state could make right.
func (m *ResourceReview) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Pass && m.Reason == "":
		return rule.Malformed("reason", "退回须说明理由", "a return needs its reason")
	}
	return nil
}

// Apply records the outcome. The reviewer that the profile names signs.
func (m *ResourceReview) Apply(c *rule.Ctx) error {
	v, ok := Get(c.Store, m.ID)
	if !ok {
		return ErrUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime)
	by, err := party.SignerWith(c, p.Text("catalog.reviewer"), v.Jurisdiction)
	if err != nil {
		article, mark := p.Cite("catalog.reviewer")
		return rule.Cite(err, article, mark)
	}
	if v.Status != Drafted {
		return p.Refuse(ErrNotDrafted, "id", "id", m.ID, "status", v.Status)
	}
	if want := v.Digest(); !m.Digest.IsZero() && m.Digest != want {
		return p.Refuse(ErrChanged, "digest", "id", m.ID, "want", want)
	}
	v.Status, v.Reason, v.Reviewer, v.Reviewed = Reviewed, m.Reason, by, c.Time
	if !m.Pass {
		v.Status = Returned
	}
	resources.Set(c.Store, m.ID, v)
	c.Emit(ResourceWasReviewed{ID: m.ID, Reviewer: v.Reviewer, Pass: m.Pass})
	return nil
}
