package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeveloperSupplement completes the author's application. After its limit it is still taken and
// shown as late, until the reviewer has rejected the application (YN §13¶2(2)).
type DeveloperSupplement struct {
	ID        wire.ID `json:"id" need:"yes"`
	Materials []Item  `json:"materials" max:"20" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *DeveloperSupplement) Check() error { return checkID("id", m.ID) }

// Apply meets the duty; the application waits for its review again.
func (m *DeveloperSupplement) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	v, ok := developers.Get(c.Store, m.ID)
	if !ok {
		return ErrDeveloperUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	if v.Status != DeveloperCorrection {
		return p.Refuse(ErrDeveloperStep, "id", "id", m.ID, "status", v.Status)
	}
	given := slices.Concat(v.Evidence, v.Materials, m.Materials)
	if err := shown(p, v.Missing, given); err != nil {
		return err
	}
	if len(v.Materials)+len(m.Materials) > maxMaterials {
		return rule.Malformed("materials", "材料过多，请合并", "too many; put them together")
	}
	if err := regime.Meet(c, v.correction()); err != nil {
		return err
	}
	v.Status, v.Missing = DeveloperPending, nil
	v.Materials = append(v.Materials, m.Materials...)
	developers.Set(c.Store, m.ID, v)
	c.Emit(DeveloperSupplemented{ID: m.ID})
	return nil
}
