package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementAmend changes a running agreement from a day on; the signers of the agreement sign. What
// is left empty stays as it is. Nothing in it goes beyond the plan version in force.
//
// GD §23¶2, HE §13¶2 §17, HB 三(三), GZ §9.
type AgreementAmend struct {
	ID            wire.ID       `json:"id" need:"yes"`
	Effective     wire.Date     `json:"effective"` // 0: the next period for a new rule, else tomorrow
	LastDay       wire.Date     `json:"last_day"`
	Resources     []wire.ID     `json:"resources" max:"300"`
	Scenarios     []string      `json:"scenarios" max:"50"`
	RuleHash      wire.Hash     `json:"rule_hash"` // the plan's
	Document      rule.Evidence `json:"document" need:"yes"`
	TermException rule.Evidence `json:"term_exception"`
}

// Check refuses a body that no state could make right.
func (m *AgreementAmend) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	switch {
	case m.Effective != 0 && !m.Effective.Valid():
		return rule.Malformed("effective", "须为日期", "must be a date")
	case m.LastDay != 0 && !m.LastDay.Valid():
		return rule.Malformed("last_day", "须为日期", "must be a date")
	}
	if err := rule.RequireEvidence("document", m.Document); err != nil {
		return err
	}
	if err := checkNames("scenarios", m.Scenarios); err != nil {
		return err
	}
	if len(m.Resources) > 0 {
		return checkScope(m.Resources)
	}
	return nil
}

// Apply writes the new version and opens the duties to file and publish the change.
func (m *AgreementAmend) Apply(c *rule.Ctx) error {
	a, ok := agreements.Get(c.Store, m.ID)
	if !ok {
		return ErrAgreementUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, a.Regime).Within(a.Jurisdiction)
	for _, who := range a.Signers {
		if !c.SignedBy(who) {
			return cited(p, byModeKey("agreement.signers", a.Mode), ErrSigner.At("", "who", who))
		}
	}
	if c.Time >= a.End() {
		return ErrEnded.At("id", "id", m.ID, "at", a.End())
	}
	plan, _ := plans.Get(c.Store, a.Plan)
	if plan.Status != PlanApprovedStatus {
		return p.Refuse(ErrPlanNotApproved, "id", "id", a.Plan)
	}
	next, change, err := m.version(c, p, a, plan)
	if err != nil {
		return err
	}
	if a.Version < 2 {
		versions.Set(c.Store, versionKey{a.ID, 1}, a.newest())
	}
	versions.Set(c.Store, versionKey{a.ID, next.Version}, next)
	agreements.Set(c.Store, a.ID, a.amended(next, change.excepted))
	if change.rule && !cuts.Has(c.Store, next.Effective) {
		cuts.Set(c.Store, next.Effective, Cut{Agreement: a.ID, Recorded: c.Time})
	}
	if change.excepted {
		exceptions.Set(c.Store, exceptionKey{a.ID, next.Version}, Exception{LastDay: next.LastDay,
			Allowed: change.allowed, Document: m.TermException, At: c.Time})
		c.Emit(SoftCapException{ID: m.ID, LastDay: next.LastDay, Allowed: change.allowed,
			Document: m.TermException, Flags: []string{FlagSoftCap}})
	}
	c.Emit(AgreementAmended{ID: m.ID, Version: next.Version, Effective: next.Effective,
		LastDay: next.LastDay, RuleHash: next.RuleHash})
	fileChange(c, p, a, next.Version-1)
	if next.LastDay != a.LastDay {
		noExpiry(c, a, "agreement.amended")
		a.LastDay = next.LastDay
		fileExpiry(c, p, a, next.Version-1)
	}
	return nil
}

// amended is the agreement with a version as its newest.
func (a Agreement) amended(v AgreementVersion, excepted bool) Agreement {
	a.Version, a.Effective, a.PlanVersion, a.LastDay = v.Version, v.Effective, v.Plan, v.LastDay
	a.Resources, a.Scenarios, a.Rule, a.RuleHash = v.Resources, v.Scenarios, v.Rule, v.RuleHash
	a.Reserves = v.Reserves
	a.Exception, a.Excepted = v.Exception, a.Excepted || excepted
	return a
}

// fileChange opens the duties to file a change of an agreement and to make it public.
func fileChange(c *rule.Ctx, p regime.Profile, a Agreement, no uint32) {
	d := duty{name: DutyChange, span: "agreement.change.filing", prefix: "agreement.filing",
		object: a.ID, no: no, place: a.Jurisdiction, by: a.Impl}
	if p.Has("agreement.filing.modes", a.Mode) {
		openFiling(c, p, d)
	}
	if p.Bool("agreement.change.publish") {
		d.name = DutyChangePublic
		openPublishing(c, p, d)
	}
}
