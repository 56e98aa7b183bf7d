package authorization

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PlanDraft drafts a plan, or drafts it again until it is approved.
type PlanDraft struct {
	ID           wire.ID       `json:"id"`
	Title        string        `json:"title" max:"200"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Mode         string        `json:"mode" max:"10"`
	Resources    []wire.ID     `json:"resources" max:"300"`
	Items        []string      `json:"items" max:"40"`        // topics the plan states
	Mechanism    wire.Bytes    `json:"mechanism" max:"20000"` // JSON of a settle/1 agreement
	Document     rule.Evidence `json:"document"`              // the plan's text
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
	return checkScope(m.Resources)
}

func checkScope(ids []wire.ID) error {
	if len(ids) == 0 {
		return rule.Malformed("resources", "须列明资源范围", "must name the resources")
	}
	for i, id := range ids {
		if !id.Valid() || contains(ids[:i], id) {
			return rule.Malformed("resources["+strconv.Itoa(i)+"]", "不是资源编号或重复",
				"is no resource id or is repeated")
		}
	}
	return nil
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
	if !p.Has("modes.allowed", m.Mode) {
		return p.Refuse(ErrMode, "mode", "mode", m.Mode)
	}
	var drafters []string
	roles := byMode(p, "plan.drafter", m.Mode)
	for _, role := range roles {
		by, err := signer(c, p, byModeKey("plan.drafter", m.Mode), role, m.Jurisdiction)
		if err != nil {
			return err
		}
		drafters = append(drafters, by)
	}
	if err := apart(c, p, m.Mode, roles, drafters); err != nil {
		return err
	}
	old, exists := plans.Get(c.Store, m.ID)
	if exists && old.Status != PlanDraftedStatus {
		return ErrPlanApproved.At("id", "id", m.ID)
	}
	if missing := absent(p.List("plan.items_required"), m.Items); len(missing) > 0 {
		return p.Refuse(ErrPlanItems, "items", "missing", strings.Join(missing, " "))
	}
	if err := authorizable(c, p, m.Resources); err != nil {
		return err
	}
	rules, err := ReadMechanism(c.Store, p, "mechanism", settlement.LayerPrimary, m.Mechanism)
	if err != nil {
		return err
	}
	plan := Plan{ID: m.ID, Version: old.Version + 1, Title: m.Title, Jurisdiction: m.Jurisdiction,
		Mode: m.Mode, Regime: p.Ref(), Drafters: drafters, Resources: m.Resources, Items: m.Items,
		Mechanism: rules, RuleHash: RuleHash(rules), Document: m.Document, Status: PlanDraftedStatus,
		Drafted: c.Time}
	plans.Set(c.Store, m.ID, plan)
	c.Emit(PlanDrafted{ID: m.ID, RuleHash: plan.RuleHash})
	return nil
}

// authorizable refuses the whole scope naming the first resource that may not be authorized now; it
// never drops one silently (S10). Where the cause is a missing consent, the consent's key is cited.
// What another province's government answers for is not this one's to authorize (rulings L1).
func authorizable(c *rule.Ctx, p regime.Profile, ids []wire.ID) error {
	for i, id := range ids {
		at := "resources[" + strconv.Itoa(i) + "]"
		cause, ok := catalog.Authorizable(c.Store, id, c.Time)
		if ok {
			v, _ := catalog.Get(c.Store, id)
			if party.Province(v.Jurisdiction) != party.Province(p.Ref().Jurisdiction) {
				return ErrOtherProvince.At(at, "id", id, "jurisdiction", v.Jurisdiction)
			}
			continue
		}
		refused := p.Refuse(ErrResource, at, "id", id, "cause", cause)
		if cause == catalog.CauseNoConsent {
			return cited(p, "shared_data.consent_required", refused)
		}
		return refused
	}
	return nil
}
