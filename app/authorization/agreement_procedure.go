package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// procedure refuses an agreement that the steps before it do not carry (GZ §9).
func (m *AgreementSign) procedure(c *rule.Ctx, p regime.Profile, plan Plan, sel Selection) error {
	switch {
	case agreements.Has(c.Store, m.ID):
		return ErrAgreementExists.At("id", "id", m.ID)
	case plan.Status != PlanApprovedStatus:
		return p.Refuse(ErrPlanNotApproved, "plan", "id", m.Plan)
	case sel.Plan != m.Plan:
		return ErrOtherPlan.At("selection", "id", m.Selection, "plan", sel.Plan)
	case !sel.Agreement.IsZero():
		return p.Refuse(ErrSelectionUsed, "selection", "id", m.Selection, "agreement", sel.Agreement)
	}
	if sel.Status == SelectionInPublicity {
		under := regime.At(c.Store, sel.Regime).Within(sel.Jurisdiction)
		if err := passed(c, under, OfSelection, m.Selection); err != nil {
			return err
		}
	}
	if sel.Status != SelectionDone {
		return p.Refuse(ErrNotDecided, "selection", "id", m.Selection)
	}
	return nil
}
