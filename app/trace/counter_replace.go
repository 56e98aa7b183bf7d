package trace

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// replace puts the report's count in the place of the reporter's earlier one; one reporter speaks
// for the consumer's side of a tally.
func (m *CounterReport) replace(c *rule.Ctx, p product.Product, t *Tally) error {
	switch {
	case t.Reporter != "" && t.Reporter != m.ID.Party:
		return ErrReportedBy.At("", "party", t.Reporter, "day", t.Day)
	case t.Platform == m.ID.Party:
		return ErrBothSides.At("", "party", m.ID.Party)
	case t.Report != m.Corrects:
		return ErrCorrects.At("corrects", "report", t.Report, "day", t.Day)
	}
	if m.batch().allUnits(c.Store, t.Period)+m.Count > maxUnits {
		return ErrTooMany.At("count", "product", p.Node(), "period", t.Period, "max", uint64(maxUnits))
	}
	total, _ := totals.Get(c.Store, totalKey{t.Period, t.Product, t.Version, t.Use})
	if t.Rule != "" && total.Sets+uint32(len(m.Counters)) > consumerSets {
		return ErrTooManySets.At("counters", "product", p.Node(), "period", t.Period, "max",
			consumerSets)
	}
	t.Reporter, t.Report, t.Consumer, t.Stands = m.ID.Party, m.ID, m.Count, ""
	if t.Rule == "" {
		return nil
	}
	for i := range t.Shares {
		t.Shares[i].Consumer = 0
	}
	for _, n := range m.Counters {
		s := t.share(n.Members)
		if s == nil {
			return ErrTooManyShares.At("counters", "product", p.Node(), "day", t.Day,
				"max", maxCounters)
		}
		s.Consumer += n.Units
	}
	return nil
}
