package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ServiceEntrust records that a third-party service was chosen: under fair competition, and through
// the venue that the profile names (HE §14¶2).
type ServiceEntrust struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Plan     wire.ID       `json:"plan" need:"yes"` // the plan lists such services
	Kind     string        `json:"kind" max:"64" need:"yes"`
	Provider string        `json:"provider" max:"120" need:"yes"`
	Method   string        `json:"method" max:"64" need:"yes"`
	Venue    string        `json:"venue" max:"40"`
	Result   rule.Evidence `json:"result" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ServiceEntrust) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if err := checkID("plan", m.Plan); err != nil {
		return err
	}
	switch {
	case m.Kind == "":
		return rule.Malformed("kind", "须写明服务内容", "must say what is done")
	case m.Provider == "":
		return rule.Malformed("provider", "须写明服务机构", "must name who does it")
	}
	return rule.RequireEvidence("result", m.Result)
}

// Apply records the service.
func (m *ServiceEntrust) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	plan, ok := plans.Get(c.Store, m.Plan)
	if !ok {
		return ErrPlanUnknown.At("plan", "id", m.Plan)
	}
	p := regime.At(c.Store, plan.Regime).Within(plan.Jurisdiction)
	switch {
	case !plan.entrusts(c):
		return ErrSigner.At("", "who", plan.Drafters[0])
	case services.Has(c.Store, m.ID):
		return ErrServiceExists.At("id", "id", m.ID)
	case plan.Status != PlanApprovedStatus:
		return p.Refuse(ErrPlanNotApproved, "plan", "id", m.Plan)
	case !p.Has("selection.methods", m.Method):
		return p.Refuse(ErrMethod, "method", "method", m.Method)
	}
	if err := atVenue(p, m.Venue); err != nil {
		return err
	}
	services.Set(c.Store, m.ID, Entrustment{ID: m.ID, Plan: m.Plan, Regime: plan.Regime, Kind: m.Kind,
		Provider: m.Provider, Method: m.Method, Venue: m.Venue, Result: m.Result, At: c.Time})
	c.Emit(ServiceEntrusted{ID: m.ID, Provider: m.Provider})
	return nil
}

// atVenue refuses a choice made outside the venue that the profile names (HE §14¶2 §15).
func atVenue(p regime.Profile, venue string) error {
	if want := p.Text("selection.venue"); want != "" && venue != want {
		return p.Refuse(ErrVenue, "venue", "venue", want)
	}
	return nil
}

// entrusts reports whether the author has services done for a plan: it drafted it, carries it out,
// provides data in its scope, or is the data bureau of the place (HE §14).
func (v Plan) entrusts(c *rule.Ctx) bool {
	who := c.Author()
	provides := func(id wire.ID) bool { return id.Party == who }
	return slices.Contains(v.Drafters, who) || who == v.Impl ||
		slices.ContainsFunc(v.Resources, provides) ||
		party.HasRole(c.Standing(), who, roleBureau, v.Jurisdiction, c.Time)
}
