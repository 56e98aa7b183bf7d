package bundle

import (
	"context"
	"strconv"
	"testing"
)

// BenchmarkExtractLine makes an extract of one line whose seal and records are at hand.
func BenchmarkExtractLine(b *testing.B) {
	c := newChain(b, "test-bench", 4)
	e, err := NewExtractor(context.Background(), c, period)
	must(b, err)
	size := 0
	b.ResetTimer()
	for i := range b.N {
		x, err := e.Line(context.Background(), strconv.Itoa(i%len(c.world.leaves)))
		must(b, err)
		size = max(size, len(x))
	}
	b.ReportMetric(float64(size), "bytes")
}

// BenchmarkVerifyExtract checks one, from four validators' signatures to its last byte.
func BenchmarkVerifyExtract(b *testing.B) {
	c := newChain(b, "test-bench", 4)
	e, err := NewExtractor(context.Background(), c, period)
	must(b, err)
	x, err := e.Line(context.Background(), "12")
	must(b, err)
	trust := c.trust()
	b.ResetTimer()
	for range b.N {
		_, err := VerifyExtract(x, trust)
		must(b, err)
	}
}
