package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GrantResume ends a suspension of one grant once its cause is gone. What a rectification or a
// measure suspended ends with that act alone.
//
// HE §34: access opens again after the rectification was verified.
type GrantResume struct {
	Grant      wire.ID       `json:"grant" need:"yes"`
	Suspension wire.ID       `json:"suspension" need:"yes"` // the id of the grant.suspend
	Reason     string        `json:"reason" max:"500" need:"yes"`
	Evidence   rule.Evidence `json:"evidence"`
}

// Check looks at the body alone.
func (m *GrantResume) Check() error {
	switch {
	case !m.Grant.Valid():
		return rule.Malformed("grant", "须填写使用权限编号", "must name the grant")
	case !m.Suspension.Valid():
		return rule.Malformed("suspension", "须填写暂停的编号", "must name the suspension")
	case m.Reason == "":
		return rule.Malformed("reason", "须说明原因如何消除", "must say how the cause went")
	}
	return nil
}

// Apply ends the suspension.
func (m *GrantResume) Apply(c *rule.Ctx) error {
	g, ok := grants.Get(c.Store, m.Grant)
	if !ok {
		return ErrUnknownGrant.At("grant", "id", m.Grant)
	}
	k := suspensionKey{OfGrant, g.ID, m.Suspension}
	v, ok := suspensions.Get(c.Store, k)
	if !ok || v.To != 0 || v.Begun.At == 0 {
		return ErrNoSuspension.At("suspension", "id", m.Suspension)
	}
	a, _, _ := g.Basis(c.Store)
	if by := v.Begun.By[0].Party; !c.SignedBy(a.Impl) && !c.SignedBy(by) {
		return ErrWrongSigner.At("", "who", a.Impl)
	}
	if !v.Ground.IsZero() && groundOpen(c.Store, v.Ground, c.Time) {
		return ErrCauseStands.At("suspension", "id", v.Ground)
	}

	v.Reason, v.Ended = m.Reason, ActOf(c, false, m.Evidence)
	resume(c, k, v)
	c.Emit(GrantResumed{ID: g.ID, Act: m.Suspension})
	return nil
}
