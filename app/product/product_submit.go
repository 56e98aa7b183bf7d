package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Submit sends a version to the review of every regime it stands under, and starts their clocks.
// Where none names a reviewer for its stage it passes at once, and so does a version that changes
// neither inputs nor purpose of one that passed.
//
// GZ §20 (谁授权、谁审核), GD §26 (ten working days), YN §22, HE §24, HB 四(五)1.
type Submit struct {
	Product wire.ID `json:"product" need:"yes"`
	Version uint32  `json:"version" need:"yes"`
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
	if err := p.requireThawed(c); err != nil {
		return err
	}
	p.Submitted, p.Status = c.Time, InReview
	p.ReviewOf = p.reviewedBefore(c.Store)
	if p.ReviewOf == 0 {
		p.Panel = p.panel(c.Store)
	}
	if len(p.Panel) > maxSeats || p.clocks(c.Store) > maxDuties {
		return ErrSeats.At("product", "n", len(p.Panel), "max", maxSeats, "clocks", maxDuties)
	}
	if len(p.Panel) == 0 {
		p.Reviewed, p.Status = c.Time, Passed
	}
	if err := p.openDuties(c); err != nil {
		return err
	}
	set(c.Store, p)
	c.Emit(WasSubmitted{Product: p.ID, Version: p.Version, ReviewOf: p.ReviewOf})
	return nil
}

// reviewedBefore is the version whose review also holds for this one, 0 none: an earlier one that
// passed on the same inputs, columns, form and purpose. A material change is reviewed again
// (law/matrix SM-13).
func (p Product) reviewedBefore(r state.Reader) uint32 {
	old, ok := Get(r, p.ID, p.Version-1)
	if !ok || old.Reviewed == 0 || old.Status == Failed || old.Status == Suspended ||
		old.Status == Withdrawn || old.Purpose != p.Purpose || old.Form != p.Form ||
		old.Anonymized != p.Anonymized || len(p.Fields) == 0 ||
		!slices.Equal(old.Fields, p.Fields) || !slices.Equal(old.Inputs, p.Inputs) ||
		!slices.Equal(old.Laws, p.Laws) {
		return 0
	}
	if old.ReviewOf != 0 {
		return old.ReviewOf
	}
	return old.Version
}

// Authorization is the authorized-operation agreement a product stands under, through the
// development-use agreement for a re-developed one; none of a third party's.
func Authorization(r state.Reader, p Product) authorization.Agreement {
	return authorizationOf(r, p.Stage, p.Agreement)
}

func authorizationOf(r state.Reader, stage string, id wire.ID) authorization.Agreement {
	if stage == Redeveloped {
		d, _ := access.GetDevAgreement(r, id)
		id = d.Parent
	}
	a, _ := authorization.GetAgreement(r, id)
	return a
}
