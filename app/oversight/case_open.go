package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// CaseOpen asks the data bureau to coordinate: needed data that is not catalogued, or a dispute on
// aggregating, governing or using data. The implementing body asks, the operator, or the provider
// of the resource; data that the catalogue lacks is asked for by the implementing body (GD §13).
type CaseOpen struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Over      string        `json:"over" max:"12" words:"demand|aggregation|governance|use" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Resource  wire.ID       `json:"resource"`
	With      string        `json:"with" max:"32"` // the other side
	What      string        `json:"what" max:"1000" need:"yes"`
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *CaseOpen) Check() error {
	if !slices.Contains([]string{OverDemand, OverAggregation, OverGovernance, OverUse}, m.Over) {
		return rule.Malformed("over", "须为 demand、aggregation、governance 或 use",
			"must be demand, aggregation, governance or use")
	}
	return checkRecord(m.ID, m.What, m.Evidence)
}

// Apply opens the case with the bureau.
func (m *CaseOpen) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, Operator, m.Agreement)
	if err != nil {
		return err
	}
	who := c.Author()
	_, catalogued := catalog.Get(c.Store, m.Resource)
	mine := who == s.base.Impl || m.Over != OverDemand &&
		(who == s.party || catalogued && who == m.Resource.Party)
	switch {
	case !mine:
		return ErrSigner.At("", "who", s.base.Impl)
	case !m.Resource.IsZero() && !catalogued:
		return ErrNoResource.At("resource", "id", m.Resource)
	case cases.Has(c.Store, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	}
	cases.Set(c.Store, m.ID, Case{ID: m.ID, Over: m.Over, Agreement: m.Agreement,
		Resource: m.Resource, With: m.With, What: m.What, Evidence: m.Evidence, Opened: c.Time,
		Status: Opened, Level: caseLevels[0]})
	c.Emit(CaseMoved{ID: m.ID, Status: Opened, Level: caseLevels[0]})
	return nil
}
