package authorization

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Words of plan.feasibility_step that make the study a step of its own.
const (
	feasibilitySeparate  = "separate"
	feasibilityOrganized = "organized"
)

// heard are whom the bureau hears where it organizes the study (HE §12(3)): the industry, the
// supervisory departments and experts. Bodies without a key are attested by document.
var heard = []string{roleIndustry, "supervisor", "expert"}

// PlanFeasibility records the study of a plan's feasibility (可行性论证) before its approval.
//
// YN §9: a step of its own, by the implementing body; HE §12(3): organized by the bureau.
type PlanFeasibility struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Digest   wire.Hash     `json:"digest"` // of the plan that was studied; zero: as it stands
	Study    rule.Evidence `json:"study" need:"yes"`
	Opinions []Item        `json:"opinions" max:"20"` // by whom: industry, supervisor, expert
}

// Check refuses a body that no state could make right.
func (m *PlanFeasibility) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("study", m.Study)
}

// Apply records the study of the plan drafted, or of the change that waits for approval.
func (m *PlanFeasibility) Apply(c *rule.Ctx) error {
	v, ok := plans.Get(c.Store, m.ID)
	if !ok {
		return ErrPlanUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	step := p.Text("plan.feasibility_step")
	if step != feasibilitySeparate && step != feasibilityOrganized {
		return p.Refuse(ErrNoFeasibility, "id")
	}
	if err := m.by(c, p, v, step); err != nil {
		return err
	}
	next, change, ok := v.awaiting(c.Store)
	if !ok {
		return ErrPlanApproved.At("id", "id", m.ID)
	}
	if want := next.Digest(); !m.Digest.IsZero() && m.Digest != want {
		return p.Refuse(ErrPlanChanged, "digest", "id", m.ID, "want", want)
	}
	next.Study, next.Opinions, next.Argued, next.Status = m.Study, m.Opinions, c.Time,
		PlanArguedStatus
	if change {
		planVersions.Set(c.Store, planVersionKey{m.ID, next.Version}, next)
	} else {
		plans.Set(c.Store, m.ID, next)
	}
	c.Emit(PlanArgued{ID: m.ID, Version: next.Version, Study: m.Study})
	return nil
}

// by refuses a study that the wrong body signs, or that leaves somebody unheard.
func (m *PlanFeasibility) by(c *rule.Ctx, p regime.Profile, v Plan, step string) error {
	if step == feasibilitySeparate {
		_, err := began(c, p, v.Mode, v.Jurisdiction, v.Impl)
		return err
	}
	if _, err := signer(c, p, "plan.feasibility_step", roleBureau, v.Jurisdiction); err != nil {
		return err
	}
	if missing := lacking(heard, m.Opinions); len(missing) > 0 {
		return p.Refuse(ErrUnheard, "opinions", "missing", strings.Join(missing, " "))
	}
	return nil
}

// studied refuses the approval of a plan without its study. A change is studied again where the
// study is a step of its own: it goes the way of the plan itself (YN §10¶1).
func (v Plan) studied(p regime.Profile, change bool) error {
	step := p.Text("plan.feasibility_step")
	if step == feasibilitySeparate || step == feasibilityOrganized && !change {
		if v.Argued == 0 {
			return p.Refuse(ErrFeasibility, "id", "id", v.ID)
		}
	}
	return nil
}
