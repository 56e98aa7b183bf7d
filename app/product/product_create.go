package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Create records a product version made by the named processing jobs.
//
// GZ §7 §17: the operator does primary processing; GZ §10 §20: developers re-develop what is
// delivered to them; GZ §25, GD §25, YN §21, HB 四(六)1: the operator takes no part in that, directly
// or indirectly.
type Create struct {
	ID         wire.ID   `json:"id" need:"yes"`
	Version    uint32    `json:"version" need:"yes"`
	Stage      string    `json:"stage" max:"12" words:"primary|redeveloped" need:"yes"`
	Name       string    `json:"name" max:"200" need:"yes"`
	Form       string    `json:"form" max:"32" need:"yes"`
	Purpose    string    `json:"purpose" max:"32" need:"yes"`
	Anonymized bool      `json:"anonymized"`   // nobody can be recognized in it
	Agreement  wire.ID   `json:"agreement"`    // none: made by a third party of delivered products
	Also       []wire.ID `json:"also" max:"7"` // further agreements that its records rest on
	Processing []wire.ID `json:"processing" max:"128"`
	MadeOf     []Made    `json:"made_of" max:"64"` // the products, where there is no agreement
}

// Made names a product version that a third party made something of.
type Made struct {
	Product wire.ID `json:"product"`
	Version uint32  `json:"version"`
}

// Check looks at the body alone.
func (m *Create) Check() error {
	if err := checkNode(m.ID, m.Version); err != nil {
		return err
	}
	switch {
	case m.Stage != Primary && m.Stage != Redeveloped:
		return rule.Malformed("stage", "须为 primary 或 redeveloped", "must be primary or redeveloped")
	case m.Name == "":
		return rule.Malformed("name", "须写明产品名称", "a name is required")
	case !wire.IsName(m.Form):
		return rule.Malformed("form", "须写明产品形态", "a form is required, such as dataset or api")
	case !wire.IsName(m.Purpose):
		return rule.Malformed("purpose", "须填写用途类别", "must be a purpose class")
	}
	return m.checkSources()
}

// maxMade is how much a version is directly made of: its records, or products of others.
const maxMade = 128

// Writes are the version, its place in the order of nodes, and two in the log of each thing it is
// directly made of.
func (m *Create) Writes() uint32 {
	return 2 + 2*uint32(min(len(m.Processing)+len(m.MadeOf), maxMade))
}

// Apply writes the version and the edges to what it was made of.
func (m *Create) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "编号须以提交主体开头", "must begin with the author's party")
	}
	if err := m.requireVersion(c); err != nil {
		return err
	}
	own, err := m.requireAgreements(c)
	if err != nil {
		return err
	}
	if err := m.requireListed(c, own); err != nil {
		return err
	}
	s, err := m.sources(c)
	if err != nil {
		return err
	}
	laws, err := lawsOf(c, own, s)
	if err != nil {
		return err
	}
	if err := m.requireSources(c, laws, s); err != nil {
		return err
	}

	p := Product{ID: m.ID, Version: m.Version, Seq: catalog.NextSeq(c), Laws: laws,
		Regime: laws[0].Regime, Jurisdiction: laws[0].Jurisdiction, Stage: m.Stage,
		Name: m.Name, Form: m.Form, Purpose: m.Purpose,
		Maker: c.Author(), Anonymized: m.Anonymized, Agreement: m.Agreement, Also: m.Also,
		Inputs: s.inputs, Processing: m.Processing,
		Resources: s.resources, Fields: s.fields, Status: Developed,
		Created: access.ActOf(c, false, rule.Evidence{})}
	set(c.Store, p)
	made := MadeBy(p)
	for _, in := range made.Inputs {
		access.Lead(c, in.node(), made.Place.node())
	}
	c.Emit(Created{Product: p.ID, Version: p.Version, Stage: p.Stage})
	return nil
}

// requireVersion numbers versions from 1 without gaps; a version keeps maker and stage.
func (m *Create) requireVersion(c *rule.Ctx) error {
	last, ok := Latest(c.Store, m.ID)
	if m.Version != last.Version+1 {
		return ErrVersion.At("version", "next", last.Version+1)
	}
	if ok && last.Stage != m.Stage {
		return ErrOtherMaker.At("id", "maker", last.Maker, "stage", last.Stage)
	}
	return nil
}
