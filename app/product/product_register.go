package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Register records the registration number and the links to the registered resources behind the
// product: all of them, neither fewer nor others. The registry signs, or the maker attests with the
// registration document (rulings L3). A version under the regimes of several places is registered
// in each that requires it.
//
// GZ §17, GD §27 (links to registered resources), YN §18, HE §19, HB 四(五)2.
type Register struct {
	Product      wire.ID       `json:"product" need:"yes"`
	Version      uint32        `json:"version" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6"` // of the registry; none: the agreement's
	Number       string        `json:"number" max:"64" need:"yes"`
	Links        []wire.ID     `json:"links" max:"300"`
	Evidence     rule.Evidence `json:"evidence"`
}

// Check looks at the body alone.
func (m *Register) Check() error {
	if err := checkNode(m.Product, m.Version); err != nil {
		return err
	}
	if m.Number == "" {
		return rule.Malformed("number", "须写明登记号", "a registration number is required")
	}
	return nil
}

// Apply registers the version.
func (m *Register) Apply(c *rule.Ctx) error {
	p, err := need(c, m.Product, m.Version)
	if err != nil {
		return err
	}
	if p.Status == Developed || p.Status == InReview || p.Status == Failed {
		return ErrNotReviewed.At("product", "product", p.Node())
	}
	if err := requireStatus(p, Passed, OnSale); err != nil {
		return err
	}
	if err := p.requireThawed(c); err != nil {
		return err
	}
	l, err := m.law(p)
	if err != nil {
		return err
	}
	profile := l.profile(c.Store)
	_, missing := party.SignerWith(c, "registry", l.Jurisdiction)
	attested := missing != nil
	if attested && (c.Author() != p.Maker || !m.Evidence.Given()) {
		return citing(profile.Refuse(ErrRegistry, "evidence"), profile, p.Stage)
	}
	number := numberKey{l.Jurisdiction, m.Number}
	if held, ok := numbers.Get(c.Store, number); ok && (attested || !claimed(c, held, number)) {
		return ErrRegistryNo.At("number", "number", m.Number,
			"product", Node(held.Product, held.Version))
	}
	if err := m.requireLinks(c, p); err != nil {
		return err
	}

	act := access.ActOf(c, attested, m.Evidence)
	p.Registrations = append(p.Registrations, Registration{l.Jurisdiction, m.Number, act})
	if len(p.Registrations) == 1 {
		p.RegistryNo, p.Registration = m.Number, act
	}
	if _, more := p.unregistered(c.Store, required); !more && p.Status == Passed {
		p.Status = Registered
	}
	numbers.Set(c.Store, number, numberOf{p.ID, p.Version})
	set(c.Store, p)
	c.Emit(WasRegistered{Product: p.ID, Version: p.Version, Number: m.Number, Attested: attested})
	return nil
}

// law is the one whose registry enters the version.
func (m *Register) law(p Product) (Law, error) {
	at := m.Jurisdiction
	if at == "" {
		at = p.Laws[0].Jurisdiction
	}
	i := slices.IndexFunc(p.Laws, func(l Law) bool { return l.Jurisdiction == at })
	if i < 0 {
		return Law{}, ErrRegistryPlace.At("jurisdiction", "product", p.Node(), "jurisdiction", at)
	}
	if p.registeredAt(at) {
		return Law{}, ErrRegistered.At("jurisdiction", "product", p.Node(), "jurisdiction", at)
	}
	return p.Laws[i], nil
}

// requireLinks holds the links to the first regime of the version that wants them.
func (m *Register) requireLinks(c *rule.Ctx, p Product) error {
	for _, profile := range p.Profiles(c.Store) {
		if !profile.Bool("product.link_to_resource") {
			continue
		}
		if bad, ok := m.linked(c, p); !ok {
			return profile.Refuse(ErrLinks, "links", "object", bad)
		}
	}
	return nil
}

// claimed tells whether the holder of a registration number only attested it. A claim gives way to
// the registry's own signature: nobody keeps another's product from its number.
func claimed(c *rule.Ctx, held numberOf, number numberKey) bool {
	p, _ := Get(c.Store, held.Product, held.Version)
	return slices.ContainsFunc(p.Registrations, func(v Registration) bool {
		return v.Jurisdiction == number.Jurisdiction && v.Number == number.Number && v.Act.Attested
	})
}

// linked tells whether the links are exactly the resources behind the product and all registered;
// otherwise it names the first that is missing, foreign or unregistered.
func (m *Register) linked(c *rule.Ctx, p Product) (bad string, ok bool) {
	links := slices.Clone(m.Links)
	slices.SortFunc(links, compareIDs)
	links = slices.Compact(links)
	for _, id := range p.Resources {
		if !slices.Contains(links, id) {
			return id.String(), false
		}
		if res, _ := catalog.Get(c.Store, id); res.RegistryNo == "" {
			return id.String(), false
		}
	}
	for _, id := range links {
		if !slices.Contains(p.Resources, id) {
			return id.String(), false
		}
	}
	return "", true
}
