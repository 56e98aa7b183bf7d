package settlement

import (
	"errors"
	"fmt"
	"math/bits"
)

// ErrCheck is wrapped by every fault that a check finds.
var ErrCheck = errors.New("settlement: check failed")

// CheckLine proves one line's arithmetic from its own formula and its parents alone, as the holder
// of a proof of some lines can do. Parents are in the order of the line's list.
func CheckLine(l Line, parents []Line) error {
	ok := len(parents) == len(l.Parents)
	var sum int64
	for i, p := range parents {
		ok = ok && p.ID == l.Parents[i] && addTo(&sum, p.Amount) == nil
	}
	ok = ok && l.Amount != 0 && (l.Amount > 0 || l.Kind == kindHold || l.Kind == kindOffset)
	switch l.Kind {
	case kindInflow:
		ok = ok && l.checkInflow(parents, sum)
	case kindFee, kindShare, kindBase, kindRecover, kindReturn, kindRemainder:
		ok = ok && l.Tier > 0 && len(parents) == 1 && parents[0].Kind == kindInflow &&
			parents[0].Node == l.Node && l.Amount <= sum && l.checkTier(sum)
	case kindInputs:
		ok = ok && l.Amount == sum && each(parents, func(p Line) bool {
			return p.Node == l.Node && p.To == ToInputs && (p.Kind == kindShare || p.Kind == kindRemainder)
		})
	case kindLevy:
		ok = ok && l.Amount == sum && each(parents, func(p Line) bool {
			return p.Kind == kindBase && p.Node == l.Node || p.Kind == kindLevyPass && p.To == l.Node
		})
	case kindContribution, kindRoyalty, kindLevyPass:
		ok = ok && splitsOf(parents, l.Node) && l.Int("pool") == sum &&
			within(l.Amount, sum, l.fact("points").Size, l.fact("of_points").Size, 2)
	case kindFallback:
		ok = ok && splitsOf(parents, l.Node) && l.Amount == sum
	default:
		ok = ok && l.Node == "" && len(parents) == 0 && l.checkAfterwards()
	}
	if !ok {
		return fmt.Errorf("%w: line %s (%s) does not follow from its formula", ErrCheck, l.ID, l.Kind)
	}
	return nil
}

func each(lines []Line, is func(Line) bool) bool {
	for _, l := range lines {
		if !is(l) {
			return false
		}
	}
	return true
}

// splitsOf reports whether the one parent is a split of the node's inputs or public stream.
func splitsOf(parents []Line, node string) bool {
	return len(parents) == 1 && parents[0].Node == node &&
		(parents[0].Kind == kindInputs || parents[0].Kind == kindLevy)
}

func (l Line) checkInflow(parents []Line, sum int64) bool {
	total, err := add(l.Int("own_sales"), l.Int("deficit"))
	if err == nil {
		total, err = add(total, sum)
	}
	return err == nil && total == l.Amount && l.Int("royalties") == sum && l.Int("deficit") <= 0 &&
		l.To == l.Node && each(parents, func(p Line) bool {
		return p.Kind == kindRoyalty &&
			p.To == l.Node
	})
}

// checkTier holds a tier's line to the ceiling of its formula; only less money left, or a cap,
// makes it smaller, which CheckLines proves from the tiers before it.
func (l Line) checkTier(income int64) bool {
	switch l.Kind {
	case kindRecover:
		return l.Amount <= l.Int("claimed") && l.Int("still_out") >= 0
	case kindReturn:
		return l.Amount <= readRate(l.Text("rate")).Of(l.Int("on"))-l.Int("paid_before")
	case kindRemainder:
		base := l.Int("base")
		return base <= income && within(l.Amount, base, l.fact("weight").Size, l.fact("of_weight").Size,
			1)
	}
	base := l.Int("base")
	if l.Text("of") == OfInflow && base != income || l.Text("of") == OfLeft && base > income {
		return false
	}
	return l.Amount <= readRate(l.Text("rate")).Of(base)
}

func (l Line) checkAfterwards() bool {
	switch l.Kind {
	case kindHold:
		return l.Amount < 0 && l.Int("held") >= -l.Amount
	case kindUnhold:
		return l.Int("held") >= 0
	case kindRelease:
		return l.Amount == l.Int("held")
	case kindOffset:
		return l.Amount < 0 && -l.Amount <= l.Int("receivable")
	case kindRestatePay:
		owed := l.Int("of_payable")
		return l.Amount <= l.Int("payable") &&
			within(l.Amount, min(l.Int("pool"), owed), l.fact("payable").Size, uint64(owed), 1)
	}
	return false
}

// within reports |part × of − total × weight| < slack × of: the part is less than slack fen from
// its exact share.
func within(part, total int64, weight, of uint64, slack int64) bool {
	if part < 0 || total < 0 || of == 0 || weight > of {
		return false
	}
	hi, lo := bits.Mul64(uint64(total), weight)
	exact, rest := bits.Div64(hi, lo, of)
	upper := exact + uint64(slack) - 1 // the largest integer below exact + rest/of + slack
	if rest > 0 {
		upper++
	}
	return uint64(part) <= upper && uint64(part)+uint64(slack) > exact
}
