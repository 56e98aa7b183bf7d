package access

import (
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// requirePermitted refuses a purpose that a provider ruled out for its data, also where the data
// stand behind a product (YN §5¶3).
func requirePermitted(c *rule.Ctx, purpose string, items []Item) error {
	for _, it := range items {
		behind := []wire.ID{it.Object}
		if it.Kind == KindProduct {
			o, _ := lastOffer(c.Store, it.Object)
			behind = o.Resources
		}
		if err := RequirePermitted(c, purpose, behind); err != nil {
			return err
		}
	}
	return nil
}

// RequirePermitted refuses a purpose that a provider ruled out for one of the resources. Chapter 7
// asks it of every product: a right of use may name no purpose, a product always does.
func RequirePermitted(c *rule.Ctx, purpose string, resources []wire.ID) error {
	for _, id := range resources {
		if p, out := catalog.Restricts(c.Store, id, purpose); out {
			refused := ErrRestricted.At("purpose", "object", id, "purpose", purpose)
			if p.Text("personal.rule") == "restricted_scenarios" {
				refused.Article, refused.Mark = p.Cite("personal.rule")
			}
			return refused
		}
	}
	return nil
}
