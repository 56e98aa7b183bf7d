package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Where primary products may be sold (S19).
func TestTradeConfirm(t *testing.T) {
	w := priced(t)
	direct := func(m *market.TradeConfirm) {
		m.Venue, m.Exchange, m.ExchangeRef = market.Direct, "",
			""
	}
	got := w.refused(market.ErrVenue, now, trade("operator/t", direct), "operator")
	if got.Article != "GZ §21" || got.Mark != "text" {
		t.Errorf("cites %s %s", got.Article, got.Mark)
	}
	w.refused(market.ErrVenue, now, trade("operator/t"), "operator") // the exchange did not sign
	named := func(exchange string) *market.TradeConfirm {
		return trade("operator/t", func(m *market.TradeConfirm) { m.Exchange = exchange })
	}
	w.refused(market.ErrNoExchange, now, named("dev"), "operator", "dev")
	// A real exchange that signs beside it lends it neither role nor reference.
	w.refused(market.ErrNoExchange, now, named("dev"), "operator", "dev", "exchange")
	// An exchange of the seller's own group is no second party (rulings E13).
	w.refused(market.ErrCommonControl, now, named("sister"), "operator", "sister")
	events := w.ok(now, trade("operator/t1"), "operator", "exchange")
	if e := events[0].(market.TradeConfirmed); e.Clearing != "operator" || e.Use != "commercial" {
		t.Errorf("event %+v", e)
	}
	w.refused(market.ErrTradeExists, now, trade("operator/t1"), "operator", "exchange")
	w.refused(market.ErrExchangeRef, now, trade("operator/t2", func(m *market.TradeConfirm) {
		m.ExchangeRef = "operator/t1"
	}), "operator", "exchange")
	w.refused(market.ErrClearing, now, trade("operator/t2", func(m *market.TradeConfirm) {
		m.Clearing = "exchange" // the first trade of the version fixed the operator
	}), "operator", "exchange")
	// Free public supply is no sale: no exchange, no tariff.
	w.ok(now, trade("operator/t3", direct, func(m *market.TradeConfirm) {
		m.Purpose, m.Unit = "welfare", market.Item
	}), "operator")
	// Re-developed products are free to choose their venue (GZ §21).
	risk := func(m *market.TradeConfirm) { m.Product, m.Unit = ref("dev/risk"), market.Item }
	w.refused(market.ErrNoTariff, now, trade("dev/t1", direct, risk), "dev")
	w.ok(now, &market.PriceTariff{Product: ref("dev/risk"), Unit: market.Item, From: 20260504,
		Brackets: []market.Bracket{{Price: 3_000_000}}}, "dev")
	w.ok(now, trade("dev/t1", direct, risk), "dev")
}

func TestTradeConfirmRefused(t *testing.T) {
	set := func(f func(*market.TradeConfirm)) *market.TradeConfirm { return trade("operator/t", f) }
	cases := []struct {
		name string
		def  *rule.Refusal
		at   wire.Time
		m    *market.TradeConfirm
	}{
		{"unknown product", market.ErrUnknownProduct, now,
			set(func(m *market.TradeConfirm) { m.Version = 9 })},
		{"not the seller", market.ErrNotSeller, now,
			set(func(m *market.TradeConfirm) { m.ID = ref("dev/t") })},
		{"not published", market.ErrNotTradable, at("2025-03-01 10:00"),
			set(func(*market.TradeConfirm) {})},
		{"agreement over", market.ErrNotRunning, at("2027-01-01 00:00"),
			set(func(*market.TradeConfirm) {})},
		{"no tariff per unit", market.ErrNoTariff, now,
			set(func(m *market.TradeConfirm) { m.Unit = market.Year })},
		{"no tariff yet", market.ErrNoTariff, at("2025-12-31 10:00"), set(func(*market.TradeConfirm) {})},
		{"another purpose", market.ErrPurpose, now,
			set(func(m *market.TradeConfirm) { m.Purpose = "insurance" })},
		{"collector is a third", market.ErrClearing, now,
			set(func(m *market.TradeConfirm) { m.Clearing = "dev" })},
		{"not an input", market.ErrForProduct, now, set(func(m *market.TradeConfirm) {
			m.ForProduct, m.ForVersion = ref("operator/credit"), 1
		})},
		{"no purpose", rule.BadField, now, set(func(m *market.TradeConfirm) { m.Purpose = "" })},
		{"no reference", rule.BadField, now, set(func(m *market.TradeConfirm) { m.ExchangeRef = "" })},
	}
	w := priced(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, c.at, c.m, "operator", "exchange") })
	}
	w.ok(now, set(func(m *market.TradeConfirm) { m.ForProduct, m.ForVersion = ref("dev/risk"), 1 }),
		"operator", "exchange")
}
