package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// Prices of the guided product: ceiling, tariff, and both in time (S18).
func TestPrices(t *testing.T) {
	w := marketWorld(t)
	december := at("2025-12-20 09:00")
	flat := market.Bracket{Price: 450_000}
	got := w.refused(market.ErrNoCap, december, tariff("2026-01-01", flat), "operator")
	if got.Article != "GZ §22¶2" {
		t.Errorf("cites %s", got.Article)
	}
	w.refused(rule.BadField, december, &market.PriceCap{Product: ref("operator/credit"),
		Unit: market.Call,
		From: 20260101, Price: 1}, "pricing") // no document
	_, err := w.apply(december, priceCap("2026-01-01", 500_000), "dev")
	if r, ok := err.(*rule.Refused); !ok || r.Refusal != party.ErrRole {
		t.Errorf("a developer set a ceiling: %v", err)
	}
	w.ok(december, priceCap("2026-01-01", 500_000), "pricing")
	got = w.refused(market.ErrOverCap, december, tariff("2026-01-01", market.Bracket{Price: 550_000}),
		"operator")
	if got.Article != "GZ §22¶2" {
		t.Errorf("cites %s", got.Article)
	}
	w.refused(market.ErrNotOwner, december, tariff("2026-01-01", flat), "dev")
	w.ok(december, tariff("2026-01-01", flat), "operator")
	w.refused(market.ErrVersion, december, tariff("2026-01-01", flat), "operator")
	w.refused(market.ErrVersion, now, tariff("2026-05-03", flat), "operator") // a day gone by
	w.refused(market.ErrVersion, now, priceCap("2025-12-31", 1), "pricing")
	events := w.ok(now, priceCap("2026-07-01", 400_000), "bureau")
	if !events[0].(market.PriceCapped).Attested {
		t.Error("the bureau's record of the price document is not marked attested")
	}
	w.refused(market.ErrOverCap, now, tariff("2026-07-01", flat), "operator")
	// A developer's product is priced by the market (GZ §22): no ceiling, none can be set.
	risk := tariff("2026-01-01", market.Bracket{Price: 3_000_000})
	risk.Product = ref("dev/risk")
	w.ok(december, risk, "dev")
	ceiling := priceCap("2026-06-01", 1)
	ceiling.Product = ref("dev/risk")
	w.refused(market.ErrNotGuided, now, ceiling, "pricing")
	ceiling.Product = ref("dev/none")
	w.refused(market.ErrUnknownProduct, now, ceiling, "pricing")

	history := w.ask("prices", "product", "operator/credit").(market.Prices)
	if len(history.Caps) != 2 || len(history.Tariffs) != 1 {
		t.Errorf("history: %+v", history)
	}
}

func TestTariffShape(t *testing.T) {
	w := marketWorld(t)
	for _, b := range [][]market.Bracket{{}, {{UpTo: 5, Price: 1}}, {{UpTo: 0, Price: 1}, {Price: 1}},
		{{UpTo: 5}, {UpTo: 5}, {}}, {{Price: 1 << 60}}} {
		w.refused(rule.BadField, now, tariff("2026-06-01", b...), "operator")
	}
}
