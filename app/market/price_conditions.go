package market

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Conditions are those under which public use of a product is free, from a day on until the next.
type Conditions struct {
	Product  wire.ID       `json:"product"`
	From     wire.Date     `json:"from"`
	Evidence rule.Evidence `json:"evidence"` // the list of conditions
	By       []tx.Account  `json:"by" max:"9"`
	Recorded wire.Time     `json:"recorded"`
}

type conditionKey struct {
	Product wire.ID
	From    wire.Date
}

// PriceConditions records the conditions under which public governance and welfare use a product
// for nothing (有条件无偿). The implementing body of the agreement signs; before it has, such use is
// no free use (law/matrix A8).
//
// GD §29¶2, HE §6.
type PriceConditions struct {
	Product  wire.ID       `json:"product" need:"yes"`
	From     wire.Date     `json:"from" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *PriceConditions) Check() error {
	if err := checkPrice(m.Product, Item, m.From); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply writes the conditions.
func (m *PriceConditions) Apply(c *rule.Ctx) error {
	p, k, err := latest(c.Store, m.Product)
	if err != nil {
		return err
	}
	profile, ok := lawsOf(c.Store, p, k).conditional(p.Stage, trace.Welfare)
	if !ok {
		return ErrNoConditions.At("product", "product", m.Product)
	}
	if !c.SignedBy(k.Impl) {
		return profile.Refuse(ErrConditionSigner, "", "impl", k.Impl)
	}
	key := conditionKey{m.Product, m.From}
	if m.From < c.Time.Date() || conditions.Has(c.Store, key) {
		return ErrVersion.At("from", "from", m.From, "today", c.Time.Date())
	}
	conditions.Set(c.Store, key, Conditions{Product: m.Product, From: m.From,
		Evidence: m.Evidence, By: c.Signers, Recorded: c.Time})
	c.Emit(ConditionsSet{m.Product, m.From})
	return nil
}

// ConditionsOn returns the conditions of free use in force on a day.
func ConditionsOn(r state.Reader, id wire.ID, day wire.Date) (Conditions, bool) {
	_, v, ok := conditions.Before(r, []any{id}, conditionKey{id, day.Add(1)})
	return v, ok
}

// requireConditions completes a free trade by the conditions it stands under, where the regime
// wants any.
func (t *Trade) requireConditions(c *rule.Ctx, ps laws, p product.Product) error {
	profile, ok := ps.conditional(p.Stage, t.Use)
	if !ok {
		return nil
	}
	v, ok := ConditionsOn(c.Store, t.Product, c.Time.Date())
	if !ok {
		return profile.Refuse(ErrConditions, "product", "product", p.Node())
	}
	if !t.Evidence.Given() {
		t.Evidence = v.Evidence
	}
	return nil
}
