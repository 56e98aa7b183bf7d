package market_test

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Amounts are held to tariff and ceiling of every day of the window (S18), free use to zero (S16).
func TestReceiptRecord(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, trade("operator/t2", func(m *market.TradeConfirm) { m.Purpose = "governance" }),
		"operator", "exchange")
	w.ok(now, priceCap("2026-07-01", 400_000), "pricing")
	july := at("2026-07-10 09:00")

	w.ok(july, receipt("operator/r1", "2026-06-30", "2026-06-30", 1000, "450.00"), "operator")
	w.refused(market.ErrOverTariff, july, receipt("operator/r2", "2026-06-29", "2026-06-29", 1000,
		"450.01"), "operator")
	got := w.refused(market.ErrOverCap, july, receipt("operator/r2", "2026-07-01", "2026-07-01", 1000,
		"450.00"), "operator")
	if got.Article != "GZ §22¶2" {
		t.Errorf("cites %s", got.Article)
	}
	w.refused(market.ErrOverCap, july, receipt("operator/r2", "2026-06-01", "2026-07-01", 1000,
		"10.00"), "operator")
	w.ok(july, tariff("2026-07-11", market.Bracket{Price: 400_000}), "operator")
	w.refused(market.ErrTariffChange, july, receipt("operator/r2", "2026-07-10", "2026-07-11", 1000,
		"400.00"), "operator")
	w.ok(july, receipt("operator/r3", "2026-07-11", "2026-07-20", 1000, "400.00"), "operator")
	w.refused(market.ErrCharged, july, receipt("operator/r2", "2026-06-30", "2026-06-30", 1, "0.10",
		func(m *market.ReceiptRecord) { m.Trade = ref("operator/t2") }), "operator")
	w.ok(july, receipt("operator/r4", "2026-06-30", "2026-06-30", 1_200_000, "0.00",
		func(m *market.ReceiptRecord) { m.Trade = ref("operator/t2") }), "operator")
	w.refused(market.ErrNoTariff, july, receipt("operator/r2", "2025-12-31", "2025-12-31", 1, "0.10"),
		"operator")
}

func TestReceiptRecordRefused(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, receipt("operator/r1", "2026-05-01", "2026-05-03", 100, "45.00"), "operator")
	base := func(change ...func(*market.ReceiptRecord)) *market.ReceiptRecord {
		return receipt("operator/r", "2026-05-01", "2026-05-03", 100, "45.00", change...)
	}
	cases := []struct {
		name string
		def  *rule.Refusal
		m    *market.ReceiptRecord
		by   string
	}{
		{"same id", market.ErrReceiptExists, receipt("operator/r1", "2026-05-01", "2026-05-03", 100,
			"45.00"), "operator"},
		{"unknown trade", market.ErrUnknownTrade,
			base(func(m *market.ReceiptRecord) { m.Trade = ref("a/b") }), "operator"},
		{"not the collector", market.ErrNotCollector, base(), "exchange"},
		{"same invoice", market.ErrInvoice,
			base(func(m *market.ReceiptRecord) { m.Invoice = digest("operator/r1") }), "operator"},
		{"after the agreement", market.ErrNotRunning, receipt("operator/r", "2026-12-31", "2027-01-01", 1,
			"0.10"), "operator"},
		{"too long", market.ErrWindow, receipt("operator/r", "2026-01-01", "2029-01-05", 1, "0.10"),
			"operator"},
		{"refund of nothing", market.ErrRefund, base(func(m *market.ReceiptRecord) {
			m.Amount, m.Ref = -1, ref("operator/none")
		}), "operator"},
		{"refund of an unconfirmed one", market.ErrRefund, base(func(m *market.ReceiptRecord) {
			m.Amount, m.Ref = -1, ref("operator/r1")
		}), "operator"},
		{"no units", rule.BadField, base(func(m *market.ReceiptRecord) { m.Units = 0 }), "operator"},
		{"refund without original", rule.BadField, base(func(m *market.ReceiptRecord) { m.Amount = -1 }),
			"operator"},
		{"tax of the other sign", rule.BadField, base(func(m *market.ReceiptRecord) { m.Tax = -1 }),
			"operator"},
		{"no invoice", rule.BadField, base(func(m *market.ReceiptRecord) { m.Invoice.Alg = 0 }),
			"operator"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, now, c.m, c.by) })
	}
	w.freeze("2026Q2")
	w.refused(market.ErrFrozen, at("2026-07-20 09:00"), base(), "operator")
}

// A confirmed receipt is split over the periods of its window by days, by largest remainder (M4).
func TestReceiptAllocatedByDays(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	// 20 May to 18 August: 42 days of Q2, 49 of Q3; a year's prepayment may reach ahead.
	w.ok(now, receipt("operator/r1", "2026-05-20", "2026-08-18", 1000, "100.00",
		func(m *market.ReceiptRecord) { m.Tax = yuan("6.00") }), "operator")
	shown := w.ask("receipt", "id", "operator/r1").(market.ReceiptShown)
	want := []market.Part{
		{Period: "2026Q2", Days: 42, Units: 462, Amount: yuan("46.15"), Tax: yuan("2.77")},
		{Period: "2026Q3", Days: 49, Units: 538, Amount: yuan("53.85"), Tax: yuan("3.23")},
	}
	if !reflect.DeepEqual(shown.Parts, want) {
		t.Errorf("parts %+v", shown.Parts)
	}
	if !reflect.DeepEqual(shown.Deferred, want[1:]) || shown.Later != yuan("53.85") {
		t.Errorf("deferred %+v", shown)
	}
	count := func(period string) (n int) {
		market.EachSale(w.s, period, func(s market.Sale) bool { n++; return true })
		return n
	}
	if count("2026Q2") != 0 {
		t.Error("an unconfirmed receipt counts")
	}
	w.ok(now, confirm("operator/r1"), "exchange")
	if count("2026Q2") != 1 || count("2026Q3") != 1 {
		t.Error("the parts are not in their periods")
	}
	sales := w.ask("sales", "period", "2026Q3").(rule.Page[market.Sale]).Items
	if len(sales) != 1 || sales[0].Part.Amount != yuan("53.85") {
		t.Errorf("sales of Q3: %+v", sales)
	}
}

// The longest receipt of a monthly ledger stays within the declared writes.
func TestReceiptWrites(t *testing.T) {
	w := priced(t)
	w.period("month")
	w.agreement("bureau/yy", "operator", "2030-12-31", costly)
	open := at("2026-02-01 12:00")
	w.ok(open, trade("operator/t1"), "operator", "exchange")
	w.ok(open, receipt("operator/r1", "2026-01-31", "2029-02-03", 100, "45.00"), "operator")
	events := w.ok(open, confirm("operator/r1"), "exchange")
	if n := len(events[0].(market.ReceiptChecked).Parts); n != 38 {
		t.Errorf("%d parts", n)
	}
}

// Money is for days on which the product was published.
func TestReceiptOutsidePublication(t *testing.T) {
	w, march := priced(t), at("2025-03-06 09:00")
	w.ok(march, &market.PriceTariff{Product: ref("dev/risk"), Unit: market.Item,
		From: 20250301, Brackets: []market.Bracket{{Price: 3_000_000}}}, "dev")
	w.ok(march, trade("dev/t1", func(m *market.TradeConfirm) {
		m.Product, m.Unit, m.Venue, m.Exchange, m.ExchangeRef = ref(
			"dev/risk"), market.Item, market.Direct, "", ""
	}), "dev")
	of := func(m *market.ReceiptRecord) { m.Trade = ref("dev/t1") }
	w.refused(market.ErrNotTradable, march, receipt("dev/r1", "2025-03-01", "2025-03-05", 1, "3.00",
		of),
		"dev")
	w.ok(march, receipt("dev/r1", "2025-03-02", "2025-03-05", 1, "3.00", of), "dev")
	w.refused(rule.BadField, now, cost("operator/c1", func(m *market.CostRecord) { m.Class = "a/b" }),
		"operator")
}
