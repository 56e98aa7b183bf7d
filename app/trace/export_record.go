package trace

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// pointCrossBorder is the review point that finds no data leaving the country (GD §26(5), YN
// §22¶2(5)).
const pointCrossBorder = "no_cross_border"

// ExportRecord says that a product version leaves the operating space, and answers for what it does
// not carry along. Raw data never leaves (GZ §28, HE §24¶2, HB 五(一)); no product may allow reversal
// to it (GZ §28, HE §24¶2) or leak personal information or secrets (GZ §27).
type ExportRecord struct {
	ID          wire.ID       `json:"id" need:"yes"`
	Object      wire.ID       `json:"object" need:"yes"`
	Kind        string        `json:"kind" max:"10" words:"product|resource" need:"yes"`
	Version     uint32        `json:"version" need:"yes"`
	Raw         bool          `json:"raw"`
	Reversible  bool          `json:"reversible"`
	Leaks       bool          `json:"leaks"` // personal information, trade or business secrets
	CrossBorder bool          `json:"cross_border"`
	Recipient   wire.Hash     `json:"recipient"` // a customer's pseudonym; none where it is public
	Digest      crypto.Digest `json:"digest" need:"yes"`
	Inspection  rule.Evidence `json:"inspection" need:"yes"` // what was looked at before it left
	Assessment  rule.Evidence `json:"assessment"`            // of a transfer abroad
}

// Export is one product version that left the space.
type Export struct {
	ID          wire.ID       `json:"id"`
	Product     wire.ID       `json:"product"`
	Version     uint32        `json:"version"`
	CrossBorder bool          `json:"cross_border"`
	Recipient   wire.Hash     `json:"recipient"`
	Digest      crypto.Digest `json:"digest"`
	Inspection  rule.Evidence `json:"inspection"`
	Assessment  rule.Evidence `json:"assessment"`
	Recorded    wire.Time     `json:"recorded"`
	By          []tx.Account  `json:"by" max:"9"`
}

// Check refuses a body that no state could make right.
func (m *ExportRecord) Check() error {
	switch {
	case !m.ID.Valid() || !m.Object.Valid():
		return rule.Malformed("object", "须为 主体/编号", "must be party/name")
	case m.Kind != access.KindProduct && m.Kind != access.KindResource:
		return rule.Malformed("kind", "须为 product 或 resource", "must be product or resource")
	case m.Version == 0:
		return rule.Malformed("version", "从 1 起", "counts from 1")
	case m.Digest.Check() != nil:
		return rule.Malformed("digest", "须写明导出内容的摘要", "a digest of what leaves is required")
	}
	return rule.RequireEvidence("inspection", m.Inspection)
}

// Apply records the export.
func (m *ExportRecord) Apply(c *rule.Ctx) error {
	if m.ID.Party != c.Author() {
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	}
	if exports.Has(c.Store, m.ID) {
		return ErrExists.At("id", "id", m.ID)
	}
	if m.Kind == access.KindResource {
		return m.rawResource(c)
	}
	p, ok := product.Get(c.Store, m.Object, m.Version)
	k, known := ContractOf(c.Store, p)
	if !ok || !known {
		return ErrUnknownProduct.At("object", "product", product.Node(m.Object, m.Version))
	}
	if c.Author() != p.Maker &&
		!party.HasRole(c.Standing(), c.Author(), rolePlatform, k.Jurisdiction, c.Time) {
		return ErrRecorder.At("", "party", c.Author(), "product", m.Object)
	}
	if err := m.requireClean(c, p, k); err != nil {
		return err
	}
	if which, cause, ok := p.RunsDuring(c.Store, c.Time, c.Time+1); !ok {
		return ErrNotRunning.At("object", "agreement", which, "from", c.Time, "to", c.Time,
			"cause", cause)
	}
	if !p.PublishedAt(c.Time) {
		return ErrNotPublished.At("object", "product", p.Node(), "from", c.Time, "to", c.Time)
	}

	exports.Set(c.Store, m.ID, Export{ID: m.ID, Product: m.Object, Version: m.Version,
		CrossBorder: m.CrossBorder, Recipient: m.Recipient, Digest: m.Digest,
		Inspection: m.Inspection, Assessment: m.Assessment, Recorded: c.Time, By: c.Signers})
	c.Emit(Exported{ID: m.ID, Product: p.Node(), CrossBorder: m.CrossBorder})
	return nil
}

// rawResource refuses to let a resource itself leave, under the resource's own regime.
func (m *ExportRecord) rawResource(c *rule.Ctx) error {
	v, ok := catalog.Get(c.Store, m.Object)
	if !ok {
		return ErrUnknownProduct.At("object", "product", product.Node(m.Object, m.Version))
	}
	return regime.At(c.Store, v.Regime).Refuse(ErrRawExport, "kind", "object", m.Object)
}

// requireClean asks every regime of the product's lineage.
func (m *ExportRecord) requireClean(c *rule.Ctx, p product.Product, k Contract) error {
	for _, profile := range profilesOf(c.Store, p, k) {
		leakText := profile.Text("personal.rule") == ruleNoLeak
		switch {
		case m.Raw:
			return profile.Refuse(ErrRawExport, "raw", "object", m.Object)
		case m.Reversible && profile.Bool("export.forbid_reversible"):
			return profile.Refuse(ErrReversible, "reversible", "product", p.Node())
		case m.Leaks && leakText:
			return profile.Refuse(ErrLeak, "leaks", "product", p.Node())
		case m.Leaks:
			return ErrLeak.At("leaks", "product", p.Node())
		case m.CrossBorder && profile.Has("review.points", pointCrossBorder):
			return profile.Refuse(ErrCrossBorder, "cross_border", "product", p.Node())
		case m.CrossBorder && !m.Assessment.Given():
			return ErrNoAssessment.At("assessment", "product", p.Node())
		}
	}
	return nil
}
