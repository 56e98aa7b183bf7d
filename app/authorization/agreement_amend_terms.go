package authorization

import (
	"slices"
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// amendment is what an amendment does beside the new text.
type amendment struct {
	rule     bool      // distribution changes: the run of the period is cut
	excepted bool      // the term is above the usual maximum
	allowed  wire.Date // last day without the document
}

// version returns the agreement as it would stand. It refuses what goes beyond the plan version in
// force, and what takes an approved change of the plan that there is not.
func (m *AgreementAmend) version(c *rule.Ctx, p regime.Profile, a Agreement, plan Plan) (
	next AgreementVersion, does amendment, err error) {
	next = a.newest()
	next.Version, next.Plan, next.Document, next.Signed = next.Version+1, plan.Version, m.Document,
		c.Time
	term := m.LastDay != 0 && m.LastDay != a.LastDay
	scope := len(m.Resources) > 0 && !slices.Equal(m.Resources, a.Resources)
	scenes := len(m.Scenarios) > 0 && !slices.Equal(m.Scenarios, a.Scenarios)
	does.rule = !m.RuleHash.IsZero() && m.RuleHash != a.RuleHash
	if !term && !scope && !scenes && !does.rule {
		return next, does, ErrSameTerms.At("", "id", m.ID)
	}
	if term {
		next.LastDay, next.Exception = m.LastDay, m.TermException
		if does, err = m.newTerm(c, p, a, does); err != nil {
			return next, does, err
		}
	}
	if scope {
		next.Resources = m.Resources
		if err = inPlan(c, p, plan, m.Resources); err != nil {
			return next, does, err
		}
	}
	if scenes {
		if p.Bool("agreement.one_scenario_each") { // another scenario is another selection (HE §15)
			return next, does, p.Refuse(ErrOneScenario, "scenarios", "count", len(m.Scenarios))
		}
		next.Scenarios = m.Scenarios
		if err = plan.stages(p, m.Scenarios); err != nil {
			return next, does, err
		}
	}
	if does.rule {
		if m.RuleHash != plan.RuleHash {
			return next, does, p.Refuse(ErrPlanFirst, "rule_hash", "change", ChangeDistribution,
				"plan", plan.ID)
		}
		if err = stillPayable(c.Store, p, "rule_hash", plan.Mechanism,
			plan.Reserves); err != nil {
			return next, does, err
		}
		next.Rule, next.RuleHash = plan.Mechanism, plan.RuleHash
		next.Reserves = withReserves(next.Reserves, plan.Reserves)
	}
	next.Effective, err = m.effective(c, a, does.rule)
	return next, does, err
}

// newTerm refuses a new last day above the maximum, and one that takes a change of the plan first.
func (m *AgreementAmend) newTerm(c *rule.Ctx, p regime.Profile, a Agreement, does amendment) (
	amendment, error) {
	var err error
	does.allowed, does.excepted, err = term(c, p, a.FirstDay, m.LastDay, m.TermException)
	if err != nil || does.excepted || !needsApproval(p, ChangeTerm) {
		return does, err
	}
	if !changedSince(c, a, ChangeTerm) {
		return does, p.Refuse(ErrPlanFirst, "last_day", "change", ChangeTerm, "plan", a.Plan)
	}
	return does, nil
}

// changedSince reports whether an approved version of the plan, later than the one the agreement
// stands on, declares a change.
func changedSince(c *rule.Ctx, a Agreement, change string) (yes bool) {
	planVersions.EachPrefix(c.Store, []any{a.Plan}, func(k planVersionKey, v Plan) bool {
		yes = k.Version > a.PlanVersion && v.Status == PlanApprovedStatus &&
			slices.Contains(v.Changes, change)
		return !yes
	})
	return yes
}

// effective is the first day of the new version. A cut of the run lies wholly ahead: no use that it
// divides can have been counted (rulings M4).
func (m *AgreementAmend) effective(c *rule.Ctx, a Agreement, cut bool) (wire.Date, error) {
	earliest, day := c.Time.Date(), m.Effective
	if cut {
		earliest = (c.Time + wire.Time(regime.Periods(c.Store).LateSecondsAhead)).Date().Add(1)
	}
	earliest = max(earliest, a.newest().Effective)
	if day == 0 {
		day = max(c.Time.Date().Add(1), earliest)
		if cut {
			_, end, _ := regime.PeriodBounds(regime.PeriodOf(c.Store, c.Time))
			day = max(end.Date(), earliest)
		}
	}
	last := a.LastDay
	if m.LastDay != 0 {
		last = min(last, m.LastDay)
	}
	if day < earliest || day > last {
		return 0, ErrEffective.At("effective", "earliest", earliest, "last", last)
	}
	return day, nil
}

// inPlan refuses a scope beyond the plan, and resources that may not be authorized now.
func inPlan(c *rule.Ctx, p regime.Profile, plan Plan, ids []wire.ID) error {
	for i, id := range ids {
		at := "resources[" + strconv.Itoa(i) + "]"
		if !contains(plan.Resources, id) {
			return p.Refuse(ErrBeyondPlan, at, "id", id, "plan", plan.ID)
		}
		if err := withTreasury(c.Store, p, at, id.Party); err != nil {
			return err
		}
	}
	return authorizable(c, p, ids)
}

// stages refuses scenarios that the plan does not list, and more than one where each agreement
// authorizes one scenario (HE §15 一场景一授权).
func (v Plan) stages(p regime.Profile, scenarios []string) error {
	if p.Bool("agreement.one_scenario_each") && len(scenarios) != 1 {
		return p.Refuse(ErrOneScenario, "scenarios", "count", len(scenarios))
	}
	for i, s := range scenarios {
		if !slices.Contains(v.Scenarios, s) {
			return p.Refuse(ErrScenario, "scenarios["+strconv.Itoa(i)+"]", "scenario", s, "plan", v.ID)
		}
	}
	return nil
}
