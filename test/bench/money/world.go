package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/suyuan-ledger/suyuan/settlement"
)

// size is how large a province-quarter is.
type size struct {
	Products   int // each made from Inputs resources of different institutions
	Inputs     int
	Owners     int // institutions
	Signatures int // sets of inputs that uses needed, per product
	Sales      int
}

// province is the size the issue of money asks for, with so many sales.
func province(sales int) size {
	return size{Products: 10_000, Inputs: 10, Owners: 400, Signatures: 5, Sales: sales}
}

func owner(i int) string    { return fmt.Sprintf("inst-%04d", i) }
func product(i int) string  { return fmt.Sprintf("product-%06d", i) }
func resource(i int) string { return fmt.Sprintf("resource-%07d", i) }

// The parties every product pays besides its institutions.
const (
	exchange = "exchange"
	treasury = "treasury"
	operator = "operator"
)

// world generates a quarter: the same size gives the same world.
func (s size) world() settlement.Input {
	rng := rand.New(rand.NewPCG(uint64(s.Products), uint64(s.Sales)))
	in := settlement.Input{Period: "2026Q3",
		Agreements: map[string]settlement.Agreement{"whole": terms()}}
	for _, id := range []string{exchange, treasury, operator} {
		in.Parties = append(in.Parties, settlement.Party{ID: id, Kind: settlement.Enterprise})
	}
	for i := range s.Owners {
		in.Parties = append(in.Parties, settlement.Party{ID: owner(i), Kind: settlement.Institution})
	}
	resources := s.Owners * 20
	for i := range resources {
		in.Nodes = append(in.Nodes, settlement.Node{ID: resource(i), Seq: int64(i + 1), Public: true,
			Kind: settlement.Resource, Owner: owner(i % s.Owners), Weight: 1})
	}
	for i := range s.Products {
		n := settlement.Node{ID: product(i), Seq: int64(resources + i + 1), Kind: settlement.Product,
			Owner: operator, Weight: 1, Public: true, Layer: settlement.LayerPrimary, Agreement: "whole"}
		// Steps of one institution each: the inputs of a product have different owners.
		first := rng.IntN(resources)
		for k := range s.Inputs {
			n.Inputs = append(n.Inputs, resource((first+k*(1+i%7))%resources))
		}
		for k := range s.Signatures {
			in.Traces = append(in.Traces, settlement.Trace{Product: n.ID, Use: settlement.Commercial,
				Units: int64(1 + rng.IntN(100_000)), Members: n.Inputs[k : k+1+rng.IntN(s.Inputs-k)]})
		}
		in.Nodes = append(in.Nodes, n)
	}
	for i := range s.Sales {
		sale := settlement.Sale{ID: fmt.Sprintf("sale-%08d", i), Product: product(rng.IntN(s.Products)),
			Amount: int64(1 + rng.IntN(5_000_000)), Use: settlement.Commercial, Units: 1}
		if rng.IntN(4) > 0 {
			sale.Channel = exchange
		}
		in.Sales = append(in.Sales, sale)
	}
	return in
}

// terms are those of every product: a commission, the providers' share by contribution, the rest.
func terms() settlement.Agreement {
	rate := func(n, d int64) settlement.Rate { return settlement.Rate{N: n, D: d} }
	return settlement.Agreement{Layer: settlement.LayerPrimary, Tiers: []settlement.Tier{
		{Fee: &settlement.Rated{To: exchange, Rate: rate(3, 100), Of: settlement.OfChannelSales,
			Channel: exchange}},
		{Share: &settlement.Rated{To: settlement.ToInputs, Rate: rate(3, 10), Of: settlement.OfLeft}},
		{Remainder: &settlement.Remainder{Parts: []settlement.Part{{To: settlement.ToOwner, Weight: 6},
			{To: treasury, Weight: 4}}}},
	}, Contribution: &settlement.Contribution{Basis: settlement.ByInstitution,
		Count: []string{settlement.Commercial}, Fallback: settlement.FallbackLineage}}
}
