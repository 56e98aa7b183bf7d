package settlement

import (
	"slices"
	"strings"
)

// tiers runs the tiers of one product's agreement on its income (settlement §6.2). Own is the
// product's sales after its deficit, left is what no tier has taken yet.
type tiers struct {
	*pass
	x                 *node
	inflow            string
	own, income, left int64
	inputs, levy      int64
	inputLines        []string
	levyLines         []string
}

func (t *tiers) run() error {
	for k, tier := range t.x.agr.Tiers {
		var err error
		switch n := k + 1; {
		case tier.Fee != nil:
			err = t.rated(kindFee, n, tier.Fee)
		case tier.Share != nil:
			err = t.rated(kindShare, n, tier.Share)
		case tier.Base != nil:
			err = t.base(n, tier.Base)
		case tier.Recover != nil:
			err = t.recover(n, tier.Recover)
		case tier.Return != nil:
			err = t.profit(n, tier.Return)
		case tier.Remainder != nil:
			err = t.remainder(n, tier.Remainder)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// baseAmount is the amount that a rate of a tier is taken of.
func (t *tiers) baseAmount(r *Rated) (int64, error) {
	switch r.Of {
	case OfInflow:
		return t.income, nil
	case OfLeft:
		return t.left, nil
	case OfChannelSales:
		var sum int64
		for _, s := range t.x.sales {
			if s.channel() != r.Channel {
				continue
			}
			if err := addTo(&sum, s.Amount); err != nil {
				return 0, err
			}
		}
		return max(0, min(t.own, sum)), nil
	case OfValueAdded:
		return max(0, t.own-max(0, t.x.bought)), nil
	}
	return t.own, nil
}

// line is a tier's line with what all of them share.
func (t *tiers) line(kind string, tier int, name, to string, amount int64, why ...Fact) Line {
	return Line{Kind: kind, Node: t.x.ID, Tier: tier, Name: name, To: to, Amount: amount,
		Parents: []string{t.inflow}, Why: why}
}

func (t *tiers) rated(kind string, tier int, r *Rated) error {
	base, err := t.baseAmount(r)
	if err != nil {
		return err
	}
	amount := min(t.left, r.Rate.Of(base))
	if r.Cap != nil {
		amount = min(amount, max(*r.Cap, 0))
	}
	t.left -= amount
	why := []Fact{textFact("rate", r.Rate.String()), textFact("of", orElse(r.Of, OfOwnSales)),
		fenFact("base", base)}
	return t.give(t.line(kind, tier, r.Name, r.To, amount, why...))
}

// give sends a tier's amount to a party, the owner, a reserve or the inputs.
func (t *tiers) give(l Line) error {
	switch {
	case l.To == ToInputs:
		if id := t.write(l); id != "" {
			t.inputLines = append(t.inputLines, id)
		}
		return addTo(&t.inputs, l.Amount)
	case strings.HasPrefix(l.To, ReservePrefix):
		t.write(l)
		name := strings.TrimPrefix(l.To, ReservePrefix)
		sum := t.reserve[name]
		err := addTo(&sum, l.Amount)
		t.reserve[name] = sum
		return err
	case l.To == ToOwner:
		l.To = t.x.Owner
	}
	return t.pay(l)
}

// base is the public stream's share; a product without public data behind it owes none.
func (t *tiers) base(tier int, r *Rated) error {
	if !t.x.leads {
		return nil
	}
	base, err := t.baseAmount(r)
	if err != nil {
		return err
	}
	amount := min(t.left, r.Rate.Of(base))
	t.left -= amount
	why := []Fact{textFact("rate", r.Rate.String()), textFact("of", orElse(r.Of, OfOwnSales)),
		fenFact("base", base)}
	l := t.line(kindBase, tier, orElse(r.Name, nameLevy), ToInputs, amount, why...)
	if id := t.write(l); id != "" {
		t.levyLines = append(t.levyLines, id)
	}
	return addTo(&t.levy, amount)
}

func (t *tiers) remainder(tier int, r *Remainder) error {
	parts := sortedBy(r.Parts, func(a, b Part) int { return strings.Compare(a.To, b.To) })
	parts = slices.DeleteFunc(parts, func(p Part) bool { return p.Weight < 1 })
	if len(parts) == 0 {
		return nil
	}
	weights := make([]uint64, len(parts))
	for i, p := range parts {
		weights[i] = uint64(p.Weight)
	}
	sum, err := sumWeights(weights)
	if err != nil {
		return err
	}
	amounts, err := splitFen(t.left, weights)
	if err != nil {
		return err
	}
	base := t.left
	t.left = 0
	for i, p := range parts {
		l := t.line(kindRemainder, tier, r.Name, p.To, amounts[i], countFact("weight", weights[i]),
			countFact("of_weight", sum), fenFact("base", base))
		if err := t.give(l); err != nil {
			return err
		}
	}
	return nil
}
