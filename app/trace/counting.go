package trace

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// use is what the purpose counts as, refused where the product does not serve it.
func (m *Record) use(profile regime.Profile, p product.Product) (string, error) {
	use, ok := UseOf(profile, p, m.Purpose)
	if !ok {
		return "", ErrNotCovered.At("purpose", "product", product.Node(m.Product, m.Version),
			"purpose", p.Purpose, "asked", m.Purpose)
	}
	return use, nil
}

// count writes the batch; the last refusal comes before the first write.
func (m *Record) count(c *rule.Ctx, p product.Product, contract Contract, use string,
	flags []string) error {
	period := regime.PeriodOf(c.Store, m.From)
	if m.allUnits(c.Store, period)+m.Count > maxUnits {
		return ErrTooMany.At("count", "product", product.Node(m.Product, m.Version),
			"period", period, "max", uint64(maxUnits))
	}
	k := totalKey{period, m.Product, m.Version, use}
	t, known := totals.Get(c.Store, k)
	segment := Segment(period, cutOf(c.Store, period, m.From.Date()))
	met, fresh := m.met(c.Store, segment, use)
	late, err := m.late(c, period)
	if err != nil {
		return err
	}
	if late {
		fresh = uint32(len(m.Counters)) // no sum of a closed period is touched
	}
	sets := t.Sets + fresh
	if sets > maxSets {
		return ErrTooManySets.At("counters", "product", product.Node(m.Product, m.Version),
			"period", period, "max", maxSets)
	}
	both, err := m.tally(c.Store, p, contract, use, period)
	if err != nil {
		return err
	}
	at := placeKey{m.Product, m.Version, m.ID.Party, m.From.Date(), 0}
	at.Offset = unitsOf(c.Store, at.Product, at.Version, at.By, at.Day)
	places.Set(c.Store, at, place{m.ID, m.Count})
	both.put(c)
	b := Batch{ID: m.ID, Product: m.Product, Version: m.Version,
		Stream: m.Stream, From: m.From, To: m.To, Purpose: m.Purpose, Use: use,
		Customer: m.Customer, Counters: m.Counters, Count: m.Count, Root: m.Root, Log: m.Log,
		Consents: uint32(len(m.Consents)), ConsentsRoot: m.consentsRoot(),
		Offset: at.Offset, Period: period, Flags: flags, Recorded: c.Time, By: c.Signers}
	batches.Set(c.Store, m.ID, b)
	b.lead(c.Store)
	windows.Set(c.Store, m.window(), window{To: m.To, Batch: m.ID})
	logs.Set(c.Store, m.logKey(), batchOf{m.ID})
	if late {
		lates.Add(c.Store, lateKey{period, c.Height, m.ID})
		latesAt.Add(c.Store, lateAtKey{c.Height, period, m.ID})
	}
	for i, n := range m.Counters {
		if late {
			break
		}
		k := sumKey{segment, m.Product, m.Version, use, membersHash(n.Members)}
		sums.Set(c.Store, k, Sum{m.Product, m.Version, use, n.Members, met[i] + n.Units})
	}
	totals.Set(c.Store, k,
		Total{m.Product, m.Version, use, t.Units + m.Count, t.Batches + 1, sets})
	if !known {
		totalsUnder.Add(c.Store, totalUnder{contract.Parent, k.Period, k})
	}
	c.Emit(BatchRecorded{ID: m.ID, Product: product.Node(m.Product, m.Version), Period: period,
		Use: use, Count: m.Count, Flags: flags})
	return nil
}

// met are the units that the segment has counted of each counter's inputs, and how many of these
// sets of inputs it has not met yet.
func (m *Record) met(r state.Reader, segment, use string) (units []uint64, fresh uint32) {
	units = make([]uint64, len(m.Counters))
	for i, n := range m.Counters {
		s, ok := sums.Get(r, sumKey{segment, m.Product, m.Version, use, membersHash(n.Members)})
		if units[i] = s.Units; !ok {
			fresh++
		}
	}
	return units, fresh
}

// allUnits are the units of the product version in the period so far, of every use.
func (m *Record) allUnits(r state.Reader, period string) (sum uint64) {
	for _, t := range TotalsOf(r, period, m.Product, m.Version) {
		sum += t.Units
	}
	return sum
}

// TotalsOf are the totals of a product version in a period, one for each use that there was.
func TotalsOf(r state.Reader, period string, id wire.ID, version uint32) (out []Total) {
	for _, use := range []string{Commercial, Welfare} {
		if t, ok := totals.Get(r, totalKey{period, id, version, use}); ok {
			out = append(out, t)
		}
	}
	return out
}
