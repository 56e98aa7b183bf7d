package settlement

import (
	"slices"
	"strings"
)

// claim is what a cost may ask of a tier.
type claim struct {
	cost int
	fen  int64
}

// recover pays open costs of the tier's classes: the product's own, and of the common ones what its
// quota admits. Too little money is split in proportion to the claims.
func (t *tiers) recover(tier int, r *Recover) error {
	claims, err := t.claims(r.Costs)
	if err != nil {
		return err
	}
	most := t.left
	if r.Limit != nil {
		most = min(most, r.Limit.Of(t.income))
	}
	paid, err := t.payClaims(claims, most)
	if err != nil {
		return err
	}
	for i, c := range claims {
		cost := &t.w.costs[c.cost]
		cost.Out -= paid[i]
		if err := addTo(&cost.Rec, paid[i]); err != nil {
			return err
		}
		if quota := t.x.quotaOf(cost.Class); cost.Product == "" && quota != nil {
			*quota -= paid[i]
		}
		l := t.line(kindRecover, tier, r.Name, cost.Investor, paid[i], textFact("cost", cost.ID),
			fenFact("claimed", c.fen), fenFact("still_out", cost.Out))
		if err := t.pay(l); err != nil {
			return err
		}
	}
	return nil
}

// claims are the open claims of some classes in order of the cost's id.
func (t *tiers) claims(classes []string) ([]claim, error) {
	var claims []claim
	for _, i := range t.x.ownCosts {
		if c := t.w.costs[i]; c.Out > 0 && slices.Contains(classes, c.Class) {
			claims = append(claims, claim{i, c.Out})
		}
	}
	for _, q := range t.x.quota {
		if q.fen <= 0 || !slices.Contains(classes, q.class) {
			continue
		}
		common, err := t.w.commonClaims(q)
		if err != nil {
			return nil, err
		}
		claims = append(claims, common...)
	}
	slices.SortFunc(claims, func(a, b claim) int {
		return strings.Compare(t.w.costs[a.cost].ID, t.w.costs[b.cost].ID)
	})
	return claims, nil
}

// commonClaims divides a quota among the open common costs of its class.
func (w *world) commonClaims(q classFen) ([]claim, error) {
	var open []int
	var outs []uint64
	var sum int64
	for i, c := range w.costs {
		if c.Product == "" && c.Class == q.class && c.Out > 0 {
			open = append(open, i)
			outs = append(outs, uint64(c.Out))
			sum += c.Out // bounded: addCosts has summed all costs
		}
	}
	parts, err := splitFen(min(q.fen, sum), outs)
	if err != nil {
		return nil, err
	}
	var claims []claim
	for k, i := range open {
		if parts[k] > 0 {
			claims = append(claims, claim{i, parts[k]})
		}
	}
	return claims, nil
}

// payClaims divides at most so much among the claims and takes it off what is left.
func (t *tiers) payClaims(claims []claim, most int64) ([]int64, error) {
	var asked int64
	weights := make([]uint64, len(claims))
	for i, c := range claims {
		weights[i] = uint64(c.fen)
		if err := addTo(&asked, c.fen); err != nil {
			return nil, err
		}
	}
	amount := min(t.left, most, asked)
	t.left -= amount
	return splitFen(amount, weights)
}

// profit pays the reasonable profit on what the product's own costs have recovered so far, less
// what was paid on them before.
func (t *tiers) profit(tier int, r *Return) error {
	var dues []claim
	for _, i := range t.x.ownCosts {
		c := t.w.costs[i]
		if due := r.Rate.Of(c.Rec) - c.Ret; due > 0 && slices.Contains(r.On, c.Class) {
			dues = append(dues, claim{i, due})
		}
	}
	paid, err := t.payClaims(dues, t.left)
	if err != nil {
		return err
	}
	for i, d := range dues {
		cost := &t.w.costs[d.cost]
		l := t.line(kindReturn, tier, r.Name, cost.Investor, paid[i], textFact("cost", cost.ID),
			textFact("rate", r.Rate.String()), fenFact("on", cost.Rec), fenFact("paid_before", cost.Ret))
		cost.Ret += paid[i]
		if err := t.pay(l); err != nil {
			return err
		}
	}
	return nil
}
