package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// What a customer uses in a settlement period is priced together: two receipts cost what one costs,
// a rejected one counts for nothing, a new period and a new tariff begin anew (rulings M5).
func TestBracketsAccumulate(t *testing.T) {
	w := marketWorld(t)
	w.ok(at("2025-12-20 09:00"), priceCap("2026-01-01", 500_000), "pricing")
	w.ok(at("2025-12-20 10:00"), tariff("2026-01-01", market.Bracket{UpTo: 10_000, Price: 100_000},
		market.Bracket{UpTo: 100_000, Price: 80_000}, market.Bracket{Price: 50_000}), "operator")
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	later := at("2026-07-05 12:00")
	w.ok(later, receipt("operator/r1", "2026-04-01", "2026-04-30", 60_000, "5000.00"), "operator")
	w.refused(market.ErrOverTariff, later,
		receipt("operator/r2", "2026-05-01", "2026-05-31", 90_000, "5700.01"), "operator")
	w.ok(later, receipt("operator/r2", "2026-05-01", "2026-05-31", 90_000, "5700.00"), "operator")
	w.ok(later, receipt("operator/r3", "2026-07-01", "2026-07-02", 10_000, "1000.00"), "operator")
	w.refused(market.ErrOverTariff, later,
		receipt("operator/r4", "2026-06-01", "2026-06-30", 60_000, "3000.01"), "operator")
	w.ok(later, &market.ReceiptConfirm{ID: ref("operator/r1"), Reason: "无此款"}, "exchange")
	w.ok(later, receipt("operator/r4", "2026-06-01", "2026-06-30", 60_000, "3300.00"), "operator")

	// Over the end of a quarter each part is priced in its own.
	w.refused(market.ErrOverTariff, later, receipt("operator/r5", "2026-06-30", "2026-07-01", 2,
		"0.14"), "operator")
	w.ok(later, receipt("operator/r5", "2026-06-30", "2026-07-01", 2, "0.13"), "operator")

	// A refund gives the units back.
	w.ok(later, confirm("operator/r2"), "exchange")
	w.ok(later, receipt("operator/r6", "2026-05-01", "2026-05-31", 90_000, "-5700.00",
		func(m *market.ReceiptRecord) { m.Ref = ref("operator/r2") }), "operator")
	w.ok(later, confirm("operator/r6"), "exchange")
	w.ok(later, receipt("operator/r7", "2026-05-01", "2026-05-31", 39_999, "3199.92"), "operator")
}

// A discount needs its document, and every receipt is held to the lower price.
func TestDiscount(t *testing.T) {
	w := priced(t)
	cheap := tariff("2026-06-01", market.Bracket{Price: 450_000})
	cheap.DiscountBP = 2_000
	w.refused(rule.BadField, now, cheap, "operator")
	cheap.Evidence = evidence("优惠")
	cheap.DiscountBP = 10_001
	w.refused(rule.BadField, now, cheap, "operator")
	cheap.DiscountBP = 2_000
	w.ok(now, cheap, "operator")
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	july := at("2026-07-05 12:00")
	w.refused(market.ErrOverTariff, july, receipt("operator/r", "2026-06-01", "2026-06-02", 100,
		"36.01"), "operator")
	w.ok(july, receipt("operator/r", "2026-06-01", "2026-06-02", 100, "36.00"), "operator")

	// A metered item at no price: the first hundred cost nothing, and none of them may.
	free := tariff("2026-08-01", market.Bracket{UpTo: 100}, market.Bracket{Price: 10_000})
	w.ok(july, free, "operator")
	august := at("2026-08-05 12:00")
	w.refused(market.ErrOverTariff, august, receipt("operator/r8", "2026-08-01", "2026-08-02", 100,
		"0.01"), "operator")
	w.ok(august, receipt("operator/r8", "2026-08-01", "2026-08-02", 100, "0.00"), "operator")
	w.ok(august, receipt("operator/r9", "2026-08-01", "2026-08-02", 50, "0.50"), "operator")
}
