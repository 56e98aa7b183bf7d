package settlement

import (
	"slices"
	"strings"
)

// setQuotas shares the open common costs of each class among the products that recover it, by their
// commercial units (pass step 2). Quotas lapse at the period's end.
func (w *world) setQuotas() error {
	open := w.commonCosts()
	products := slices.Clone(w.falling)
	slices.SortFunc(products, func(a, b int) int {
		return strings.Compare(w.nodes[a].ID, w.nodes[b].ID)
	})
	for _, c := range open {
		var sharing []int
		var units []uint64
		for _, i := range products {
			if x := &w.nodes[i]; x.units > 0 && x.recovers(c.class) {
				sharing = append(sharing, i)
				units = append(units, x.units)
			}
		}
		if len(sharing) == 0 {
			continue
		}
		parts, err := splitFen(c.fen, units)
		if err != nil {
			return err
		}
		for k, i := range sharing {
			w.nodes[i].quota = append(w.nodes[i].quota, classFen{c.class, parts[k]})
		}
	}
	return nil
}

// commonCosts are the open common costs summed by class, in class order.
func (w *world) commonCosts() []classFen {
	var open []classFen
	for _, c := range w.costs {
		if c.Product != "" || c.Out <= 0 {
			continue
		}
		i, known := slices.BinarySearchFunc(open, c.Class, func(o classFen, class string) int {
			return strings.Compare(o.class, class)
		})
		if !known {
			open = slices.Insert(open, i, classFen{class: c.Class})
		}
		open[i].fen += c.Out // bounded: addCosts has summed all costs
	}
	return open
}

func (x *node) recovers(class string) bool {
	return slices.ContainsFunc(x.agr.Tiers, func(t Tier) bool {
		return t.Recover != nil && slices.Contains(t.Recover.Costs, class)
	})
}

// quotaOf is where the product keeps its quota of a class; nil for none.
func (x *node) quotaOf(class string) *int64 {
	for i := range x.quota {
		if x.quota[i].class == class {
			return &x.quota[i].fen
		}
	}
	return nil
}
