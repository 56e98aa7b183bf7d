package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ApplicationSubmit applies for one scenario and its data (一场景一申请).
//
// GZ §18: the developer applies on the platform; under whole authorization the data authority
// reviews jointly with the providing departments, under sector authorization the industry
// authority. GD §24, YN §20, HB 四(二)(三): the operator applies.
type ApplicationSubmit struct {
	ID        wire.ID `json:"id" need:"yes"`
	Agreement wire.ID `json:"agreement" need:"yes"`
	Scenario  string  `json:"scenario" max:"64" need:"yes"` // a name of the applicant's own
	Title     string  `json:"title" max:"200"`
	Purpose   string  `json:"purpose" max:"32" need:"yes"`
	Items     []Item  `json:"items" max:"32" need:"yes"`
}

// Check looks at the body alone.
func (m *ApplicationSubmit) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case !m.Agreement.Valid():
		return rule.Malformed("agreement", "须填写授权运营协议编号", "must name the agreement")
	case m.Scenario == "":
		return rule.Malformed("scenario", "须写明一个应用场景", "one scenario must be named")
	case !wire.IsName(m.Purpose):
		return rule.Malformed("purpose", "须填写用途类别", "must be a purpose class")
	}
	return checkItems("items", m.Items)
}

// Apply seats the panel and files the application. Where the regime reviews the scenario first, the
// data must lie inside an approved one.
func (m *ApplicationSubmit) Apply(c *rule.Ctx) error {
	base, p, err := applying(c, m.ID, m.Agreement, m.Scenario)
	if err != nil {
		return err
	}
	a := Application{ID: m.ID, Agreement: base.ID, Applicant: c.Author(), Step: StepData,
		Scenario: m.Scenario, Title: m.Title, Purpose: m.Purpose, Items: m.Items}
	if a.Former, err = requireFree(c, p, a); err != nil {
		return err
	}
	roles, key := p.List("application.reviewers."+base.Mode), "application.deadline"
	if twoSteps(p) {
		if a.Plan, err = m.requirePlan(c, p, base); err != nil {
			return err
		}
		roles, key = p.List("application.data_reviewers"), "application.data_deadline"
	}
	resources, err := demand(c, base, m.Items)
	if err != nil {
		return err
	}
	if err := requireFields(c.Store, "items", m.Items); err != nil {
		return err
	}
	return file(c, p, base, a, roles, key, resources)
}

// applying requires what every application needs: a new id, a running agreement, and an author whom
// the regime lets apply, for a scenario that the agreement authorizes.
func applying(c *rule.Ctx, id, agreement wire.ID, scene string) (a authorization.Agreement,
	p regime.Profile, err error) {
	if err := ownID(c, id); err != nil {
		return a, p, err
	}
	if applications.Has(c.Store, id) {
		return a, p, ErrDuplicate.At("id", "id", id)
	}
	if a, err = runningAgreement(c, "agreement", agreement); err != nil {
		return a, p, err
	}
	p = regime.At(c.Store, a.Regime)
	if err := requireApplicant(c, p, a); err != nil {
		return a, p, err
	}
	names := authorization.VersionOn(c.Store, a, c.Time.Date()).Scenarios
	return a, p, requireScene(p, a, names, scene)
}

// requirePlan wants an approved plan of the same scenario and purpose that holds every item (HB
// 四(三): 基于已审核的场景).
func (m *ApplicationSubmit) requirePlan(c *rule.Ctx, p regime.Profile,
	base authorization.Agreement) (wire.ID, error) {
	use, _ := scenarios.Get(c.Store, scenarioKey{c.Author(), base.ID, m.Scenario})
	plan, ok := applications.Get(c.Store, use.Application)
	switch {
	case !ok || plan.Status != Approved:
		return plan.ID, p.Refuse(ErrScenarioUnapproved, "scenario", "scenario", m.Scenario)
	case plan.Purpose != m.Purpose:
		return plan.ID, p.Refuse(ErrOutsideScenario, "purpose", "what", m.Purpose, "object", plan.ID)
	}
	return plan.ID, requireWithin(p, ErrOutsideScenario, "items", plan.Approved, m.Items)
}

func requireApplicant(c *rule.Ctx, p regime.Profile, a authorization.Agreement) error {
	who := p.Text("application.applicant")
	switch who {
	case "developer":
		if !authorization.Eligible(c.Store, a, c.Author(), c.Time) {
			return p.Refuse(ErrNotAdmitted, "", "party", c.Author())
		}
		return authorization.Unrelated(c, p, ErrOperatorGroup, "", a.Operator, c.Author())
	case "operator":
		if c.Author() != a.Operator {
			return p.Refuse(ErrApplicant, "", "who", who, "who_zh", party.RoleZh(who))
		}
	case "":
		return p.Refuse(ErrNoApplications, "")
	default:
		return p.Refuse(ErrApplicant, "", "who", who, "who_zh", party.RoleZh(who))
	}
	return nil
}

// demand checks that every item may be used under the agreement and returns the resources behind
// all of them.
func demand(c *rule.Ctx, a authorization.Agreement, items []Item) ([]wire.ID, error) {
	var resources []wire.ID
	for _, it := range items {
		if it.Kind == KindProduct {
			o, err := offeredUnder(c, "items", a.ID, it)
			if err != nil {
				return nil, err
			}
			resources = append(resources, o.Resources...)
			continue
		}
		if err := requireResource(c, "items", a, it.Object); err != nil {
			return nil, err
		}
		resources = append(resources, it.Object)
	}
	return resources, nil
}
