package product

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var invariants = []rule.Invariant{
	{Name: "product.operator_does_not_redevelop", Check: noRedevelopment},
	{Name: "product.published_after_review_and_registration", Check: publishedInOrder},
	{Name: "product.downstream_complete", Check: downstreamComplete},
}

// noRedevelopment: no re-developed product by the operator or its control group where the ban
// applies (law/matrix 1.5, 3).
func noRedevelopment(r state.Reader) (err error) {
	Each(r, func(p Product) bool {
		for _, l := range p.Laws {
			banned := l.profile(r).Bool("redev_ban") && l.Operator != ""
			if p.Stage == Redeveloped && banned && party.SameGroup(r, p.Maker, l.Operator) {
				err = fmt.Errorf("%s is re-developed by operator %s", p.Node(), l.Operator)
			}
		}
		return err == nil
	})
	return err
}

// publishedInOrder: what is public was reviewed, and registered where required (1.5, 5).
func publishedInOrder(r state.Reader) (err error) {
	Each(r, func(p Product) bool {
		_, unregistered := p.unregistered(r, required)
		switch {
		case p.Publication.At == 0:
		case p.Reviewed == 0 || p.Reviewed > p.Publication.At:
			err = fmt.Errorf("%s is public without a review", p.Node())
		case unregistered:
			err = fmt.Errorf("%s is public without a registration", p.Node())
		case len(p.Laws) == 0 || len(p.Resources) == 0:
			err = fmt.Errorf("%s is public without a resource behind it", p.Node())
		}
		return err == nil
	})
	return err
}

// downstreamComplete: every input of every version is in the log of its source, so that absence
// from the log proves that nothing was made (rulings E9).
func downstreamComplete(r state.Reader) (err error) {
	Each(r, func(p Product) bool {
		for _, in := range p.Inputs {
			found := false
			downstream.Each(r, sourceKey{in.Kind, in.Object, in.Version}, 0,
				func(_ uint64, entry []byte) bool {
					var u Use
					found = wire.Decode(entry, &u) == nil && u.Product == p.ID && u.Version == p.Version
					return !found
				})
			if !found {
				err = fmt.Errorf("%s is missing in the log of %s", p.Node(), in.Object)
			}
		}
		return err == nil
	})
	return err
}
