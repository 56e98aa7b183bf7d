package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Service is a third-party professional service that an institution entrusted: whoever entrusts
// pays, and the provider gains no right in data (HE §14).
type Service struct {
	ID       wire.ID       `json:"id"` // its party entrusts and pays
	Plan     wire.ID       `json:"plan"`
	Regime   regime.Ref    `json:"regime"`
	Kind     string        `json:"kind" max:"64"`
	Provider string        `json:"provider" max:"120"` // a party's id, or a name
	Method   string        `json:"method" max:"64"`
	Venue    string        `json:"venue" max:"40"`
	Result   rule.Evidence `json:"result"` // of the choice
	At       wire.Time     `json:"at"`
}

// GetService returns the service named id.
func GetService(r state.Reader, id wire.ID) (Service, bool) { return services.Get(r, id) }

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
	services.Set(c.Store, m.ID, Service{ID: m.ID, Plan: m.Plan, Regime: plan.Regime, Kind: m.Kind,
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
