package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// checkSources wants an agreement with the records under it, or the products a third party used.
func (m *Create) checkSources() error {
	if m.Agreement.IsZero() && m.Stage == Redeveloped && len(m.MadeOf) > 0 {
		return m.checkMadeOf()
	}
	switch {
	case !m.Agreement.Valid():
		return rule.Malformed("agreement", "须填写所依据的协议", "must name the agreement it rests on")
	case len(m.MadeOf) > 0:
		return rule.Malformed("made_of", "有协议时按处理记录形成来源",
			"is derived from the records under the agreement")
	case len(m.Processing) == 0:
		return rule.Malformed("processing", "至少一条处理记录", "at least one processing record is required")
	case repeated(m.Processing):
		return rule.Malformed("processing", "处理记录编号不得为空或重复", "record ids may not be empty or repeated")
	case repeated(m.agreements()):
		return rule.Malformed("also", "协议编号不得为空或重复", "agreements may not be empty or repeated")
	}
	return nil
}

func (m *Create) checkMadeOf() error {
	if len(m.Also) > 0 || len(m.Processing) > 0 {
		return rule.Malformed("processing", "没有协议即没有处理记录", "there are no records without an agreement")
	}
	for i, v := range m.MadeOf {
		if checkNode(v.Product, v.Version) != nil || slices.Contains(m.MadeOf[:i], v) {
			return rule.Malformed("made_of", "须写明产品编号和版本且不重复", "product and version, none twice")
		}
	}
	return nil
}

func repeated(ids []wire.ID) bool {
	for i, id := range ids {
		if !id.Valid() || slices.Contains(ids[:i], id) {
			return true
		}
	}
	return false
}

// sources is what the version is made of: what its records lead to or, of a third party, the
// published products it names. The latter is for regimes without a process for developers: such a
// product is lineage, and no money of the ledger flows through it (rulings L6, law/matrix A14).
func (m *Create) sources(c *rule.Ctx) (sources, error) {
	if !m.Agreement.IsZero() {
		return trace(c, c.Author(), m.agreements(), m.Processing)
	}
	var s sources
	for _, v := range m.MadeOf {
		p, ok := Get(c.Store, v.Product, v.Version)
		if !ok || !p.PublishedAt(c.Time) {
			return s, ErrUnknown.At("made_of", "product", Node(v.Product, v.Version))
		}
		for _, profile := range p.Profiles(c.Store) {
			if profile.Text("developer.admission") != "none" {
				return s, profile.Refuse(ErrNoAgreement, "agreement", "product", p.Node())
			}
		}
		s.addInput(c, access.Input{Object: v.Product, Kind: access.KindProduct, Version: v.Version})
	}
	return s.done()
}
