package trace

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Invariants of what both sides count and of samples.
var auditInvariants = []rule.Invariant{
	{Name: "trace.places_adjoin", Check: checkPlaces},
	{Name: "trace.tallies_add_up", Check: checkTallies},
	{Name: "trace.waiting_challenges", Check: checkWaiting},
}

// checkPlaces: the batches of a recorder's day lie one after the other, and each has its place.
func checkPlaces(r state.Reader) (err error) {
	var last placeKey
	next, have, want := uint64(0), 0, 0
	places.Each(r, func(k placeKey, p place) bool {
		b, ok := batches.Get(r, p.Batch)
		day := k
		if day.Offset = 0; day != last {
			last, next = day, 0
		}
		if !ok || k.Offset != next || b.Offset != next || b.Count != p.Units || b.From.Date() != k.Day {
			err = fmt.Errorf("batch %s has no place at %d of %s, %s", p.Batch, next, k.By, k.Day)
		}
		next, have = next+p.Units, have+1
		return err == nil
	})
	batches.Each(r, func(wire.ID, Batch) bool { want++; return true })
	if err == nil && have != want {
		err = fmt.Errorf("%d places, %d batches", have, want)
	}
	return err
}

// checkTallies: a tally is what its batches and its report in force count, and its difference is
// the one that is open.
func checkTallies(r state.Reader) (err error) {
	counts := map[tallyKey]uint64{}
	batches.Each(r, func(_ wire.ID, b Batch) bool {
		counts[tallyKey{b.Product, b.Version, b.From.Date(), b.Purpose, b.Customer}] += b.Count
		return true
	})
	tallies.Each(r, func(k tallyKey, t Tally) bool {
		report, _ := counterReports.Get(r, t.Report)
		m, _ := mismatches.Get(r, t.Mismatch)
		var settled uint64
		for _, s := range t.Shares {
			settled += s.Settled
		}
		switch {
		case t.Provider != counts[k] || t.Consumer != report.Count:
			err = fmt.Errorf("tally %v: %d and %d, recorded %d and %d", k, t.Provider, t.Consumer,
				counts[k], report.Count)
		case t.Mismatch != 0 && (m.Status != MismatchOpen || m.key() != k):
			err = fmt.Errorf("tally %v: difference %d is %q", k, t.Mismatch, m.Status)
		case t.Rule == "" && settled != 0:
			err = fmt.Errorf("tally %v settles %d without a clause", k, settled)
		case t.Mismatch == 0 && t.Reporter != "" && t.Provider != t.Consumer && t.Stands == "" &&
			!unmatched.Has(r, k):
			err = fmt.Errorf("tally %v: %d and %d, and no difference", k, t.Provider, t.Consumer)
		}
		return err == nil
	})
	return err
}

// checkWaiting: a challenge waits exactly until its blocks are there.
func checkWaiting(r state.Reader) (err error) {
	challenges.Each(r, func(id wire.ID, v Challenge) bool {
		if waiting.Has(r, waitingKey{v.Height, id}) != (v.Drawn == 0) {
			err = fmt.Errorf("challenge %s: drawn %s, and waits or not", id, v.Drawn)
		}
		return err == nil
	})
	return err
}
