package settlement

import (
	"math"
	"math/bits"
	"slices"
	"strings"
)

// Weight is one claimant of an allocation.
type Weight struct {
	ID string
	W  uint64
}

// Allocate divides total among the weights by largest remainder (settlement §2.2): each part is
// within one unit of its exact share, the parts add up to total, odd units go to the largest
// remainder and among equals to the smaller id. A negative total is the mirror of the positive one.
// Parts come in the order of the weights. Errors: ErrDup, ErrWeight (no weight at all for a total
// that is not 0), ErrOverflow (weights above 2^64).
func Allocate(total int64, weights []Weight) ([]int64, error) {
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(weights[a].ID, weights[b].ID) })
	ws := make([]uint64, len(weights))
	for k, i := range order {
		if k > 0 && weights[order[k-1]].ID == weights[i].ID {
			return nil, ErrDup
		}
		ws[k] = weights[i].W
	}
	size := uint64(total)
	if total < 0 {
		size = -size
	}
	parts, err := split(size, ws)
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(weights))
	for k, i := range order {
		out[i] = int64(parts[k])
		if total < 0 {
			out[i] = -out[i]
		}
	}
	return out, nil
}

// split is the allocation of a non-negative total whose weights are already in key order.
func split(total uint64, weights []uint64) ([]uint64, error) {
	parts := make([]uint64, len(weights))
	if total == 0 {
		return parts, nil
	}
	sum, err := sumWeights(weights)
	if err != nil {
		return nil, err
	}
	if sum == 0 {
		return nil, ErrWeight
	}
	rest := make([]uint64, len(weights))
	left := total
	for i, w := range weights {
		hi, lo := bits.Mul64(total, w)
		parts[i], rest[i] = bits.Div64(hi, lo, sum)
		left -= parts[i]
	}
	if left == 0 {
		return parts, nil
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rest[a] > rest[b]:
			return -1
		case rest[a] < rest[b]:
			return 1
		}
		return 0
	})
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts, nil
}

func sumWeights(weights []uint64) (uint64, error) {
	var sum uint64
	for _, w := range weights {
		s, carry := bits.Add64(sum, w, 0)
		if carry != 0 {
			return 0, ErrOverflow
		}
		sum = s
	}
	return sum, nil
}

// splitFen is split for amounts that are known not to be negative.
func splitFen(total int64, weights []uint64) ([]int64, error) {
	parts, err := split(uint64(max(total, 0)), weights)
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(parts))
	for i, p := range parts {
		out[i] = int64(p)
	}
	return out, nil
}

// add is a + b, refused where the sum leaves int64.
func add(a, b int64) (int64, error) {
	if b > 0 && a > math.MaxInt64-b || b < 0 && a < math.MinInt64-b {
		return 0, ErrOverflow
	}
	return a + b, nil
}

// addTo adds to a running sum in place.
func addTo(sum *int64, amount int64) error {
	s, err := add(*sum, amount)
	if err == nil {
		*sum = s
	}
	return err
}

// mulWeight is a × b for counts and weights below 2^64.
func mulWeight(a, b uint64) (uint64, error) {
	hi, lo := bits.Mul64(a, b)
	if hi != 0 {
		return 0, ErrOverflow
	}
	return lo, nil
}
