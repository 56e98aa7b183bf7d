package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NeglistRecheck says that an entry was checked again and stays. One that does not stay is lifted.
type NeglistRecheck struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Finding  string        `json:"finding" max:"1000" need:"yes"`
	Evidence rule.Evidence `json:"evidence"` // none where not given
}

// Check refuses a body that no state could make right.
func (m *NeglistRecheck) Check() error {
	if m.Finding == "" {
		return rule.Malformed("finding", "须写明复核意见", "says what the check found")
	}
	return checkID("id", m.ID)
}

// Apply meets the keeper's deadline and opens the next one.
func (m *NeglistRecheck) Apply(c *rule.Ctx) error {
	e, v, p, err := needExclusion(c, m.ID, InForce)
	if err != nil {
		return err
	}
	role, level := office(p.Text("neglist.keeper"), v.Jurisdiction)
	by, ok := signerAt(c, p.Text("neglist.keeper"), v.Jurisdiction)
	if !ok || e.Sort != Listed {
		return p.Refuse(ErrKeeper, "", "role", role, "jurisdiction", level)
	}
	if err := e.meetDuty(c); err != nil {
		return err
	}
	e.Rechecks, e.Rechecked, e.Keeper = e.Rechecks+1, c.Time, by
	if err := e.openDuty(c, p); err != nil {
		return err
	}
	exclusions.Set(c.Store, e.ID, e)
	c.Emit(ExclusionRechecked{ID: e.ID, Resource: e.Resource, Times: e.Rechecks})
	return nil
}
