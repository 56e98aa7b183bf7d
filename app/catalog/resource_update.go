package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ResourceUpdate makes a new version of a public entry: the catalogue is dynamic (GD §11¶4, HB
// 三(三)). Provider and reviewer sign it together, so that nothing public is unreviewed. Origin,
// sharer, registration, weight and the place in the order of lineage nodes stay.
type ResourceUpdate struct {
	ID         wire.ID  `json:"id" need:"yes"`
	Version    uint32   `json:"version" need:"yes"` // the one that it makes, the newest plus one
	Name       string   `json:"name" max:"200" need:"yes"`
	Class      string   `json:"class" max:"40"`
	Grade      string   `json:"grade" max:"40"`
	Fields     []Field  `json:"fields" max:"400" need:"yes"`
	Personal   bool     `json:"personal"`
	Secret     bool     `json:"trade_secret"`
	Restricted []string `json:"restricted" max:"16"`
	// of whoever uses it
	Requirements string        `json:"requirements" max:"500"`
	StateSecret  bool          `json:"state_secret"`
	Sample       crypto.Digest `json:"sample"`
}

// Check refuses a body that no state could make right.
func (m *ResourceUpdate) Check() error {
	switch {
	case !m.ID.Valid():
		return checkID("id", m.ID)
	case m.Name == "":
		return rule.Malformed("name", "不能为空", "must not be empty")
	}
	if err := checkRestricted(m.Restricted); err != nil {
		return err
	}
	return checkFields(m.Fields, m.Personal)
}

// Apply keeps the version before and makes the next one.
func (m *ResourceUpdate) Apply(c *rule.Ctx) error {
	old, err := provided(c, "id", m.ID)
	if err != nil {
		return err
	}
	p := profileOf(c, old)
	by, err := party.SignerWith(c, p.Text("catalog.reviewer"), old.Jurisdiction)
	if err != nil {
		article, mark := p.Cite("catalog.reviewer")
		return rule.Cite(err, article, mark)
	}
	switch {
	case old.Published == 0:
		return p.Refuse(ErrNotPublic, "id", "id", m.ID, "status", old.Status)
	case m.Version != old.Version+1:
		return ErrVersion.At("version", "id", m.ID, "want", old.Version+1)
	case m.StateSecret:
		return underSecrecyLaw(ErrStateSecret.At("state_secret", "id", m.ID))
	}
	if err := described(p, m.ID, m.Class, m.Grade, m.Sample); err != nil {
		return err
	}
	if err := limited(p, m.ID, m.Personal, m.Restricted, m.Requirements); err != nil {
		return err
	}
	if m.Class != old.Class {
		if err := keptOut(c, p, "class", m.ID); err != nil {
			return err // another category is no way off the list: who approved it lifts it
		}
	}
	v := old
	v.Version, v.Name, v.Class, v.Grade, v.Fields = m.Version, m.Name, m.Class, m.Grade, m.Fields
	v.Personal, v.Secret, v.Sample = m.Personal, m.Secret, m.Sample
	v.Restricted, v.Requirements = m.Restricted, m.Requirements
	v.Reviewer, v.Updated = by, c.Time
	versions.Set(c.Store, versionKey{old.ID, old.Version}, old)
	resources.Set(c.Store, m.ID, v)
	c.Emit(ResourceUpdated{ID: m.ID, Version: v.Version})
	return nil
}
