package authorization

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PlanDraft drafts a plan, or drafts it again until it is approved.
type PlanDraft struct {
	ID           wire.ID       `json:"id" need:"yes"`
	Title        string        `json:"title" max:"200" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Mode         string        `json:"mode" max:"10" words:"whole|sector|scenario" need:"yes"`
	Resources    []wire.ID     `json:"resources" max:"300" need:"yes"`
	Impl         string        `json:"impl" max:"32"`                    // named by the plan
	Scenarios    []string      `json:"scenarios" max:"50"`               // application scenarios
	Products     []string      `json:"products" max:"100"`               // product list
	Items        []string      `json:"items" max:"40"`                   // it states
	Mechanism    wire.Bytes    `json:"mechanism" max:"20000" need:"yes"` // settle/1, JSON
	Reserves     []Reserve     `json:"reserves" max:"10"`                // it keeps money in
	Document     rule.Evidence `json:"document" need:"yes"`              // the plan's text
	Guidance     rule.Evidence `json:"guidance"`                         // where another body drafts
	Consent      rule.Evidence `json:"consent"`                          // for a county's plan
}

// Check refuses a body that no state could make right.
func (m *PlanDraft) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	switch {
	case m.Mode != Whole && m.Mode != Sector && m.Mode != Scenario:
		return rule.Malformed("mode", "须为 whole、sector 或 scenario", "must be whole, sector or scenario")
	case m.Title == "":
		return rule.Malformed("title", "不能为空", "must not be empty")
	}
	if err := rule.RequireEvidence("document", m.Document); err != nil {
		return err
	}
	if err := checkNames("scenarios", m.Scenarios); err != nil {
		return err
	}
	if err := checkNames("products", m.Products); err != nil {
		return err
	}
	if err := CheckReserves("reserves", m.Reserves); err != nil {
		return err
	}
	return checkScope(m.Resources)
}

// Apply writes the plan. Every drafter that the profile names signs.
func (m *PlanDraft) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	p, err := regime.Require(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	if err := m.placed(c, p); err != nil {
		return err
	}
	drafters, err := m.drafters(c, p)
	if err != nil {
		return err
	}
	impl, err := implementingBody(c, p, m.Mode, m.Jurisdiction, m.Impl)
	if err != nil {
		return err
	}
	old, exists := plans.Get(c.Store, m.ID)
	if exists && old.Status != PlanDraftedStatus && old.Status != PlanArguedStatus {
		return ErrPlanApproved.At("id", "id", m.ID)
	}
	if missing := absent(p.List("plan.items_required"), m.Items); len(missing) > 0 {
		return p.Refuse(ErrPlanItems, "items", "missing", strings.Join(missing, " "))
	}
	if err := authorizable(c, p, m.Resources); err != nil {
		return err
	}
	rules, err := ReadMechanismWith(c.Store, p, "mechanism", settlement.LayerPrimary, m.Mechanism,
		m.Reserves)
	if err != nil {
		return err
	}
	plan := Plan{ID: m.ID, Version: old.Version + 1, Title: m.Title, Jurisdiction: m.Jurisdiction,
		Mode: m.Mode, Regime: p.Ref(), Drafters: drafters, Impl: impl, Resources: m.Resources,
		Scenarios: m.Scenarios, Products: m.Products, Items: m.Items, Mechanism: rules,
		RuleHash: RuleHash(rules), Reserves: m.Reserves, Document: m.Document,
		Guidance: m.Guidance, Consent: m.Consent,
		Status: PlanDraftedStatus, Drafted: c.Time, DraftedBy: c.Signers}
	plans.Set(c.Store, m.ID, plan)
	c.Emit(PlanDrafted{ID: m.ID, RuleHash: plan.RuleHash})
	return nil
}
