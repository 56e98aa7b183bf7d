package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Submit sends a version to review. Where the regime names no reviewer for its stage it passes at
// once.
//
// GZ §20 (谁授权、谁审核), GD §26, YN §22, HE §24, HB 四(五)1.
type Submit struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
}

// Check looks at the body alone.
func (m *Submit) Check() error { return checkNode(m.Product, m.Version) }

// Apply seats the panel.
func (m *Submit) Apply(c *rule.Ctx) error {
	p, err := need(c, m.Product, m.Version)
	if err != nil {
		return err
	}
	if c.Author() != p.Maker {
		return ErrNotMaker.At("product", "maker", p.Maker)
	}
	if err := requireStatus(p, Developed); err != nil {
		return err
	}
	profile := regime.At(c.Store, p.Regime)
	a := Authorization(c.Store, p)
	var roles []string
	if role := profile.Text("review." + p.Stage + ".reviewer"); role != "" {
		roles = append(roles, role)
	}
	providers := access.Offered{Resources: p.Resources}.Providers()

	p.Panel = access.Seats(roles, a.Impl, a.Operator, providers)
	p.Submitted, p.Status = c.Time, InReview
	if len(p.Panel) == 0 {
		p.Reviewed, p.Status = c.Time, Passed
	}
	set(c.Store, p)
	c.Emit(WasSubmitted{Product: p.ID, Version: p.Version})
	return nil
}

// Authorization is the authorized-operation agreement a product stands under, through the
// development-use agreement for a re-developed one.
func Authorization(r state.Reader, p Product) authorization.Agreement {
	id := p.Agreement
	if p.Stage == Redeveloped {
		d, _ := access.GetDevAgreement(r, id)
		id = d.Parent
	}
	a, _ := authorization.GetAgreement(r, id)
	return a
}
