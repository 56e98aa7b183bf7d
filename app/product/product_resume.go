package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Resume puts a suspended version back on the platform from now on. Whoever suspended it resumes
// it; a suspension by its maker may also be ended by a body that authorized.
//
// GZ §28, HE §24, HB 五(八).
type Resume struct {
	Product  wire.ID       `json:"product" need:"yes"`
	Version  uint32        `json:"version" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"` // that the cause is gone
}

// Check looks at the body alone.
func (m *Resume) Check() error {
	if err := rule.RequireEvidence("evidence", m.Evidence); err != nil {
		return err
	}
	return checkNode(m.Product, m.Version)
}

// Apply ends the suspension.
func (m *Resume) Apply(c *rule.Ctx) error {
	p, err := need(c, m.Product, m.Version)
	if err != nil {
		return err
	}
	if err := requireStatus(p, Suspended); err != nil {
		return err
	}
	if err := p.requireThawed(c); err != nil {
		return err
	}
	by, err := p.stopper(c)
	if err != nil {
		return err
	}
	last := &p.Pauses[len(p.Pauses)-1]
	if last.By != p.Maker && last.By != by {
		return ErrResumer.At("", "by", last.By)
	}
	if err := requireRunning(c, p); err != nil {
		return err
	}

	last.To, p.Status = c.Time, OnSale
	set(c.Store, p)
	access.Unpause(c, p.ID, p.Version)
	c.Emit(WasResumed{Product: p.ID, Version: p.Version})
	return nil
}
