package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// SelectionAnnounce publishes that an operator is sought for an approved plan. Applications are
// taken from now until Closes.
type SelectionAnnounce struct {
	ID     wire.ID       `json:"id" need:"yes"`
	Plan   wire.ID       `json:"plan" need:"yes"`
	Method string        `json:"method" max:"64" need:"yes"`
	Venue  string        `json:"venue" max:"40"` // where it is held, such as public_resource_centre
	Closes wire.Time     `json:"closes" need:"yes"`
	Notice rule.Evidence `json:"notice" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *SelectionAnnounce) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if err := checkID("plan", m.Plan); err != nil {
		return err
	}
	return rule.RequireEvidence("notice", m.Notice)
}

// Apply opens the window for applications.
func (m *SelectionAnnounce) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	plan, ok := plans.Get(c.Store, m.Plan)
	if !ok {
		return ErrPlanUnknown.At("plan", "id", m.Plan)
	}
	p, err := regime.Require(c, plan.Jurisdiction)
	if err != nil {
		return err
	}
	impl, err := implementer(c, p, plan.Mode, plan.Jurisdiction)
	if err != nil {
		return err
	}
	if selections.Has(c.Store, m.ID) {
		return ErrSelectionExists.At("id", "id", m.ID)
	}
	if plan.Status != PlanApprovedStatus {
		return p.Refuse(ErrPlanNotApproved, "plan", "id", m.Plan)
	}
	if !p.Has("selection.methods", m.Method) {
		return p.Refuse(ErrMethod, "method", "method", m.Method)
	}
	if err := plan.carriesOut(p, impl); err != nil {
		return err
	}
	if err := plan.drafted(c, p, implRoles(p, plan.Mode)[0], impl); err != nil {
		return err
	}
	if err := atVenue(p, m.Venue); err != nil {
		return err
	}
	if m.Closes <= c.Time {
		return rule.Malformed("closes", "须晚于公告时间", "must be after the announcement")
	}
	selections.Set(c.Store, m.ID, Selection{ID: m.ID, Plan: m.Plan, Jurisdiction: plan.Jurisdiction,
		Mode: plan.Mode, Regime: p.Ref(), Impl: impl, Method: m.Method, Venue: m.Venue, Notice: m.Notice,
		Closes: m.Closes, Status: SelectionOpen, Announced: c.Time,
		AnnouncedBy: c.Signers})
	c.Emit(SelectionAnnounced{ID: m.ID, Plan: m.Plan, Closes: m.Closes})
	return nil
}
