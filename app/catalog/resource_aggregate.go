package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// dutyAggregate is the provider's deadline to gather the data of a public entry (GD §12).
const dutyAggregate = "resource.aggregate"

// startPublication is the word of aggregation.start for a time that begins with publication.
const startPublication = "catalog_publication"

// ResourceAggregate says that the data of an entry are on the platform. The platform body signs
// too; where it has no key the provider records its receipt.
type ResourceAggregate struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Evidence rule.Evidence `json:"evidence"` // needed when the platform does not sign
}

// Check refuses a body that no state could make right.
func (m *ResourceAggregate) Check() error { return checkID("id", m.ID) }

// Apply records the gathering and meets its deadline, if there is one.
func (m *ResourceAggregate) Apply(c *rule.Ctx) error {
	v, err := provided(c, "id", m.ID)
	if err != nil {
		return err
	}
	if _, err := party.SignerWith(c, rolePlatform, v.Jurisdiction); err != nil && !m.Evidence.Given() {
		return profileOf(c, v).Refuse(ErrNoReceipt, "evidence", "id", m.ID)
	}
	if cause, ok := Authorizable(c.Store, m.ID, c.Time); !ok {
		return Cited(c.Store, m.ID, cause, ErrNotAuthorizable.At("id", "id", m.ID, "cause", cause))
	}
	if v.Aggregated != 0 {
		return ErrAggregated.At("id", "id", m.ID)
	}
	id := aggregation(m.ID)
	if _, open := regime.Deadline(c.Store, id, c.Time); open {
		if err := regime.Meet(c, id); err != nil {
			return err
		}
	}
	v.Aggregated, v.Gathering = c.Time, m.Evidence
	resources.Set(c.Store, m.ID, v)
	c.Emit(ResourceAggregated{ID: m.ID})
	return nil
}

func aggregation(id wire.ID) regime.DutyID {
	return regime.DutyID{Owner: id.Party, Duty: dutyAggregate, Object: id.String()}
}

// openAggregation opens the deadline at publication where the profile counts from there.
func openAggregation(c *rule.Ctx, v Resource) error {
	p := profileOf(c, v)
	span, timed := p.Span("aggregation.deadline")
	if !timed || p.Text("aggregation.start") != startPublication {
		return nil
	}
	return regime.Open(c, p, aggregation(v.ID), c.Time.Date(), span)
}
