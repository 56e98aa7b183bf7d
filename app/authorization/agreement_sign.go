package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementSign is the authorized-operation agreement, signed by implementing body and operator.
type AgreementSign struct {
	ID             wire.ID       `json:"id" need:"yes"`
	Plan           wire.ID       `json:"plan" need:"yes"`
	Selection      wire.ID       `json:"selection" need:"yes"`
	FirstDay       wire.Date     `json:"first_day" need:"yes"`
	LastDay        wire.Date     `json:"last_day" need:"yes"`
	Resources      []wire.ID     `json:"resources" max:"300" need:"yes"`
	Scenarios      []string      `json:"scenarios" max:"50"`   // of the plan; its only one if left out
	Topics         []string      `json:"topics" max:"40"`      // contents the text has
	Consulted      []Item        `json:"consulted" max:"20"`   // opinions taken before signing
	RuleHash       wire.Hash     `json:"rule_hash" need:"yes"` // the plan's
	RedevBanClause bool          `json:"redev_ban_clause"`     // the text bans re-development
	Document       rule.Evidence `json:"document" need:"yes"`  // the signed text
	TermException  rule.Evidence `json:"term_exception"`       // the government's, for a longer term
}

// Check refuses a body that no state could make right.
func (m *AgreementSign) Check() error {
	for _, f := range []struct {
		name string
		id   wire.ID
	}{{"id", m.ID}, {"plan", m.Plan}, {"selection", m.Selection}} {
		if err := checkID(f.name, f.id); err != nil {
			return err
		}
	}
	switch {
	case !m.FirstDay.Valid():
		return rule.Malformed("first_day", "须为日期", "must be a date")
	case !m.LastDay.Valid() || m.LastDay < m.FirstDay:
		return rule.Malformed("last_day", "须为不早于起始日的日期", "must be a date not before first_day")
	}
	if err := rule.RequireEvidence("document", m.Document); err != nil {
		return err
	}
	if err := checkNames("scenarios", m.Scenarios); err != nil {
		return err
	}
	return checkScope(m.Resources)
}

// Apply signs the agreement: it freezes the regime and uses up the selection.
func (m *AgreementSign) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	plan, ok := plans.Get(c.Store, m.Plan)
	if !ok {
		return ErrPlanUnknown.At("plan", "id", m.Plan)
	}
	sel, ok := selections.Get(c.Store, m.Selection)
	if !ok {
		return ErrSelectionUnknown.At("selection", "id", m.Selection)
	}
	p, err := regime.Require(c, plan.Jurisdiction)
	if err != nil {
		return err
	}
	impl, signers, err := m.signers(c, p, plan, sel)
	if err != nil {
		return err
	}
	if err := plan.carriesOut(p, impl); err != nil {
		return err
	}
	if err := m.procedure(c, p, plan, sel); err != nil {
		return err
	}
	allowed, excepted, err := term(c, p, m.FirstDay, m.LastDay, m.TermException)
	if err != nil {
		return err
	}
	scenarios, err := m.contents(c, p, plan)
	if err != nil {
		return err
	}
	signed := Agreement{ID: m.ID, Plan: m.Plan, Selection: m.Selection,
		Regime: p.Ref(), Jurisdiction: plan.Jurisdiction, Mode: plan.Mode, Impl: impl,
		Operator: sel.Chosen, Signers: signers, FirstDay: m.FirstDay, LastDay: m.LastDay,
		PlanVersion: plan.Version, Resources: m.Resources, Scenarios: scenarios, Topics: m.Topics,
		Consulted: m.Consulted, Rule: plan.Mechanism, RuleHash: plan.RuleHash,
		Reserves: plan.Reserves, Document: m.Document, Exception: m.TermException,
		Excepted: excepted, Signed: c.Time, SignedBy: c.Signers}
	agreements.Set(c.Store, m.ID, signed)
	operate(c.Store, signed)
	sel.Agreement = m.ID
	selections.Set(c.Store, m.Selection, sel)
	c.Emit(AgreementSigned{ID: m.ID, Operator: sel.Chosen, FirstDay: m.FirstDay, LastDay: m.LastDay,
		RuleHash: plan.RuleHash})
	if excepted {
		exceptions.Set(c.Store, exceptionKey{m.ID, 1}, Exception{LastDay: m.LastDay, Allowed: allowed,
			Document: m.TermException, At: c.Time})
		c.Emit(SoftCapException{ID: m.ID, LastDay: m.LastDay, Allowed: allowed,
			Document: m.TermException, Flags: []string{FlagSoftCap}})
	}
	m.file(c, p, plan, impl)
	return nil
}

// file opens the duties to file the agreement and to make it public.
func (m *AgreementSign) file(c *rule.Ctx, p regime.Profile, plan Plan, impl string) {
	d := duty{name: DutyAgreement, span: "agreement.filing.deadline", prefix: "agreement.filing",
		object: m.ID, place: plan.Jurisdiction, by: impl}
	if p.Has("agreement.filing.modes", plan.Mode) {
		openFiling(c, p, d)
	}
	fileExpiry(c, p, Agreement{ID: m.ID, Jurisdiction: plan.Jurisdiction, Impl: impl,
		LastDay: m.LastDay}, 0)
	d.name, d.span = DutyAgreementPublic, "agreement.publish.deadline"
	openPublishing(c, p, d)
}
