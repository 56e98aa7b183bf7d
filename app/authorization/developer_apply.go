package authorization

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeveloperApply is the author's application for admission as a developer.
type DeveloperApply struct {
	ID           wire.ID `json:"id" need:"yes"`
	Jurisdiction string  `json:"jurisdiction" max:"6" need:"yes"`
	Evidence     []Item  `json:"evidence" max:"20"`  // of the conditions
	Materials    []Item  `json:"materials" max:"20"` // what else is asked for
	Operator     string  `json:"operator" max:"32"`  // to whom, where operators admit developers
}

// Check refuses a body that no state could make right.
func (m *DeveloperApply) Check() error { return checkID("id", m.ID) }

// Apply records the application. The operator and whoever is linked with it are refused where the
// regime bans it from re-development, directly or indirectly (GZ §25).
func (m *DeveloperApply) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	p, err := regime.Require(c, m.Jurisdiction)
	if err != nil {
		return err
	}
	who := c.Author()
	if !admits(p) {
		return p.Refuse(ErrNoProcess, "jurisdiction")
	}
	if developers.Has(c.Store, m.ID) ||
		AdmittedBy(c.Store, who, m.Operator, m.Jurisdiction, c.Time) {
		return ErrDeveloperExists.At("id", "party", who)
	}
	if err := unrelated(c, p, who, m.Jurisdiction); err != nil {
		return err
	}
	if err := m.welcome(c, p, who); err != nil {
		return err
	}
	if err := m.complete(c, p); err != nil {
		return err
	}
	developers.Set(c.Store, m.ID, Developer{ID: m.ID, Jurisdiction: m.Jurisdiction, Regime: p.Ref(),
		Evidence: m.Evidence, Materials: m.Materials, Operator: m.Operator, Status: DeveloperPending,
		Applied: c.Time})
	c.Emit(DeveloperApplied{ID: m.ID, Jurisdiction: m.Jurisdiction, Listed: listed(c, who)})
	return nil
}

// complete refuses an application that lacks a condition's evidence, and one that lacks material
// where the reviewer could not send it back for that.
func (m *DeveloperApply) complete(c *rule.Ctx, p regime.Profile) error {
	if missing := lacking(p.List("developer.eligibility_items"), m.Evidence); len(missing) > 0 {
		return cited(p, "developer.eligibility_items",
			ErrEligibility.At("evidence", "missing", strings.Join(missing, " ")))
	}
	want := p.List("developer.materials")
	if m.Operator != "" {
		own, err := admissionRules(c, p, m.Operator, m.Jurisdiction)
		if err != nil {
			return err
		}
		want = slices.Concat(want, own)
	}
	if p.Bool("developer.correction") {
		return nil
	}
	return shown(p, want, slices.Concat(m.Evidence, m.Materials))
}

// shown refuses what is asked for and not given.
func shown(p regime.Profile, want []string, given []Item) error {
	if missing := lacking(want, given); len(missing) > 0 {
		return p.Refuse(ErrMaterials, "materials", "missing", strings.Join(missing, " "))
	}
	return nil
}

// welcome refuses a party that a measure in force keeps out: of the operator it applies to, or of
// the whole province (YN §21¶4). Where operators admit developers, every operator's list counts for
// an application that names none.
func (m *DeveloperApply) welcome(c *rule.Ctx, p regime.Profile, who string) error {
	scopes := []string{party.Province(m.Jurisdiction)}
	if m.Operator != "" {
		if !party.HasRole(c.Standing(), m.Operator, roleOperator, m.Jurisdiction, c.Time) {
			return p.Refuse(ErrOperatorRole, "operator", "operator", m.Operator, "jurisdiction",
				m.Jurisdiction)
		}
		scopes = append(scopes, m.Operator)
	} else if p.Text("developer.review_by") == roleOperator {
		for _, v := range party.Restrictions(c.Store, who) {
			scopes = append(scopes, v.Scope)
		}
	}
	if by, yes := party.Barred(c.Store, who, scopes, c.Time); yes {
		return p.Refuse(ErrBlacklisted, "", "party", who, "act", by.Act)
	}
	return nil
}

// listed reports whether some operator's measure is in force against the party: a warning to the
// others, no bar.
func listed(c *rule.Ctx, who string) bool {
	for _, v := range party.Restrictions(c.Store, who) {
		if v.From <= c.Time && (v.To == 0 || c.Time < v.To) {
			return true
		}
	}
	return false
}
