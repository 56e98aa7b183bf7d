package catalog

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var invariants = []rule.Invariant{
	{Name: "catalog.intervals_apart", Check: intervalsApart},
	{Name: "catalog.exclusions_stand", Check: exclusionsStand},
	{Name: "catalog.consents_stand", Check: consentsStand},
}

// intervalsApart: intervals of one resource and sort never overlap, so that the newest one that
// began before an instant answers for it.
func intervalsApart(r state.Reader) (err error) {
	for _, m := range []state.Map[since, Interval]{excluded, consented} {
		var last since
		var until wire.Time
		m.Each(r, func(k since, v Interval) bool {
			if k.Resource == last.Resource && (until == 0 || until > k.From) {
				err = fmt.Errorf("%s: intervals of %s overlap at %d", m.Name(), k.Resource, k.From)
			}
			last, until = k, v.To
			return err == nil
		})
	}
	return err
}

// exclusionsStand: an exclusion in force is an open interval of its resource.
func exclusionsStand(r state.Reader) (err error) {
	exclusions.Each(r, func(id wire.ID, e Exclusion) bool {
		v, ok := excluded.Get(r, since{e.Resource, e.From})
		if e.Class != "" {
			v, ok = categories.Get(r, categoryKey{e.Place, e.Class, e.From})
		}
		if e.Status == InForce && (!ok || v.To != 0 || v.Act != id) {
			err = fmt.Errorf("exclusion %s is in force without its interval", id)
		}
		return err == nil
	})
	return err
}

// consentsStand: a given consent is an open interval of its resource.
func consentsStand(r state.Reader) (err error) {
	consents.Each(r, func(id wire.ID, k Consent) bool {
		v, ok := consented.Get(r, since{k.Resource, k.From})
		if k.Status == Given && (!ok || v.To != 0 || v.Act != id) {
			err = fmt.Errorf("consent %s is given without its interval", id)
		}
		return err == nil
	})
	return err
}
