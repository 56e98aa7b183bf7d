package settlement

import (
	"slices"
	"strings"
)

func (w *world) addSales() error {
	sales := sortedBy(w.in.Sales, func(a, b Sale) int { return strings.Compare(a.ID, b.ID) })
	for _, s := range sales {
		x := w.product(s.Product)
		if x == nil {
			continue
		}
		x.sales = append(x.sales, s)
		if err := addTo(&x.own, s.Amount); err != nil {
			return err
		}
		if maker := w.product(s.ForProduct); maker != nil {
			if err := addTo(&maker.bought, s.Amount); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) addTraces() error {
	for _, t := range w.in.Traces {
		x := w.product(t.Product)
		if x == nil || t.Units < 1 {
			continue
		}
		x.traces = append(x.traces, t)
		if use(t.Use) == Commercial {
			sum, err := sumWeights([]uint64{x.units, uint64(t.Units)})
			if err != nil {
				return err
			}
			x.units = sum
		}
	}
	return nil
}

// addCosts enters the new costs into the ledger (pass step 1) and hands each product its own.
func (w *world) addCosts() error {
	w.costs = slices.Clone(w.state.Costs)
	for _, c := range w.in.Costs {
		w.costs = append(w.costs, CostState{ID: c.ID, Product: c.Product, Class: c.Class,
			Investor: c.Investor, Out: max(c.Amount, 0)})
	}
	slices.SortStableFunc(w.costs, func(a, b CostState) int { return strings.Compare(a.ID, b.ID) })
	var sum int64
	for i, c := range w.costs {
		for _, part := range []int64{c.Out, c.Rec} {
			if err := addTo(&sum, max(part, 0)); err != nil {
				return err
			}
		}
		if x := w.product(c.Product); x != nil && c.Product != "" {
			x.ownCosts = append(x.ownCosts, i)
		}
	}
	return nil
}
