package market_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Free supply is listed in the order of time, a page at a time, between two instants; what is sold
// is not.
func TestFreeTradesByTime(t *testing.T) {
	w := marketWorld(t)
	start := at("2026-04-07 09:00")
	w.ok(start, priceCap("2026-04-08", 500_000), "pricing")
	w.ok(start, tariff("2026-04-08", market.Bracket{Price: 450_000}), "operator")
	for i, when := range []string{"2026-04-10 09:00", "2026-04-11 09:00", "2026-04-11 10:00",
		"2026-05-02 09:00"} {
		w.ok(at(when), trade(fmt.Sprintf("operator/f%d", 9-i), func(m *market.TradeConfirm) {
			m.Purpose, m.Venue, m.Exchange, m.ExchangeRef = "welfare", market.Direct, "", ""
		}), "operator")
	}
	w.ok(at("2026-04-12 09:00"), trade("operator/sold"), "operator", "exchange")
	seen, after := "", ""
	for range 5 {
		page := w.ask("free_trades", "from", at("2026-04-10 09:00").String(), "to",
			at("2026-05-02 09:00").String(), "limit", "2", "after", after).(rule.Page[market.Trade])
		for _, v := range page.Items {
			seen += v.ID.Local + " "
		}
		if after = page.Next; after == "" {
			break
		}
		seen += "| "
	}
	if seen != "f9 f8 | f7 " {
		t.Errorf("free trades %s", seen)
	}
}
