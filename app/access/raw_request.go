package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RawRequest is a developer's request for raw data that its work really needs (GZ §19¶2, YN
// §25(3)).
type RawRequest struct {
	ID        wire.ID `json:"id" need:"yes"`
	Agreement wire.ID `json:"agreement" need:"yes"` // its development-use agreement
	Items     []Item  `json:"items" max:"32" need:"yes"`
	Need      string  `json:"need" max:"500" need:"yes"` // why products are not enough
}

// Check looks at the body alone.
func (m *RawRequest) Check() error {
	if err := checkRaw(m.ID, m.Agreement); err != nil {
		return err
	}
	if m.Need == "" {
		return rule.Malformed("need", "须说明确需原始数据的理由", "why raw data is needed must be said")
	}
	for _, it := range m.Items {
		if it.Kind != KindResource {
			return rule.Malformed("items", "只列资源", "resources only")
		}
	}
	return checkItems("items", m.Items)
}

// Apply records the request.
func (m *RawRequest) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if raws.Has(c.Store, m.ID) || grants.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	k, err := rawContract(c, m.Agreement)
	if err != nil {
		return err
	}
	if c.Author() != k.dev.Developer {
		return ErrWrongSigner.At("agreement", "who", k.dev.Developer)
	}
	if err := k.running(c); err != nil {
		return err
	}
	for _, it := range m.Items {
		if err := requireResource(c, "items", k.base, it.Object); err != nil {
			return err
		}
	}
	if err := requireFields(c.Store, "items", m.Items); err != nil {
		return err
	}
	RawAccess{ID: m.ID, Agreement: m.Agreement, Regime: k.profile.Ref(),
		Jurisdiction: k.dev.Jurisdiction, Operator: k.dev.Operator, Items: m.Items, Need: m.Need,
		Status: RawRequested, Requested: ActOf(c, false, rule.Evidence{})}.put(c)
	return nil
}
