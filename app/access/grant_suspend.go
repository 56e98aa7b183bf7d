package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GrantSuspend closes one grant until it is resumed: the implementing body for either layer, or who
// opened it. Products already delivered go on.
//
// HE §34; YN §21¶4 (暂停); an open incident (YN §29, HB 五(五)3) is a ground for it.
type GrantSuspend struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Grant    wire.ID       `json:"grant" need:"yes"`
	Cause    string        `json:"cause" max:"200" need:"yes"`
	Ground   wire.ID       `json:"ground"` // the open matter it follows, such as an incident
	Evidence rule.Evidence `json:"evidence"`
}

// Check looks at the body alone.
func (m *GrantSuspend) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case !m.Grant.Valid():
		return rule.Malformed("grant", "须填写使用权限编号", "must name the grant")
	case m.Cause == "":
		return rule.Malformed("cause", "须说明暂停原因", "a cause is required")
	case !m.Ground.IsZero() && !m.Ground.Valid():
		return rule.Malformed("ground", "须为 主体/编号", "must be party/local")
	}
	return nil
}

// Apply begins the suspension.
func (m *GrantSuspend) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	g, ok := grants.Get(c.Store, m.Grant)
	if !ok {
		return ErrUnknownGrant.At("grant", "id", m.Grant)
	}
	if g.Revoked != 0 || g.To <= c.Time {
		return ErrGrantClosed.At("grant", "id", g.ID)
	}
	if who, ok := mayRevoke(c, g); !ok {
		return ErrWrongSigner.At("", "who", who)
	}
	k := suspensionKey{OfGrant, g.ID, m.ID}
	switch {
	case suspensions.Has(c.Store, k):
		return ErrDuplicate.At("id", "id", m.ID)
	case !m.Ground.IsZero() && !groundOpen(c.Store, m.Ground, c.Time):
		return ErrGround.At("ground", "id", m.Ground)
	}

	suspend(c, k, Suspension{Cause: m.Cause, Ground: m.Ground, Begun: ActOf(c, false, m.Evidence)})
	c.Emit(GrantSuspended{ID: g.ID, Act: m.ID, Cause: m.Cause})
	return nil
}
