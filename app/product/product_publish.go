package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Publish makes a version public: after its review, after its registration where the regime wants
// one, and with sample data where it wants that. A primary product is from now on at developers'
// disposal.
//
// GZ §17: registered, then published on the platform, with sample data; GD §25, HB 四(五)2.
type Publish struct {
	Product wire.ID       `json:"product"`
	Version uint32        `json:"version"`
	Sample  crypto.Digest `json:"sample"`
}

// Check looks at the body alone.
func (m *Publish) Check() error {
	if !m.Sample.IsZero() && m.Sample.Check() != nil {
		return rule.Malformed("sample", "须为样例数据的摘要", "must be a digest of sample data")
	}
	return checkNode(m.Product, m.Version)
}

// Apply publishes the version.
func (m *Publish) Apply(c *rule.Ctx) error {
	p, err := need(c, m.Product, m.Version)
	if err != nil {
		return err
	}
	if c.Author() != p.Maker {
		return ErrNotMaker.At("product", "maker", p.Maker)
	}
	profile := regime.At(c.Store, p.Regime)
	switch {
	case p.Status == Developed || p.Status == InReview || p.Status == Failed:
		return ErrNotReviewed.At("product", "product", p.Node())
	case p.Status == Passed && profile.Bool("product.registration_required"):
		return profile.Refuse(ErrNotRegistered, "product", "product", p.Node())
	}
	if err := requireStatus(p, Passed, Registered); err != nil {
		return err
	}
	if m.Sample.IsZero() && profile.Bool("product.sample_on_publish") {
		return profile.Refuse(ErrSample, "sample")
	}
	if err := requireRunning(c, p); err != nil {
		return err
	}
	p.Sample, p.Status = m.Sample, OnSale
	p.Publication = access.ActOf(c, false, rule.Evidence{})
	set(c.Store, p)
	if p.Stage == Primary {
		access.Offer(c, access.Offered{Object: p.ID, Version: p.Version, Maker: p.Maker,
			Agreement: p.Agreement, Resources: p.Resources, Fields: p.Fields})
	}
	c.Emit(WasPublished{Product: p.ID, Version: p.Version})
	return nil
}

// requireRunning refuses a version whose agreement is not in force now: the authorization and, for
// a re-developed product, the development-use agreement that stands on it.
func requireRunning(c *rule.Ctx, p Product) error {
	if d, ok := access.GetDevAgreement(c.Store, p.Agreement); ok && p.Stage == Redeveloped {
		if cause, ok := d.RunsDuring(c.Time, c.Time+1); !ok {
			return ErrAgreement.At("product", "id", d.ID, "cause", cause)
		}
	}
	a := Authorization(c.Store, p)
	if cause, ok := a.RunsDuring(c.Time, c.Time+1); !ok {
		return ErrAgreement.At("product", "id", a.ID, "cause", cause)
	}
	return nil
}
