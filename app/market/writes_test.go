package market_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Papers with the longest lists that a ledger takes write as many keys as their kinds declare: no
// more, or they would be dropped, and no fewer, or they would take the place of others.
func TestWritesAreHonest(t *testing.T) {
	w := marketWorld(t)
	w.kinds = append(w.kinds, party.Chapter().Kinds...)
	w.party(party.Party{ID: "finance", Nature: party.Administrative}, "finance")
	w.agreement("bureau/yy", "operator", "2030-12-31", costly)
	w.period(regime.Month)
	w.restatable(60)
	longReceipt(w)
	longInvestment(w)
	misuse(w)
	for name, want := range map[string]int{"receipt.record": 0,
		"trade.confirm": 1, // a second version of the product has a collector of its own
		// somebody else may have claimed the invoice or the voucher since
		"receipt.confirm": 1, "investment.confirm": 1,
		"investment.record": 0, "cost.object": 0, "cost.decide": 0, "cost.record": 0,
		"cost.confirm": 0, "cost.correct": 0, "violation.record": 0, "violation.confirm": 0,
		"price.cap": 0, "price.tariff": 0} {
		for _, k := range w.kinds {
			if k.Name == name && int(k.Writes)-w.wrote[name] != want {
				t.Errorf("%s wrote %d keys at most, declared %d", name, w.wrote[name], k.Writes)
			}
		}
	}
}

// longReceipt sells three years and a day to a linked buyer below the tariff, all of it closed, and
// returns half of the money.
func longReceipt(w *world) {
	start := at("2025-03-03 09:00")
	w.ok(start, priceCap("2025-03-04", 500_000), "pricing")
	w.ok(start, tariff("2025-03-04", market.Bracket{UpTo: 10, Price: 400_000},
		market.Bracket{Price: 450_000}), "operator")
	ceiling, items := priceCap("2025-03-04", 500_000), tariff("2025-03-04", market.Bracket{Price: 1})
	ceiling.Unit, items.Unit = market.Item, market.Item
	w.ok(start, ceiling, "pricing")
	w.ok(start, items, "operator")
	w.ok(start, &party.PartyLink{ID: ref("operator/l"), Kind: party.Control, A: "operator",
		Customer: wire.Hash{1}, Evidence: evidence("股权")}, "operator")
	signed := at("2025-03-30 09:00")
	w.ok(signed, trade("operator/t0", func(m *market.TradeConfirm) { m.Unit = market.Item }),
		"operator", "exchange")
	w.ok(signed, trade("operator/t1"), "operator", "exchange")
	w.ok(signed, trade("operator/t2"), "operator", "exchange")
	now := at("2028-04-10 09:00")
	for y := 2025; y <= 2028; y++ {
		for m := 1; m <= 12 && (y < 2028 || m < 4); m++ {
			w.freeze(fmt.Sprintf("%d-%02d", y, m))
		}
	}
	w.ok(now, receipt("operator/r", "2025-03-31", "2028-04-03", 100_000, "30000.00"), "operator")
	w.ok(now, confirm("operator/r"), "exchange")
	w.freeze("2028-04")
	w.ok(now, receipt("operator/b", "2025-03-31", "2028-04-03", 1000, "-15000.00",
		func(m *market.ReceiptRecord) { m.Ref = ref("operator/r") }), "operator")
	w.ok(now, confirm("operator/b"), "exchange")
	w.ok(now, cost("operator/c", func(m *market.CostRecord) { m.Date = 20280405 }), "operator")
	w.ok(now, yes("operator/c"), "bureau")
	w.freeze("2028-05")
	w.ok(now, &market.CostCorrect{ID: ref("operator/k"), Ref: ref("operator/c"), Less: 1,
		Evidence: evidence("审计")}, "operator")
	w.ok(now, yes("operator/k"), "bureau")
}

// longInvestment is objected to with all of its thirty parts still to come.
func longInvestment(w *world) {
	now := at("2028-06-10 09:00")
	w.ok(now, investment("investor/i", func(m *market.InvestmentRecord) {
		m.Date = 20280601
		day := wire.Date(20280701)
		for range 30 {
			m.Schedule = append(m.Schedule, market.Due{Day: day, Amount: yuan("3000.00")})
			day = regime.AddMonths(day, 1)
		}
	}), "investor")
	w.ok(now, &market.InvestmentConfirm{ID: ref("investor/i"), Accept: true}, "bureau")
	w.ok(now, &market.CostObject{ID: ref("finance/o"), Cost: ref("investor/i"), Reason: "核查"},
		"finance")
	w.ok(now, &market.CostDecide{ID: ref("finance/o"), Reason: "属实"}, "bureau")
}

// misuse confirms a violation of a closed period.
func misuse(w *world) {
	w.batch("operator/u1", trace.Welfare, 100)
	w.freeze("2026Q2")
	w.ok(at("2026-08-01 09:00"), violation("operator/v"), "operator")
	w.ok(at("2026-08-01 09:00"), verdict("operator/v", true), "bureau")
}
