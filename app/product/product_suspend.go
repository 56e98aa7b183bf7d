package product

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Suspend takes a published version off the platform until it is resumed. What was done before
// stands (rulings E6).
//
// GZ §28 (a product that allows reversal to raw data), HE §24, HB 五(八).
type Suspend struct {
	Product  wire.ID       `json:"product" need:"yes"`
	Version  uint32        `json:"version" need:"yes"`
	Cause    string        `json:"cause" max:"200" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// maxPauses bounds the suspensions of one version.
const maxPauses = 64

// Check looks at the body alone.
func (m *Suspend) Check() error {
	if m.Cause == "" {
		return rule.Malformed("cause", "须说明暂停原因", "a cause is required")
	}
	return checkNode(m.Product, m.Version)
}

// Apply begins the suspension.
func (m *Suspend) Apply(c *rule.Ctx) error {
	p, err := need(c, m.Product, m.Version)
	if err != nil {
		return err
	}
	by, err := p.stopper(c)
	if err != nil {
		return err
	}
	if err := requireStatus(p, OnSale); err != nil {
		return err
	}
	if len(p.Pauses) == maxPauses {
		return ErrPauses.At("product", "product", p.Node(), "max", maxPauses)
	}

	p.Status = Suspended
	p.Pauses = append(p.Pauses, Pause{From: c.Time, Cause: m.Cause, By: by,
		Act: access.ActOf(c, false, m.Evidence)})
	set(c.Store, p)
	access.Pause(c, p.ID, p.Version)
	c.Emit(WasSuspended{Product: p.ID, Version: p.Version, Cause: m.Cause})
	return nil
}

// stopper is who among the signers may stop the version: a body that authorized what is in it, else
// its maker.
func (p Product) stopper(c *rule.Ctx) (string, error) {
	impls := p.impls()
	for _, who := range c.Parties() {
		if slices.Contains(impls, who) {
			return who, nil
		}
	}
	if c.SignedBy(p.Maker) {
		return p.Maker, nil
	}
	return "", ErrWithdrawer.At("", "maker", p.Maker, "impl", strings.Join(impls, "、"))
}

// impls are the bodies that authorized, each once.
func (p Product) impls() (out []string) {
	for _, l := range p.Laws {
		if l.Impl != "" && !slices.Contains(out, l.Impl) {
			out = append(out, l.Impl)
		}
	}
	return out
}
