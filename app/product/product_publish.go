package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
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
	Product wire.ID       `json:"product" need:"yes"`
	Version uint32        `json:"version" need:"yes"`
	Sample  crypto.Digest `json:"sample"`
	Places  []string      `json:"places" max:"2" words:"platform|registry"` // none: as the regimes say
}

// Check looks at the body alone.
func (m *Publish) Check() error {
	if !m.Sample.IsZero() && m.Sample.Check() != nil {
		return rule.Malformed("sample", "须为样例数据的摘要", "must be a digest of sample data")
	}
	for _, v := range m.Places {
		if placeZh[v] == "" {
			return rule.Malformed("places", "须为 platform 或 registry", "must be platform or registry")
		}
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
	if p.Status == Developed || p.Status == InReview || p.Status == Failed {
		return ErrNotReviewed.At("product", "product", p.Node())
	}
	if err := requireStatus(p, Passed, Registered); err != nil {
		return err
	}
	if err := p.requireThawed(c); err != nil {
		return err
	}
	places, err := m.requireRegimes(c, p)
	if err != nil {
		return err
	}
	if err := requireRunning(c, p); err != nil {
		return err
	}
	p.Sample, p.Places, p.Status = m.Sample, places, OnSale
	p.Publication = access.ActOf(c, false, rule.Evidence{})
	set(c.Store, p)
	if p.Stage == Primary {
		access.Offer(c, access.Offered{Object: p.ID, Version: p.Version, Maker: p.Maker,
			Agreement: p.Agreement, Resources: p.Resources, Fields: p.Fields})
	}
	c.Emit(WasPublished{Product: p.ID, Version: p.Version, Flags: p.marks(c.Store)})
	return nil
}

// requireRegimes holds the publication to every regime of the version: registered where that is
// required, with sample data where wanted, at the places they name, which it returns.
func (m *Publish) requireRegimes(c *rule.Ctx, p Product) (places []string, err error) {
	if profile, missing := p.unregistered(c.Store, required); missing {
		return nil, citing(profile.Refuse(ErrNotRegistered, "product", "product", p.Node()), profile,
			p.Stage)
	}
	for _, profile := range p.Profiles(c.Store) {
		if m.Sample.IsZero() && profile.Bool("product.sample_on_publish") {
			return nil, profile.Refuse(ErrSample, "sample")
		}
		place := profile.Text("product.publish_place")
		if len(m.Places) > 0 && !slices.Contains(m.Places, place) {
			return nil, profile.Refuse(ErrPlace, "places", "place", place, "place_zh", placeZh[place])
		}
		if !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return places, nil
}

var placeZh = map[string]string{"platform": "公共数据平台", "registry": "公共数据资源登记平台"}

// requireRunning refuses a version whose agreements are not all in force now: the authorizations
// and, for a re-developed product, the development-use agreements that stand on them.
func requireRunning(c *rule.Ctx, p Product) error {
	if id, cause, ok := p.RunsDuring(c.Store, c.Time, c.Time+1); !ok {
		return ErrAgreement.At("product", "id", id, "cause", cause)
	}
	return nil
}
