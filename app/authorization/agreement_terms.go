package authorization

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

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
