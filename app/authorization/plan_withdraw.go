package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// groundPolicy is the ground of an end by a change of policy.
const groundPolicy = "policy"

// PlanWithdraw takes an approved plan back because policy changed. Nothing more is signed under it;
// agreements under it run until they are ended on their own grounds.
//
// GD §39¶1(6), HE §35(1).
type PlanWithdraw struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"` // the government's document
}

// Check refuses a body that no state could make right.
func (m *PlanWithdraw) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply withdraws the plan. Who approves plans signs, or a drafter attests the document.
func (m *PlanWithdraw) Apply(c *rule.Ctx) error {
	v, ok := plans.Get(c.Store, m.ID)
	if !ok {
		return ErrPlanUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	if !p.Has("terminate.grounds", groundPolicy) {
		return p.Refuse(ErrGround, "", "ground", groundPolicy)
	}
	if v.Status != PlanApprovedStatus {
		return p.Refuse(ErrPlanNotApproved, "id", "id", m.ID)
	}
	_, attested, err := approver(c, p, v, m.Evidence)
	if err != nil {
		return err
	}
	v.Status, v.Pending, v.Withdrawn, v.Withdrawal = PlanWithdrawnStatus, 0, c.Time, m.Evidence
	plans.Set(c.Store, m.ID, v)
	c.Emit(PlanWithdrawn{ID: m.ID, Attested: attested})
	return nil
}
