package settlement

import (
	"errors"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"testing"
)

func TestAllocate(t *testing.T) {
	w := func(id string, v uint64) Weight { return Weight{id, v} }
	for _, c := range []struct {
		name    string
		total   int64
		weights []Weight
		parts   []int64
		err     error
	}{
		{"even", 10, []Weight{w("a", 1), w("b", 1)}, []int64{5, 5}, nil},
		{"largest remainder", 22_500_000, []Weight{w("A", 600_000*9000), w("B", 300_000*10000),
			w("C", 100_000*11000)},
			[]int64{12_789_474, 7_105_263, 2_605_263}, nil},
		{"tie to the smaller id", 1, []Weight{w("b", 1), w("a", 1)}, []int64{0, 1}, nil},
		{"bytewise order", 3, []Weight{w("数据", 1), w("zeta", 1), w("alpha", 1), w("Beta", 1),
			w("beta", 1)},
			[]int64{0, 0, 1, 1, 1}, nil},
		{"mirror", -10, []Weight{w("a", 1), w("b", 1), w("c", 1)}, []int64{-4, -3, -3}, nil},
		{"zero weight gets nothing", 7, []Weight{w("a", 0), w("b", 3)}, []int64{0, 7}, nil},
		{"zero total", 0, []Weight{w("a", 0)}, []int64{0}, nil},
		{"nothing of nobody", 0, nil, []int64{}, nil},
		{"no weight", 1, []Weight{w("a", 0)}, nil, ErrWeight},
		{"nobody", 1, nil, nil, ErrWeight},
		{"twice", 0, []Weight{w("a", 1), w("a", 1)}, nil, ErrDup},
		{"weights above 2^64", 1, []Weight{w("a", math.MaxUint64), w("b", 1)}, nil, ErrOverflow},
		{"largest", math.MaxInt64, []Weight{w("a", math.MaxUint64)}, []int64{math.MaxInt64}, nil},
		{"smallest", math.MinInt64, []Weight{w("a", 1)}, []int64{math.MinInt64}, nil},
		{"large", math.MaxInt64, []Weight{w("a", math.MaxUint64/2), w("b", math.MaxUint64/2)},
			[]int64{4611686018427387904, 4611686018427387903}, nil},
	} {
		parts, err := Allocate(c.total, c.weights)
		if !errors.Is(err, c.err) || c.err == nil && !slices.Equal(parts, c.parts) {
			t.Errorf("%s: %v, %v", c.name, parts, err)
		}
	}
}

// TestAllocateTheorem holds §2.2 on random weights: the whole, the quota, the mirror, the oracle.
func TestAllocateTheorem(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 3000 {
		weights, exact := []Weight{}, fractions{}
		for _, k := range r.Perm(1 + r.Intn(8)) {
			id := string(rune('a' + k))
			w := r.Uint64() >> (4 + r.Intn(60))
			weights = append(weights, Weight{id, w})
			exact[id] = ratio(int64(w), 1)
		}
		total := r.Int63() >> r.Intn(63)
		parts, err := Allocate(total, weights)
		if errors.Is(err, ErrWeight) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		mirror, err := Allocate(-total, weights)
		if err != nil {
			t.Fatal(err)
		}
		want := naiveShare(total, exact)
		var sum int64
		for i, w := range weights {
			sum += parts[i]
			if parts[i] != want[w.ID] || mirror[i] != -parts[i] {
				t.Fatalf("%d among %v: %v, want %v", total, weights, parts, want)
			}
		}
		if sum != total {
			t.Fatalf("parts of %d add up to %d", total, sum)
		}
	}
}

func TestRate(t *testing.T) {
	for _, c := range []struct{ json, code string }{
		{`"3/100"`, ""}, {`"1"`, ""}, {`"0"`, ""}, {`1`, ""}, {`0`, ""}, {`"2/2"`, ""},
		{`"-1/-2"`, ""},
		{`"3/0"`, CodeRate}, {`""`, CodeRate}, {`"x"`, CodeRate}, {`"1/"`, CodeRate},
		{`"1/2/3"`, CodeRate},
		{`"0.03"`, CodeRate}, {`" 1/2"`, CodeRate}, {`"+1/2"`, CodeRate}, {`null`, CodeRate},
		{`[]`, CodeRate},
		{`0.03`, CodeFloat}, {`1e0`, CodeFloat}, {`true`, CodeFloat}, {`-0.5`, CodeFloat},
		{`2`, CodeRateRange}, {`-1`, CodeRateRange}, {`"3/2"`, CodeRateRange}, {`"1/-2"`, CodeRateRange},
		{`"1/99999999999999999999"`, CodeOverflow},
	} {
		var r Rate
		if err := r.UnmarshalJSON([]byte(c.json)); err != nil || r.code() != c.code {
			t.Errorf("%s gives %q, %v", c.json, r.code(), err)
		}
	}
	if r, err := ParseRate("1/3"); err != nil || r.Of(10) != 3 || r.Of(-10) != 0 ||
		r.Of(math.MaxInt64) != math.MaxInt64/3 {
		t.Errorf("a third: %v %v", r, err)
	}
	if _, err := ParseRate("4/3"); err == nil || err.Error() != CodeRateRange {
		t.Errorf("four thirds: %v", err)
	}
	if (Rate{}).code() != CodeRate || (Rate{N: 1, D: 4}).String() != "1/4" {
		t.Error("a rate of numbers alone")
	}
}

// TestAllocateTies holds the odd fen to the smaller ids in long lists of few different weights,
// where a sort that is not stable shows.
func TestAllocateTies(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for range 200 {
		weights, exact := make([]Weight, 13+r.Intn(60)), fractions{}
		for i := range weights {
			id := fmt.Sprintf("p%03d", i)
			weights[i] = Weight{id, uint64(1 + r.Intn(3))}
			exact[id] = ratio(int64(weights[i].W), 1)
		}
		total := int64(r.Intn(5000))
		parts, err := Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		want := naiveShare(total, exact)
		for i, w := range weights {
			if parts[i] != want[w.ID] {
				t.Fatalf("%d over %v: %s gets %d, want %d", total, weights, w.ID, parts[i], want[w.ID])
			}
		}
	}
}
