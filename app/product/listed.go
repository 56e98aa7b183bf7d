package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// topicProducts is the topic of plans and agreements that lists the products (产品清单).
const topicProducts = "product_list"

// requireListed holds an operator's product to the list of its plan, where the regime wants plan or
// agreement to state one and the plan on the ledger names the products (GD §18(7) §22(3), YN §8¶2,
// HE §12, HB 三(三): a list that may grow).
func (m *Create) requireListed(c *rule.Ctx, own []Law) error {
	if m.Stage != Primary {
		return nil
	}
	for _, l := range own {
		a, _ := authorization.GetAgreement(c.Store, l.Agreement)
		plan, _ := authorization.GetPlan(c.Store, a.Plan)
		p := l.profile(c.Store)
		bound := p.Has("plan.items_required", topicProducts) || p.Has("agreement.items", topicProducts)
		if bound && len(plan.Products) > 0 && !slices.Contains(plan.Products, m.Name) {
			return p.Refuse(ErrNotListed, "name", "name", m.Name, "plan", plan.ID)
		}
	}
	return nil
}
