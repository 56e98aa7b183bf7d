package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PlanApprove records that the government of the level approved a plan, or the change of one.
// It signs itself; where it has no key a drafter records its document, marked attested (rulings
// L3).
type PlanApprove struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Approval rule.Evidence `json:"approval"` // of its decision; needed when it does not sign
	Digest   wire.Hash     `json:"digest"`   // of the plan that was read; zero: as it stands
}

// Check refuses a body that no state could make right.
func (m *PlanApprove) Check() error { return checkID("id", m.ID) }

// Apply approves the plan.
func (m *PlanApprove) Apply(c *rule.Ctx) error {
	v, ok := plans.Get(c.Store, m.ID)
	if !ok {
		return ErrPlanUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	next, change, ok := v.awaiting(c.Store)
	if !ok {
		if v.Status == PlanWithdrawnStatus {
			return p.Refuse(ErrPlanNotApproved, "id", "id", m.ID)
		}
		return ErrPlanApproved.At("id", "id", m.ID)
	}
	if want := next.Digest(); !m.Digest.IsZero() && m.Digest != want {
		return p.Refuse(ErrPlanChanged, "digest", "id", m.ID, "want", want)
	}
	if err := next.studied(p, change); err != nil {
		return err
	}
	by, attested, err := approver(c, p, v, m.Approval)
	if err != nil {
		return err
	}
	if p.Bool("plan.decision_required") && !m.Approval.Given() {
		return p.Refuse(ErrPlanDecision, "approval")
	}
	next.Status, next.Approver, next.Attested, next.Approval, next.Approved = PlanApprovedStatus, by,
		attested, m.Approval, c.Time
	next.ApprovedBy = c.Signers
	c.Emit(PlanApproved{ID: m.ID, Version: next.Version, Attested: attested})
	if change {
		next.Filings = v.Filings
		inForce(c, p, next)
		return nil
	}
	plans.Set(c.Store, m.ID, next)
	planVersions.Set(c.Store, planVersionKey{m.ID, next.Version}, next)
	openFiling(c, p, duty{name: DutyPlan, span: "plan.filing.deadline",
		prefix: "plan.filing", object: m.ID, place: v.Jurisdiction, by: v.Drafters[0]})
	return nil
}

// approver returns who approves: a signing party with the role the profile names at exactly the
// plan's level, else a drafter that attests the approval document.
func approver(c *rule.Ctx, p regime.Profile, v Plan, doc rule.Evidence) (by string, attested bool,
	err error) {
	word, level := p.Text("plan.approver"), v.Jurisdiction
	if word == "government_province" {
		word, level = roleGovernment, party.Province(level)
	}
	if _, err := signed(c, p, "plan.approver", word, level); err == nil {
		for _, s := range c.Parties() {
			if holdsAt(c, s, word, level) {
				return s, false, nil
			}
		}
	}
	if !slices.Contains(v.Drafters, c.Author()) || !doc.Given() {
		return "", false, p.Refuse(ErrPlanApproval, "approval")
	}
	return c.Author(), true, nil
}

// holdsAt reports whether the party holds the role in exactly this jurisdiction: a provincial
// government does not approve in a prefecture's stead (GZ §6 本级人民政府).
func holdsAt(c *rule.Ctx, id, role, jurisdiction string) bool {
	for _, v := range party.Roles(c.Standing(), id) {
		if v.Role == role && v.Jurisdiction == jurisdiction && v.From <= c.Time &&
			(v.To == 0 || c.Time < v.To) {
			return true
		}
	}
	return false
}
