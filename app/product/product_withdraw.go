package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Withdraw takes a published version off the platform from now on: no further use, no further
// grant. What was done before stands.
//
// GZ §28 (a product that allows reversal to raw data), HE §24, HB 五(八).
type Withdraw struct {
	Product  wire.ID       `json:"product" need:"yes"`
	Version  uint32        `json:"version" need:"yes"`
	Cause    string        `json:"cause" max:"200" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check looks at the body alone.
func (m *Withdraw) Check() error {
	if m.Cause == "" {
		return rule.Malformed("cause", "须说明撤回原因", "a cause is required")
	}
	return checkNode(m.Product, m.Version)
}

// Apply ends the publication.
func (m *Withdraw) Apply(c *rule.Ctx) error {
	p, err := need(c, m.Product, m.Version)
	if err != nil {
		return err
	}
	if _, err := p.stopper(c); err != nil {
		return err
	}
	if err := requireStatus(p, OnSale, Suspended); err != nil {
		return err
	}

	p.Status, p.Cause = Withdrawn, m.Cause
	p.Withdrawal = access.ActOf(c, false, m.Evidence)
	set(c.Store, p)
	access.Withdraw(c, p.ID, p.Version)
	c.Emit(WasWithdrawn{Product: p.ID, Version: p.Version, Cause: m.Cause})
	return nil
}
