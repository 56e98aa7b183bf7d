package settlement

import (
	"slices"
	"strings"
)

// addSales hands each product its sales in the order of their ids, in which they are summed.
func (w *world) addSales() error {
	at := make([]int32, len(w.in.Sales)) // of each sale's product, -1 for none
	count := make([]int32, len(w.nodes))
	var bought []*Sale
	for i := range w.in.Sales {
		s := &w.in.Sales[i]
		k, x := w.productAt(s.Product)
		if at[i] = int32(k); x == nil {
			at[i] = -1
			continue
		}
		count[k]++
		if s.ForProduct != "" {
			bought = append(bought, s)
		}
	}
	// One piece of memory for all, cut by product: a quarter has a million sales.
	all := make([]*Sale, len(w.in.Sales))
	for k, n := range count {
		w.nodes[k].sales, all = all[:0:n], all[n:]
	}
	for i, k := range at {
		if k >= 0 {
			w.nodes[k].sales = append(w.nodes[k].sales, &w.in.Sales[i])
		}
	}
	return w.sumSales(bought)
}

func (w *world) sumSales(bought []*Sale) error {
	for k := range w.nodes {
		x := &w.nodes[k]
		sortSales(x.sales)
		for _, s := range x.sales {
			if err := addTo(&x.own, s.Amount); err != nil {
				return err
			}
		}
	}
	sortSales(bought)
	for _, s := range bought {
		if maker := w.product(s.ForProduct); maker != nil {
			if err := addTo(&maker.bought, s.Amount); err != nil {
				return err
			}
		}
	}
	return nil
}

func sortSales(sales []*Sale) {
	byID := func(a, b *Sale) int { return strings.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(sales, byID) {
		slices.SortStableFunc(sales, byID)
	}
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
