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
	ID        wire.ID `json:"id"`
	Agreement wire.ID `json:"agreement"`
	Scenario  string  `json:"scenario" max:"64"` // a name of the applicant's own
	Title     string  `json:"title" max:"200"`
	Purpose   string  `json:"purpose" max:"32"`
	Items     []Item  `json:"items" max:"32"`
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

// Apply seats the panel and files the application.
func (m *ApplicationSubmit) Apply(c *rule.Ctx) error {
	if err := ownID(c, m.ID); err != nil {
		return err
	}
	if applications.Has(c.Store, m.ID) {
		return ErrDuplicate.At("id", "id", m.ID)
	}
	a, err := runningAgreement(c, "agreement", m.Agreement)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, a.Regime)
	if err := requireApplicant(c, p, a); err != nil {
		return err
	}
	key := scenarioKey{c.Author(), a.ID, m.Scenario}
	if use, ok := scenarios.Get(c.Store, key); ok {
		if held, _ := applications.Get(c.Store, use.Application); held.Status != Rejected {
			return p.Refuse(ErrScenarioTaken, "scenario", "scenario", m.Scenario, "id", held.ID)
		}
	}
	resources, err := m.demand(c, p, a)
	if err != nil {
		return err
	}
	panel := Seats(p.List("application.reviewers."+a.Mode), a.Impl, a.Operator,
		owners(resources))
	if len(panel) == 0 || len(panel) > 32 {
		return rule.Malformed("items", "审核主体须为 1 至 32 个，请拆分申请",
			"1 to 32 bodies must review it; split the application")
	}

	scenarios.Set(c.Store, key, scenarioUse{m.ID})
	applications.Set(c.Store, m.ID, Application{ID: m.ID, Regime: a.Regime,
		Jurisdiction: a.Jurisdiction, Applicant: c.Author(), Agreement: a.ID, Scenario: m.Scenario,
		Title: m.Title, Purpose: m.Purpose, Items: m.Items, Approved: m.Items, Panel: panel,
		Status: Submitted, Submitted: ActOf(c, false, rule.Evidence{})})
	c.Emit(ApplicationSubmitted{ID: m.ID, Applicant: c.Author(), Scenario: m.Scenario})
	return nil
}

func requireApplicant(c *rule.Ctx, p regime.Profile, a authorization.Agreement) error {
	who := p.Text("application.applicant")
	switch who {
	case "developer":
		if !authorization.Admitted(c.Store, c.Author(), a.Jurisdiction, c.Time) {
			return p.Refuse(ErrNotAdmitted, "", "party", c.Author())
		}
		if p.Bool("redev_ban") && party.SameGroup(c.Store, c.Author(), a.Operator) {
			return p.Refuse(ErrOperatorGroup, "", "party", c.Author())
		}
	case "operator":
		if c.Author() != a.Operator {
			return p.Refuse(ErrApplicant, "", "who", who, "who_zh", party.RoleZh(who))
		}
	default:
		return p.Refuse(ErrApplicant, "", "who", who, "who_zh", party.RoleZh(who))
	}
	return nil
}

// demand checks every item and returns the resources behind all of them.
func (m *ApplicationSubmit) demand(c *rule.Ctx, p regime.Profile,
	a authorization.Agreement) ([]wire.ID, error) {
	var resources []wire.ID
	for _, it := range m.Items {
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
	return resources, requireFields(c.Store, "items", m.Items)
}
