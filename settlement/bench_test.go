package settlement

import (
	"fmt"
	"testing"
)

// largeWorld is a chain of layers with nodes in all: a fifth resources, every product with up to
// five earlier inputs, three sets of uses and two sales.
func largeWorld(nodes int) Input {
	in := Input{Period: "large", Agreements: map[string]Agreement{"a": {Layer: LayerRe,
		Tiers: []Tier{{Fee: &Rated{To: "P0", Rate: Rate{N: 3, D: 100}, Of: OfOwnSales}},
			{Base: &Rated{Rate: Rate{N: 1, D: 10}}},
			{Share: &Rated{To: ToInputs, Rate: Rate{N: 3, D: 10}, Of: OfLeft}},
			{Remainder: &Remainder{Parts: []Part{{ToOwner, 1}}}}},
		Contribution: &Contribution{Count: []string{Commercial}, Fallback: FallbackLineage}}}}
	for i := range 200 {
		in.Parties = append(in.Parties, Party{ID: fmt.Sprint("P", i), Kind: Enterprise})
	}
	for i := range nodes {
		n := Node{ID: fmt.Sprintf("n%06d", i), Seq: int64(i), Kind: Resource,
			Owner: fmt.Sprint("P", i%200), Weight: 1, Public: true}
		if i >= nodes/5 {
			n.Kind, n.Layer, n.Agreement = Product, LayerRe, "a"
			for k := range 5 {
				if id := fmt.Sprintf("n%06d", (i*7919+k*104729)%i); k == 0 || id != n.Inputs[0] &&
					!has(n.Inputs, id) {
					n.Inputs = append(n.Inputs, id)
				}
			}
			for k := range 3 {
				in.Traces = append(in.Traces, Trace{Product: n.ID, Units: int64(1 + k*i),
					Members: n.Inputs[:1+k%len(n.Inputs)]})
			}
			for k := range 2 {
				in.Sales = append(in.Sales, Sale{ID: fmt.Sprint(n.ID, k), Product: n.ID, Amount: int64(i * 37),
					Units: 1})
			}
		}
		in.Nodes = append(in.Nodes, n)
	}
	return in
}

func has(list []string, id string) bool {
	for _, x := range list {
		if x == id {
			return true
		}
	}
	return false
}

func TestLargeWorld(t *testing.T) {
	in := largeWorld(2000)
	if codes := Validate(in); len(codes) > 0 {
		t.Fatal(codes)
	}
	r, err := Compute(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(in); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkCompute(b *testing.B) {
	for _, nodes := range []int{1250, 5000, 20000} {
		in := largeWorld(nodes)
		b.Run(fmt.Sprint(nodes), func(b *testing.B) {
			for b.Loop() {
				r, err := Compute(in)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(r.Lines)), "lines")
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	in := largeWorld(5000)
	r, err := Compute(in)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := r.Check(in); err != nil {
			b.Fatal(err)
		}
	}
}
