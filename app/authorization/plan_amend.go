package authorization

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PlanAmend changes an approved plan. What is left empty stays as it is. The profile says which
// changes wait for a new approval (plan.approve), while the version in force goes on, and which
// take effect at once. A further change takes the place of one that waits: its drafters thought
// anew.
//
// GD §19, YN §10¶1, HE §13¶2, HB 三(三).
type PlanAmend struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Resources []wire.ID     `json:"resources" max:"300"`
	Scenarios []string      `json:"scenarios" max:"50"`
	Products  []string      `json:"products" max:"100"`
	Mechanism wire.Bytes    `json:"mechanism" max:"20000"`
	Reserves  []Reserve     `json:"reserves" max:"10"` // added to those declared
	Changes   []string      `json:"changes" max:"5"`   // declared: what only the text shows
	Reason    string        `json:"reason" max:"500" need:"yes"`
	Document  rule.Evidence `json:"document" need:"yes"` // the new text
}

// Check refuses a body that no state could make right.
func (m *PlanAmend) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if m.Reason == "" {
		return rule.Malformed("reason", "须说明变更理由", "must give the reason")
	}
	for i, v := range m.Changes {
		if !slices.Contains(declared, v) || slices.Contains(m.Changes[:i], v) {
			return rule.Malformed("changes["+strconv.Itoa(i)+"]",
				"须为 operator_conditions、accounting、term、larger_change 或 other，且不重复",
				"must be operator_conditions, accounting, term, larger_change or other, once each")
		}
	}
	if err := rule.RequireEvidence("document", m.Document); err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		names []string
	}{{"scenarios", m.Scenarios}, {"products", m.Products}} {
		if err := checkNames(f.name, f.names); err != nil {
			return err
		}
	}
	if err := CheckReserves("reserves", m.Reserves); err != nil || len(m.Resources) == 0 {
		return err
	}
	return checkScope(m.Resources)
}

// Apply writes the new version: as the one in force, or as one that waits for approval.
func (m *PlanAmend) Apply(c *rule.Ctx) error {
	v, ok := plans.Get(c.Store, m.ID)
	if !ok {
		return ErrPlanUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	for _, who := range v.Drafters {
		if !c.SignedBy(who) {
			return cited(p, byModeKey("plan.drafter", v.Mode), ErrSigner.At("", "who", who))
		}
	}
	if v.Status != PlanApprovedStatus {
		return p.Refuse(ErrPlanNotApproved, "id", "id", m.ID)
	}
	next, err := m.version(c, p, v)
	if err != nil {
		return err
	}
	if len(next.Changes) == 0 {
		return ErrPlanSame.At("", "id", m.ID)
	}
	if _, waits := approvalFor(p, next.Changes); waits {
		next.Status, next.Approved, next.Approver, next.Approval = PlanDraftedStatus, 0, "",
			rule.Evidence{}
		v.Pending = next.Version
		plans.Set(c.Store, m.ID, v)
		planVersions.Set(c.Store, planVersionKey{m.ID, next.Version}, next)
		c.Emit(PlanAmended{ID: m.ID, Version: next.Version, Changes: next.Changes, Waits: true})
		return nil
	}
	next.Approved = c.Time
	c.Emit(PlanAmended{ID: m.ID, Version: next.Version, Changes: next.Changes})
	inForce(c, p, next)
	return nil
}

// version returns the plan as it would stand, with what that changes.
func (m *PlanAmend) version(c *rule.Ctx, p regime.Profile, v Plan) (Plan, error) {
	next := v
	next.Version, next.Pending, next.Changes = v.Version+1, 0, append([]string{}, m.Changes...)
	next.Document, next.Reason, next.Drafted = m.Document, m.Reason, c.Time
	next.DraftedBy = c.Signers
	next.Study, next.Opinions, next.Argued = rule.Evidence{}, nil, 0
	changed := func(what string, differs bool) {
		if differs {
			next.Changes = append(next.Changes, what)
		}
	}
	if len(m.Resources) > 0 {
		if err := authorizable(c, p, m.Resources); err != nil {
			return next, err
		}
		next.Resources = m.Resources
		changed(ChangeCatalog, !slices.Equal(v.Resources, m.Resources))
	}
	if len(m.Products) > 0 {
		next.Products = m.Products
		changed(ChangeProducts, !slices.Equal(v.Products, m.Products))
	}
	if len(m.Scenarios) > 0 {
		next.Scenarios = m.Scenarios
		changed(ChangeScenario, !slices.Equal(v.Scenarios, m.Scenarios))
	}
	if len(m.Mechanism) > 0 {
		if err := m.mechanism(c, p, &next); err != nil {
			return next, err
		}
		changed(ChangeDistribution, next.RuleHash != v.RuleHash)
	}
	return next, nil
}

// inForce makes a version of an approved plan the one in force and opens the duty to file the
// change.
func inForce(c *rule.Ctx, p regime.Profile, v Plan) {
	v.Pending = 0
	if p.Bool("plan.filing.covers_changes") {
		v.Filings++
	}
	plans.Set(c.Store, v.ID, v)
	planVersions.Set(c.Store, planVersionKey{v.ID, v.Version}, v)
	if p.Bool("plan.filing.covers_changes") {
		openFiling(c, p, duty{name: DutyPlanChange, span: "plan.filing.deadline",
			prefix: "plan.filing", object: v.ID, no: v.Filings, place: v.Jurisdiction,
			by: v.Drafters[0]})
	}
}
