package authorization

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementSign is the authorized-operation agreement, signed by implementing body and operator.
type AgreementSign struct {
	ID             wire.ID       `json:"id"`
	Plan           wire.ID       `json:"plan"`
	Selection      wire.ID       `json:"selection"`
	FirstDay       wire.Date     `json:"first_day"`
	LastDay        wire.Date     `json:"last_day"`
	Resources      []wire.ID     `json:"resources" max:"300"`
	Topics         []string      `json:"topics" max:"40"`  // contents the text has
	RuleHash       wire.Hash     `json:"rule_hash"`        // the plan's
	RedevBanClause bool          `json:"redev_ban_clause"` // the text bans re-development
	Document       rule.Evidence `json:"document"`         // the signed text
	TermException  rule.Evidence `json:"term_exception"`   // the government's, for a longer term
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
	if err := m.procedure(c, p, plan, sel); err != nil {
		return err
	}
	allowed, excepted, err := m.term(c, p)
	if err != nil {
		return err
	}
	if err := m.contents(c, p, plan); err != nil {
		return err
	}
	agreements.Set(c.Store, m.ID, Agreement{ID: m.ID, Plan: m.Plan, Selection: m.Selection,
		Regime: p.Ref(), Jurisdiction: plan.Jurisdiction, Mode: plan.Mode, Impl: impl,
		Operator: sel.Chosen, Signers: signers, FirstDay: m.FirstDay, LastDay: m.LastDay,
		Resources: m.Resources, Topics: m.Topics, Rule: plan.Mechanism, RuleHash: plan.RuleHash,
		Document: m.Document, Exception: m.TermException, Excepted: excepted, Signed: c.Time})
	sel.Agreement = m.ID
	selections.Set(c.Store, m.Selection, sel)
	c.Emit(AgreementSigned{ID: m.ID, Operator: sel.Chosen, FirstDay: m.FirstDay, LastDay: m.LastDay,
		RuleHash: plan.RuleHash})
	if excepted {
		c.Emit(SoftCapException{ID: m.ID, LastDay: m.LastDay, Allowed: allowed,
			Document: m.TermException})
	}
	return nil
}

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

// term refuses a term above the regime's maximum, unless the regime takes a government's document
// for it; such an exception is flagged. It returns the last day allowed without the document.
func (m *AgreementSign) term(c *rule.Ctx, p regime.Profile) (allowed wire.Date, excepted bool,
	err error) {
	if m.LastDay.End() <= c.Time {
		return 0, false, rule.Malformed("last_day", "期限已经届满", "the term is over already")
	}
	years := p.Int("agreement.term_max_years")
	if years == 0 {
		return 0, false, nil
	}
	allowed = regime.TermLastDay(m.FirstDay, years)
	if m.LastDay <= allowed {
		return allowed, false, nil
	}
	if p.Text("agreement.term_exception") != "document" || !m.TermException.Given() {
		return 0, false, p.Refuse(ErrTermMax, "last_day", "years", years, "last", allowed)
	}
	return allowed, true, nil
}

// contents refuses an agreement that lacks a topic, differs from the plan, or would owe money to an
// administrative body without a treasury.
func (m *AgreementSign) contents(c *rule.Ctx, p regime.Profile, plan Plan) error {
	if missing := absent(p.List("agreement.items"), m.Topics); len(missing) > 0 {
		return p.Refuse(ErrTopics, "topics", "missing", strings.Join(missing, " "))
	}
	if p.Bool("redev_ban.clause") && !m.RedevBanClause {
		return p.Refuse(ErrRedevClause, "redev_ban_clause")
	}
	if m.RuleHash != plan.RuleHash {
		return p.Refuse(ErrRuleDiffers, "rule_hash", "plan", m.Plan)
	}
	if err := stillPayable(c.Store, p, "rule_hash", plan.Mechanism); err != nil {
		return err
	}
	for i, id := range m.Resources {
		at := "resources[" + strconv.Itoa(i) + "]"
		if !contains(plan.Resources, id) {
			return p.Refuse(ErrBeyondPlan, at, "id", id, "plan", m.Plan)
		}
		if err := withTreasury(c.Store, p, at, id.Party); err != nil {
			return err
		}
	}
	return authorizable(c, p, m.Resources)
}
