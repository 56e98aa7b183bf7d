package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// refundOf returns money of operator/r1.
func refundOf(id, from, to, amount, tax string) *market.ReceiptRecord {
	return receipt(id, from, to, 0, amount, func(m *market.ReceiptRecord) {
		m.Ref, m.Tax = ref("operator/r1"), yuan(tax)
	})
}

// A period never returns more than it received of the receipt, however narrow the refund's window,
// and the tax returned stays within the tax received.
func TestRefundStaysInItsPeriod(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	// 30 days of Q2, 30 of Q3: 22.50 each.
	taxed := func(m *market.ReceiptRecord) { m.Tax = yuan("2.70") }
	w.ok(now, receipt("operator/r1", "2026-06-01", "2026-07-30", 100, "45.00", taxed), "operator")
	w.ok(now, confirm("operator/r1"), "exchange")
	w.refused(market.ErrRefund, now,
		refundOf("operator/f1", "2026-07-01", "2026-07-01", "-22.51", "0.00"), "operator")
	w.refused(market.ErrRefund, now,
		refundOf("operator/f1", "2026-06-01", "2026-07-30", "-1.00", "-2.71"), "operator")
	w.ok(now, refundOf("operator/f1", "2026-07-01", "2026-07-01", "-20.00", "-2.00"), "operator")
	w.ok(now, refundOf("operator/f2", "2026-07-01", "2026-07-01", "-20.00", "-0.70"), "operator")
	w.ok(now, refundOf("operator/f3", "2026-06-01", "2026-06-30", "-1.00", "-0.71"), "operator")
	w.ok(now, confirm("operator/f1"), "exchange")
	w.refused(market.ErrRefund, now, confirm("operator/f2"), "exchange")
	w.refused(market.ErrRefund, now, confirm("operator/f3"), "exchange")
	// What is left is 22.50 and 2.50; over the whole window it goes back to the last fen.
	w.ok(now, refundOf("operator/f4", "2026-06-01", "2026-07-30", "-25.00", "-0.70"), "operator")
	w.ok(now, confirm("operator/f4"), "exchange")
	for _, period := range []string{"2026Q2", "2026Q3"} {
		var sum wire.Fen
		market.EachSale(w.s, period, func(s market.Sale) bool { sum += s.Part.Amount; return true })
		if sum != 0 {
			t.Errorf("%s holds %s", period, sum)
		}
	}
	w.refused(market.ErrRefund, now,
		refundOf("operator/f5", "2026-06-01", "2026-07-30", "-0.01", "0.00"), "operator")
}

// From the hour at which a period freezes it takes no more rows, also in the block that freezes it
// (rulings E7).
func TestClosedAtItsHour(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, receipt("operator/r1", "2026-06-01", "2026-06-30", 100, "45.00"), "operator")
	due := day("2026-07-16")
	w.refused(market.ErrFrozen, due, confirm("operator/r1"), "exchange")
	w.refused(market.ErrFrozen, due, receipt("operator/r2", "2026-06-01", "2026-06-30", 1, "0.45"),
		"operator")
	w.ok(due-1, confirm("operator/r1"), "exchange")
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(due, &market.CostConfirm{ID: ref("operator/c1"), Accept: true}, "bureau")
	if c, _ := market.GetCost(w.s, ref("operator/c1")); c.Period != "2026Q3" {
		t.Errorf("the cost enters %s", c.Period)
	}
}

// A claim that nobody confirmed keeps no other institution from its own invoice or voucher.
func TestClaimsHoldNothing(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	risk := tariff("2026-01-01", market.Bracket{Price: 3_000_000})
	risk.Product = ref("dev/risk")
	w.ok(at("2025-12-20 11:00"), risk, "dev")
	w.ok(now, trade("dev/t1", func(m *market.TradeConfirm) {
		m.Product, m.Venue, m.Exchange, m.ExchangeRef = ref("dev/risk"), market.Direct, "", ""
	}), "dev")
	invoice := func(m *market.ReceiptRecord) { m.Invoice = digest("the operator's") }
	w.ok(now, receipt("dev/r1", "2026-05-01", "2026-05-03", 1, "3.00", invoice,
		func(m *market.ReceiptRecord) { m.Trade = ref("dev/t1") }), "dev")
	w.ok(now, receipt("operator/r1", "2026-05-01", "2026-05-03", 100, "45.00", invoice), "operator")
	w.refused(market.ErrInvoice, now,
		receipt("operator/r2", "2026-05-01", "2026-05-03", 100, "45.00", invoice), "operator")
	w.ok(now, confirm("operator/r1"), "exchange")
	w.refused(market.ErrInvoice, now, confirm("dev/r1"), "bureau")
	w.refused(market.ErrInvoice, now, receipt("dev/r3", "2026-05-01", "2026-05-03", 1, "3.00", invoice,
		func(m *market.ReceiptRecord) { m.Trade = ref("dev/t1") }), "dev")

	w.party(party.Party{ID: "thief"})
	voucher := func(m *market.CostRecord) { m.Voucher = digest("the operator's") }
	stolen := cost("thief/c1", voucher, func(m *market.CostRecord) { m.Investor = "thief" })
	w.ok(now, stolen, "thief")
	w.ok(now, cost("operator/c1", voucher), "operator")
	w.refused(market.ErrVoucher, now, cost("operator/c2", voucher), "operator")
	w.ok(now, &market.CostConfirm{ID: ref("operator/c1"), Accept: true}, "bureau")
	w.refused(market.ErrVoucher, now, &market.CostConfirm{ID: stolen.ID, Accept: true}, "bureau")
	w.ok(now, &market.CostConfirm{ID: stolen.ID, Reason: "not its voucher"}, "bureau")
}

// An administrative body that would recover a cost needs a treasury (rulings L8).
func TestInvestorWithoutTreasury(t *testing.T) {
	w := marketWorld(t)
	w.party(party.Party{ID: "office", Nature: party.Administrative})
	_, err := w.apply(now, cost("operator/c1", func(m *market.CostRecord) { m.Investor = "office" }),
		"operator")
	if r, ok := err.(*rule.Refused); !ok || r.Name != "mechanism.treasury" || r.Field != "investor" {
		t.Errorf("got %v", err)
	}
}

// Free supply collects nothing: it does not fix who collects the money of a product version.
func TestFreeTradeFixesNoCollector(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t0", func(m *market.TradeConfirm) {
		m.Purpose, m.Venue, m.Exchange, m.ExchangeRef = "governance", market.Direct, "", ""
	}), "operator")
	w.ok(now, trade("operator/t1", func(m *market.TradeConfirm) { m.Clearing = "exchange" }),
		"operator", "exchange")
	if who := market.Collector(w.s, ref("operator/credit"), 1, now); who != "exchange" {
		t.Errorf("collector %s", who)
	}
	w.ok(now, trade("operator/t2", func(m *market.TradeConfirm) {
		m.Purpose, m.Venue, m.Exchange, m.ExchangeRef = "governance", market.Direct, "", ""
	}), "operator")
}

// A day mistyped far ahead is not the last word on a price.
func TestPriceBeforeAnAnnouncedOne(t *testing.T) {
	w := priced(t)
	w.ok(now, priceCap("2062-06-01", 500_000), "pricing")
	w.ok(now, tariff("2062-06-01", market.Bracket{Price: 450_000}), "operator")
	w.ok(now, priceCap("2026-06-01", 400_000), "pricing")
	w.ok(now, tariff("2026-06-01", market.Bracket{Price: 400_000}), "operator")
	w.refused(market.ErrVersion, now, tariff("2026-06-01", market.Bracket{Price: 300_000}), "operator")
	v, _ := market.TariffOn(w.s, ref("operator/credit"), market.Call, 20260701)
	if v.From != 20260601 {
		t.Errorf("in force from %s", v.From)
	}
}
