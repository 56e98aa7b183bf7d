package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GrantRevoke ends a grant now. It is never opened again: a new one is a new decision. Jobs of the
// time before stay valid and may still be recorded, flagged late (rulings E6).
//
// GZ §30: the authority closes the operator's rights in time; GD §39, YN §25(5), HE §36.
type GrantRevoke struct {
	Grant    wire.ID       `json:"grant" need:"yes"`
	Cause    string        `json:"cause" max:"200" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check looks at the body alone.
func (m *GrantRevoke) Check() error {
	switch {
	case !m.Grant.Valid():
		return rule.Malformed("grant", "须填写使用权限编号", "must name the grant")
	case m.Cause == "":
		return rule.Malformed("cause", "须说明撤销原因", "a cause is required")
	}
	return nil
}

// Apply ends the grant.
func (m *GrantRevoke) Apply(c *rule.Ctx) error {
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

	g.Revoked, g.Cause, g.Revocation = c.Time, m.Cause, ActOf(c, false, m.Evidence)
	grants.Set(c.Store, g.ID, g)
	for _, it := range g.Items {
		logGrant(c, g, it, false)
	}
	c.Emit(GrantRevoked{ID: g.ID, Cause: m.Cause})
	return nil
}

// mayRevoke: who opened it, or the body that authorized, for grants of both layers.
func mayRevoke(c *rule.Ctx, g Grant) (who string, ok bool) {
	a, _, _ := g.Basis(c.Store)
	if g.Layer == LayerDeveloper && c.SignedBy(a.Operator) {
		return "", true
	}
	return a.Impl, c.SignedBy(a.Impl)
}
