package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IncidentPlanStart says that the emergency plan was started (YN §29, HB 五(五)3: at once).
type IncidentPlanStart struct {
	ID   wire.ID       `json:"id" need:"yes"`
	Plan rule.Evidence `json:"plan" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *IncidentPlanStart) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("plan", m.Plan)
}

// Apply records the start. The party that the incident befell signs.
func (m *IncidentPlanStart) Apply(c *rule.Ctx) error {
	v, err := byPerformer(c, m.ID)
	switch {
	case err != nil:
		return err
	case v.Plan != 0:
		return ErrStep.At("id", "id", m.ID, "status", v.status())
	}
	v.Plan, v.PlanPaper = c.Time, m.Plan
	incidents.Set(c.Store, m.ID, v)
	c.Emit(IncidentMoved{ID: m.ID, Status: v.status()})
	return nil
}
