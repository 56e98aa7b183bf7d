package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// developerUnder refuses a party that may not stand as a developer under the agreement: one that
// takes part for its operator, directly or through links, or that is not admitted.
func developerUnder(c *rule.Ctx, p regime.Profile, a authorization.Agreement, field,
	who string) error {
	if err := authorization.Unrelated(c, p, ErrOperatorGroup, field, a.Operator, who); err != nil {
		return err
	}
	if !authorization.Eligible(c.Store, a, who, c.Time) {
		return p.Refuse(ErrNotAdmitted, field, "party", who)
	}
	return nil
}

// ownProduct refuses an operator that works on with a product: what is delivered, or any product of
// the authorization, by the reach of the ban (redev_ban.scope; GD §25¶3, HB 四(六)1, GZ §25, YN
// §21¶2). A new version of its own product is made of resources again and is none of it.
func ownProduct(c *rule.Ctx, p regime.Profile, g Grant, in Input) error {
	if in.Kind != KindProduct || g.Layer != LayerOperator || !p.Bool("redev_ban") {
		return nil
	}
	if _, delivered := lastOffer(c.Store, in.Object); !delivered &&
		p.Text("redev_ban.scope") == "delivered" {
		return nil
	}
	return p.Refuse(authorization.ErrRedevBan, "inputs", "party", g.Holder, "operator", g.Holder,
		"path", g.Holder+"→"+in.Object.String())
}
