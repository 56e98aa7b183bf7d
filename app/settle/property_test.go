package settle_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

type saleKey struct {
	Period  string
	Product wire.ID
	Version uint32
	Receipt wire.ID
}

type sumKey struct {
	Period  string
	Product wire.ID
	Version uint32
	Use     string
	Members [32]byte
}

type nodeKey struct {
	Product wire.ID
	Version uint32
}

type collector struct {
	Party string    `json:"party" max:"32"`
	Since wire.Time `json:"since"`
}

// Whatever is sold, refunded and used, and whoever collects it: statements pay exactly the payouts,
// and what each party collected and received less what it paid is what it keeps, except for
// deficits of the products it collects for (M6).
func TestConservation(t *testing.T) {
	for seed := range uint64(60) {
		n := province(t)
		random(n, rand.New(rand.NewPCG(seed, 1)))
		o := settle.Compute(n.s, "2026Q2")
		if o.Fault != "" {
			t.Fatalf("seed %d: %s", seed, o.Fault)
		}
		held, kept := map[string]wire.Fen{}, map[string]wire.Fen{}
		market.EachSale(n.s, "2026Q2", func(s market.Sale) bool {
			held[market.Collector(n.s, s.Product, 1, n.now)] += s.Part.Amount
			return true
		})
		for _, row := range o.Carry {
			if row.Kind == "deficit" {
				name := row.ID[:len(row.ID)-len("@1")]
				held[market.Collector(n.s, ref(name), 1, n.now)] -= row.Deficit
			}
		}
		var paid, sum wire.Fen
		for _, s := range o.Statements {
			held[s.Payer] -= s.Amount + s.Transfer - s.Kept
			held[s.Payee] += s.Amount + s.Transfer - s.Kept
			paid += s.Amount
			if s.Closing < 0 || s.Closing != s.Opening+s.Amount+s.Transfer-s.Offset-s.Kept {
				t.Errorf("seed %d: statement %+v", seed, s)
			}
		}
		for _, p := range o.Payouts {
			kept[p.Payee] += p.Amount
			sum += p.Amount
		}
		if paid != sum || sum != o.Totals.Payouts {
			t.Errorf("seed %d: statements %s, payouts %s", seed, paid, sum)
		}
		for who, have := range held {
			if have != kept[who] {
				t.Errorf("seed %d: %s holds %s, its payout is %s", seed, who, have, kept[who])
			}
		}
		if codes := settlement.Validate(settle.Inputs(n.s, "2026Q2")); len(codes) > 0 {
			t.Errorf("seed %d: %v", seed, codes)
		}
	}
}

// random adds sales, refunds and uses to the worked example and hands some products' money to the
// exchange.
func random(n *chain, r *rand.Rand) {
	products := []string{"operator/credit", "operator/health", "dev-bank/risk", "dev-ins/ins"}
	inputs := []int{3, 2, 2, 3}
	for i, p := range products {
		if r.IntN(2) == 0 {
			table[nodeKey, collector](market.Chapter(), "market/collectors").
				Set(n.s, nodeKey{ref(p), 1}, collector{"exchange", 1})
		}
		for k := range r.IntN(4) {
			id := ref(fmt.Sprintf("%s/x%d%d", ref(p).Party, i, k))
			s := market.Sale{Receipt: id, Product: ref(p), Version: 1, Use: "commercial",
				Part: market.Part{Period: "2026Q2", Amount: wire.Fen(r.Int64N(4_000_000) - 2_000_000)}}
			if s.Part.Amount < 0 {
				s.Ref = ref("operator/s1")
			}
			table[saleKey, market.Sale](market.Chapter(), "market/sales").
				Set(n.s, saleKey{"2026Q2", ref(p), 1, id}, s)
		}
		for k := range r.IntN(3) {
			m := uint16(r.IntN(inputs[i]))
			table[sumKey, trace.Sum](trace.Chapter(), "trace/counters").Set(n.s,
				sumKey{"2026Q2", ref(p), 1, "commercial", [32]byte{byte(k)}},
				trace.Sum{Product: ref(p), Version: 1, Use: "commercial", Members: []uint16{m},
					Units: 1 + r.Uint64N(1000)})
		}
	}
}
