package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DevAgreementSign is the development-use agreement (公共数据开发利用协议), signed by operator and
// developer, with the rule for the money of the developer's products.
//
// GZ §19: after the application is approved, the operator signs it and supplies products. YN
// §13(4): at most three years.
type DevAgreementSign struct {
	ID            wire.ID       `json:"id" need:"yes"`
	Operator      string        `json:"operator" max:"32" need:"yes"`
	Developer     string        `json:"developer" max:"32" need:"yes"`
	Parent        wire.ID       `json:"parent" need:"yes"`
	Application   wire.ID       `json:"application"`
	FirstDay      wire.Date     `json:"first_day" need:"yes"`
	LastDay       wire.Date     `json:"last_day" need:"yes"`
	Rule          wire.Bytes    `json:"rule" max:"20000" need:"yes"` // settle/1 of layer re, JSON
	RuleHash      wire.Hash     `json:"rule_hash" need:"yes"`        // SHA-256 of its canonical JSON
	Evidence      rule.Evidence `json:"evidence" need:"yes"`         // the agreement's text
	TermException rule.Evidence `json:"term_exception"`              // of the government, if longer

	Reserves []authorization.Reserve `json:"reserves" max:"10"` // that the rule keeps money in
}

// Check looks at the body alone.
func (m *DevAgreementSign) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case !m.Parent.Valid():
		return rule.Malformed("parent", "须填写授权运营协议编号", "must name the agreement")
	case !wire.IsName(m.Operator) || !wire.IsName(m.Developer):
		return rule.Malformed("developer", "须填写运营机构和开发利用机构", "operator and developer are required")
	case !m.FirstDay.Valid() || !m.LastDay.Valid() || m.LastDay < m.FirstDay:
		return rule.Malformed("last_day", "起止日期须有效且先后正确", "two valid days in order are required")
	}
	if err := authorization.CheckReserves("reserves", m.Reserves); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply writes the agreement.
func (m *DevAgreementSign) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if devAgreements.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	a, err := runningAgreement(c, "parent", m.Parent)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, a.Regime)
	if err := m.requireParties(c, p, a); err != nil {
		return err
	}
	if err := m.requireApproval(c, p, a); err != nil {
		return err
	}
	allowed, excepted, err := m.requireTerm(p, a)
	if err != nil {
		return err
	}
	text, err := authorization.ReadMechanismWith(c.Store, p, "rule", settlement.LayerRe, m.Rule,
		m.Reserves)
	if err != nil {
		return err
	}
	hash := authorization.RuleHash(text)
	if hash != m.RuleHash {
		return ErrDevRule.At("rule_hash", "hash", hash)
	}

	devAgreements.Set(c.Store, m.ID, DevAgreement{ID: m.ID, Regime: a.Regime,
		Jurisdiction: a.Jurisdiction, Operator: m.Operator, Developer: m.Developer, Parent: a.ID,
		Application: m.Application, FirstDay: m.FirstDay, LastDay: m.LastDay, Rule: text, RuleHash: hash,
		Reserves:  m.Reserves,
		Exception: m.TermException, Excepted: excepted, Signed: ActOf(c, false, m.Evidence)})
	developments.Add(c.Store, developmentKey{m.Developer, m.Operator, m.ID})
	c.Emit(DevAgreementSigned{ID: m.ID, Operator: m.Operator, Developer: m.Developer,
		LastDay: m.LastDay})
	if excepted {
		c.Emit(DevTermException{ID: m.ID, LastDay: m.LastDay, Allowed: allowed,
			Document: m.TermException})
	}
	return nil
}

func (m *DevAgreementSign) requireParties(c *rule.Ctx, p regime.Profile,
	a authorization.Agreement) error {
	switch {
	case m.Operator != a.Operator || !c.SignedBy(m.Operator):
		return ErrWrongSigner.At("operator", "who", a.Operator)
	case !c.SignedBy(m.Developer):
		return ErrWrongSigner.At("developer", "who", m.Developer)
	}
	if err := developerUnder(c, p, a, "developer", m.Developer); err != nil {
		return err
	}
	return unrestricted(c, a, m.Developer)
}

// requireApproval wants the developer's own approved application where the regime orders it so.
func (m *DevAgreementSign) requireApproval(c *rule.Ctx, p regime.Profile,
	a authorization.Agreement) error {
	if m.Application.IsZero() && !p.Bool("dev_agreement.after_application") {
		return nil
	}
	app, ok := applications.Get(c.Store, m.Application)
	switch {
	case !ok || app.Status != Approved:
		return p.Refuse(ErrBeforeApproval, "application", "id", m.Application)
	case app.Applicant != m.Developer || app.Agreement != a.ID:
		return ErrOtherParties.At("application", "id", app.ID, "developer", m.Developer)
	}
	return nil
}

// requireTerm keeps the term inside the operator's and, where the regime caps it, inside the cap,
// unless the regime takes a government's document for a longer one. allowed is the last day without
// that document.
func (m *DevAgreementSign) requireTerm(p regime.Profile, a authorization.Agreement) (
	allowed wire.Date, excepted bool, err error) {
	allowed = a.LastDay
	if years := p.Int("dev_agreement.term_max_years"); years > 0 {
		allowed = min(allowed, regime.TermLastDay(m.FirstDay, years))
	}
	last := allowed
	if p.Text("dev_agreement.term_exception") == "document" && m.TermException.Given() {
		last = a.LastDay
	}
	if m.FirstDay < a.FirstDay || m.LastDay > last {
		return 0, false, p.Refuse(ErrDevTerm, "last_day", "first", a.FirstDay, "last", last)
	}
	return allowed, m.LastDay > allowed, nil
}
