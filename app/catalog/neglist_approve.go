package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NeglistApprove puts a proposed entry in force. The government that the profile names signs; where
// it has no key the keeper of the list records its document, marked attested (rulings L3).
type NeglistApprove struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Keeper   string        `json:"keeper" max:"32" need:"yes"` // the office that keeps it
	Approval rule.Evidence `json:"approval"`                   // when it does not sign
}

// Check refuses a body that no state could make right.
func (m *NeglistApprove) Check() error {
	if m.Keeper == "" {
		return rule.Malformed("keeper", "须写明清单管理部门", "names the office that keeps the list")
	}
	return checkID("id", m.ID)
}

// Apply keeps the resource out from now on. What rests on it, such as live grants, is not touched:
// whoever reads asks for the interval (rulings E6).
func (m *NeglistApprove) Apply(c *rule.Ctx) error {
	e, v, p, err := needExclusion(c, m.ID, Proposed)
	if err != nil {
		return err
	}
	if err := e.standsAlready(c, p); err != nil {
		return err
	}
	if err := m.decide(c, p, v, &e); err != nil {
		return err
	}
	if err := e.openDuty(c, p); err != nil {
		return err
	}
	e.begin(c)
	c.Emit(ExclusionBegan{ID: e.ID, Resource: e.Resource, Class: e.Class, Cause: CauseNegativeList,
		Attested: e.Attested})
	return nil
}

// decide names approver and keeper.
func (m *NeglistApprove) decide(c *rule.Ctx, p regime.Profile, v Resource, e *Exclusion) error {
	role, level := office(p.Text("neglist.keeper"), v.Jurisdiction)
	if !holds(c, m.Keeper, role, level) {
		return p.Refuse(ErrKeeper, "keeper", "role", role, "jurisdiction", level)
	}
	by, signed := signerAt(c, p.Text("neglist.approver"), v.Jurisdiction)
	if !signed {
		if c.Author() != m.Keeper || !m.Approval.Given() {
			role, level := office(p.Text("neglist.approver"), v.Jurisdiction)
			return p.Refuse(ErrApprover, "approval", "role", role, "jurisdiction", level)
		}
		by, e.Attested = c.Author(), true
	}
	e.Approver, e.Keeper, e.Approval = by, m.Keeper, m.Approval
	return nil
}
