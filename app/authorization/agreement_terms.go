package authorization

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// term refuses a term above the regime's maximum, unless the regime takes a government's document
// for it; such an exception is flagged. It returns the last day allowed without the document.
func term(c *rule.Ctx, p regime.Profile, first, last wire.Date, exception rule.Evidence) (
	allowed wire.Date, excepted bool, err error) {
	if last.End() <= c.Time {
		return 0, false, rule.Malformed("last_day", "期限已经届满", "the term is over already")
	}
	years := p.Int("agreement.term_max_years")
	if years == 0 {
		return 0, false, nil
	}
	allowed = regime.TermLastDay(first, years)
	if last <= allowed {
		return allowed, false, nil
	}
	if p.Text("agreement.term_exception") != "document" || !exception.Given() {
		return 0, false, p.Refuse(ErrTermMax, "last_day", "years", years, "last", allowed)
	}
	return allowed, true, nil
}

// contents refuses an agreement that lacks a topic or an opinion, differs from the plan, or
// would owe money to an administrative body without a treasury. It returns the scenarios
// authorized.
func (m *AgreementSign) contents(c *rule.Ctx, p regime.Profile, plan Plan) ([]string, error) {
	if missing := absent(p.List("agreement.items"), m.Topics); len(missing) > 0 {
		return nil, p.Refuse(ErrTopics, "topics", "missing", strings.Join(missing, " "))
	}
	if missing := lacking(p.List("agreement.consult_before"), m.Consulted); len(missing) > 0 {
		return nil, p.Refuse(ErrConsult, "consulted", "missing", strings.Join(missing, " "))
	}
	if p.Bool("redev_ban.clause") && !m.RedevBanClause {
		return nil, p.Refuse(ErrRedevClause, "redev_ban_clause")
	}
	if m.RuleHash != plan.RuleHash {
		return nil, p.Refuse(ErrRuleDiffers, "rule_hash", "plan", m.Plan)
	}
	if err := stillPayable(c.Store, p, "rule_hash", plan.Mechanism,
		plan.Reserves); err != nil {
		return nil, err
	}
	scenarios := m.Scenarios
	if len(scenarios) == 0 && len(plan.Scenarios) == 1 {
		scenarios = plan.Scenarios
	}
	if err := plan.stages(p, scenarios); err != nil {
		return nil, err
	}
	return scenarios, inPlan(c, p, plan, m.Resources)
}
