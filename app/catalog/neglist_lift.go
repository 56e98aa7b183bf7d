package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NeglistLift ends an exclusion from now on: the keeper lifts an entry of the list, the provider
// takes its own refusal back.
type NeglistLift struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Reason   string        `json:"reason" max:"1000" need:"yes"`
	Evidence rule.Evidence `json:"evidence"` // none where not given
}

// Check refuses a body that no state could make right.
func (m *NeglistLift) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须说明理由", "needs its reason")
	}
	return checkID("id", m.ID)
}

// Apply ends the interval. Grants on the resource are usable again from now on, as far as nothing
// else stands against them.
func (m *NeglistLift) Apply(c *rule.Ctx) error {
	e, v, p, err := needExclusion(c, m.ID, InForce)
	if err != nil {
		return err
	}
	if e.Sort == Refusal {
		if _, err = provided(c, "id", e.Resource); err != nil {
			return err
		}
		e.Lifter = c.Author()
	} else {
		role, level := office(p.Text("neglist.keeper"), v.Jurisdiction)
		by, ok := signerAt(c, p.Text("neglist.keeper"), v.Jurisdiction)
		if !ok {
			return p.Refuse(ErrKeeper, "", "role", role, "jurisdiction", level)
		}
		if err := e.waiveDuty(c); err != nil {
			return err
		}
		e.Lifter = by
	}
	e.Status, e.To, e.Lifting = Lifted, c.Time, m.Reason
	e.finish(c)
	exclusions.Set(c.Store, e.ID, e)
	c.Emit(ExclusionLifted{ID: e.ID, Resource: e.Resource})
	return nil
}
