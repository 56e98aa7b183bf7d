package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ResourcePublish publishes a reviewed entry where the profile has it public: on the platform, to
// the public, or through the public-resource centre (HE §14¶3).
type ResourcePublish struct {
	ID wire.ID `json:"id" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ResourcePublish) Check() error {
	if !m.ID.Valid() {
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	return nil
}

// Apply makes the entry public, gives it its number in the lineage and starts the time to gather
// its data where the profile sets one.
func (m *ResourcePublish) Apply(c *rule.Ctx) error {
	v, ok := Get(c.Store, m.ID)
	if !ok {
		return ErrUnknown.At("id", "id", m.ID)
	}
	by, err := party.SignerWith(c, roleBureau, v.Jurisdiction)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, v.Regime)
	if v.Status != Reviewed {
		return p.Refuse(ErrNotReviewed, "id", "id", m.ID, "status", v.Status)
	}
	if err := keptOut(c, p, "id", m.ID); err != nil {
		return err
	}
	if err := openAggregation(c, v); err != nil {
		return err
	}
	v.Status, v.Publisher, v.Published, v.Seq = Published, by, c.Time, NextSeq(c)
	v.Venue = p.Text("catalog.public")
	resources.Set(c.Store, m.ID, v)
	c.Emit(ResourcePublished{ID: m.ID, Seq: v.Seq})
	return nil
}
