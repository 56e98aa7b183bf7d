package product

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
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

// downstreamComplete: the log of a node holds exactly what records say was made of it, so that the
// whole log proves that nothing else was (rulings E9).
func downstreamComplete(r state.Reader) (err error) {
	want := map[access.Node][]access.Node{}
	EachDescent(r, func(d Descent) bool {
		for _, in := range d.Inputs {
			want[in.node()] = append(want[in.node()], d.Place.node())
		}
		return true
	})
	for _, n := range slices.SortedFunc(maps.Keys(want), compareNodes) {
		have := []access.Node{}
		access.EachDownstream(r, n, 0, func(u access.Onward) bool {
			have = append(have, access.Node{Kind: u.Kind, Object: u.Object, Version: u.Version})
			return true
		})
		slices.SortFunc(have, compareNodes)
		if slices.SortFunc(want[n], compareNodes); !slices.Equal(have, want[n]) {
			return fmt.Errorf("the log of %s has %d entries, %d things were made of it", n.Object,
				len(have), len(want[n]))
		}
	}
	return nil
}

func compareNodes(a, b access.Node) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), compareIDs(a.Object, b.Object),
		cmp.Compare(a.Version, b.Version))
}
