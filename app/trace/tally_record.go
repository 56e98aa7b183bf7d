package trace

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/state"
)

// tally adds the batch to the provider's side: it settles, in a closed period as a row of its own,
// until the end of the block sees to what the agreement says.
func (m *Record) tally(r state.Reader, p product.Product, contract Contract, use,
	period string) (Tally, error) {
	t := tallyOf(r, m.tallyKey(), contract, use, period)
	if m.ID.Party != p.Maker {
		if t.Reporter == m.ID.Party {
			return t, ErrBothSides.At("", "party", m.ID.Party)
		}
		t.Platform = m.ID.Party
	}
	t.Provider += m.Count
	t.Stands = ""
	if t.Rule == "" {
		return t, nil
	}
	for _, n := range m.Counters {
		s := t.share(n.Members)
		if s == nil {
			return t, ErrTooManyShares.At("counters", "product", p.Node(), "day", t.Day,
				"max", maxCounters)
		}
		s.Provider += n.Units
		s.Settled += n.Units
	}
	return t, nil
}

func (m *Record) tallyKey() tallyKey {
	return tallyKey{m.Product, m.Version, m.From.Date(), m.Purpose, m.Customer}
}
