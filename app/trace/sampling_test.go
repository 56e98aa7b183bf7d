package trace_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// naive is the exact bound, with fractions that never round.
func naive(population uint64, confidence, tolerated uint32) (uint32, bool) {
	bad := (population*uint64(tolerated) + 9999) / 10_000
	limit := big.NewRat(int64(100-confidence), 100)
	miss := big.NewRat(1, 1)
	for n := uint64(1); n <= trace.MaxSample; n++ {
		good := big.NewInt(int64(population) - int64(bad) - int64(n) + 1)
		if good.Sign() <= 0 {
			return uint32(n), true
		}
		miss.Mul(miss, new(big.Rat).SetFrac(good, big.NewInt(int64(population-n+1))))
		if miss.Cmp(limit) <= 0 {
			return uint32(n), true
		}
	}
	return 0, false
}

func TestSampleSizeIsTheExactBound(t *testing.T) {
	random := rand.New(rand.NewPCG(17, 17))
	for range 150 {
		population := 1 + random.Uint64N(1<<(1+random.UintN(40)))
		confidence, tolerated := 50+random.Uint32N(50), 50+random.Uint32N(4950)
		got, ok := trace.SampleSize(population, confidence, tolerated)
		want, fits := naive(population, confidence, tolerated)
		if got != want || ok != fits {
			t.Fatalf("%d units, %d%%, %d: %d %v, want %d %v", population, confidence, tolerated, got, ok,
				want, fits)
		}
	}
	// Known from tables of attribute sampling: 95%, 1% of a large population.
	if n, _ := trace.SampleSize(9_000_000_000_000, 95, 100); n != 299 {
		t.Errorf("95%%, 1%%: %d", n)
	}
	if n, ok := trace.SampleSize(9_000_000_000_000, 99, 1); ok {
		t.Errorf("99%%, 0.01%%: %d fits", n)
	}
	if n, ok := trace.SampleSize(20, 99, 1); !ok || n != 20 {
		t.Errorf("all of twenty: %d %v", n, ok)
	}
	for _, c := range [][3]uint32{{0, 95, 100}, {10, 0, 100}, {10, 100, 100}, {10, 95, 0},
		{10, 95, 10001}} {
		if n, ok := trace.SampleSize(uint64(c[0]), c[1], c[2]); ok {
			t.Errorf("%v: %d", c, n)
		}
	}
}

// Surer or stricter is never a smaller sample, nor is a larger population.
func TestSampleSizeIsMonotone(t *testing.T) {
	last := uint32(0)
	for confidence := uint32(50); confidence < 100; confidence++ {
		n, _ := trace.SampleSize(1_000_000, confidence, 100)
		if n < last {
			t.Fatalf("%d%%: %d after %d", confidence, n, last)
		}
		last = n
	}
	last = 0
	for tolerated := uint32(5000); tolerated >= 100; tolerated -= 100 {
		n, _ := trace.SampleSize(1_000_000, 95, tolerated)
		if n < last {
			t.Fatalf("%d in 10,000: %d after %d", tolerated, n, last)
		}
		last = n
	}
	last = 0
	for population := uint64(100); population < 1<<40; population *= 10 {
		n, _ := trace.SampleSize(population, 95, 100)
		if n < last {
			t.Fatalf("%d units: %d after %d", population, n, last)
		}
		last = n
	}
}

func seedOf(s string) wire.Hash { return wire.Hash(crypto.SHA256([]byte(s))) }

func TestDrawIsReproducibleAndDistinct(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 7))
	for range 200 {
		population := 1 + random.Uint64N(1<<(1+random.UintN(43)))
		size := uint32(1 + random.Uint64N(min(population, 600)))
		seed := seedOf(string(rune(random.IntN(9999))))
		a, b := trace.Draw(seed, population, size), trace.Draw(seed, population, size)
		if !slices.Equal(a, b) || len(a) != int(size) {
			t.Fatal("two draws of one seed differ")
		}
		for i, u := range a {
			if u >= population || i > 0 && u <= a[i-1] {
				t.Fatalf("unit %d of %d after %v", u, population, a[:i])
			}
		}
	}
	all := trace.Draw(seedOf("all"), 50, 50)
	for i, u := range all {
		if u != uint64(i) {
			t.Fatalf("a whole population: %v", all)
		}
	}
	if slices.Equal(trace.Draw(seedOf("a"), 1<<40, 5), trace.Draw(seedOf("b"), 1<<40, 5)) {
		t.Error("two seeds draw the same")
	}
}

// Every unit is drawn about as often as any other: chi-square over 40 units, 3,000 draws of 10. The
// bound is that of 39 degrees of freedom at one in a million; seeds are fixed, so it never wavers.
func TestDrawIsUniform(t *testing.T) {
	const population, size, rounds = 40, 10, 3000
	var count [population]float64
	for i := range rounds {
		for _, u := range trace.Draw(seedOf("round "+string(rune('0'+i))), population, size) {
			count[u]++
		}
	}
	want, chi := float64(rounds*size)/population, 0.0
	for _, n := range count {
		chi += (n - want) * (n - want) / want
	}
	if chi > 100 {
		t.Errorf("chi-square %.1f: %v", chi, count)
	}
}
