package access

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RawReview is the authority's review of the operator's assessment (GZ §19¶2): the bureau under
// whole authorization, the industry authority under sector authorization. Where the regime asks for
// no review, a voluntary one is recorded, and a no stops the request all the same.
type RawReview struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Pass      bool          `json:"pass"`
	Opinion   rule.Evidence `json:"opinion" need:"yes"`
}

// Check looks at the body alone.
func (m *RawReview) Check() error {
	if err := checkRaw(m.ID, m.Agreement); err != nil {
		return err
	}
	return rule.RequireEvidence("opinion", m.Opinion)
}

// Apply records the review.
func (m *RawReview) Apply(c *rule.Ctx) error {
	v, k, err := needRaw(c, m.Agreement, m.ID)
	if err != nil {
		return err
	}
	role, who := k.authority(), c.Author()
	own := k.base.SignedAs(c.Standing(), role, c.Time)
	switch {
	case own != "" && who != own,
		!party.HasRole(c.Standing(), who, role, v.Jurisdiction, c.Time),
		party.SameGroup(c.Store, who, v.Operator), party.SameGroup(c.Store, who, v.ID.Party):
		return k.profile.Refuse(ErrRawAuthority, "", "who", role, "who_zh", party.RoleZh(role))
	case v.Status != RawAssessed:
		return k.profile.Refuse(ErrRawStatus, "id", "id", v.ID, "status", v.Status)
	}
	v.Status = RawRejected
	if m.Pass {
		v.Status = RawReviewed
	}
	v.Authority, v.Reviewed = who, ActOf(c, false, m.Opinion)
	v.put(c)
	return nil
}
