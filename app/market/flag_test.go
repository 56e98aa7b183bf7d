package market_test

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func flagsOf(e rule.Event) []string {
	switch v := e.(type) {
	case market.TradeConfirmed:
		return v.Flags
	case market.ReceiptRecorded:
		return v.Flags
	}
	return nil
}

// What experts try is seen: a linked buyer, one price in two units, one use in two trades, a
// symbolic price (law/matrix §4.3).
func TestFlags(t *testing.T) {
	w := priced(t)
	links := party.Chapter().Kinds
	w.kinds = append(w.kinds, links...)
	w.ok(now, &party.PartyLink{ID: ref("operator/l"), Kind: party.Control, A: "operator",
		Customer: wire.Hash{7}, Evidence: evidence("股权")}, "operator")
	expect := func(events []rule.Event, want ...string) {
		t.Helper()
		if got := flagsOf(events[0]); !reflect.DeepEqual(got, want) {
			t.Errorf("flags %v, want %v", got, want)
		}
	}
	to := func(customer byte) func(*market.TradeConfirm) {
		return func(m *market.TradeConfirm) { m.Customer = wire.Hash{customer} }
	}
	expect(w.ok(now, trade("operator/t1"), "operator", "exchange"))
	expect(w.ok(now, trade("operator/t7", to(7)), "operator", "exchange"), market.FlagLinkedBuyer)
	later := now + 5*86400
	expect(w.ok(later, receipt("operator/r1", "2026-05-01", "2026-05-02", 100, "45.00"), "operator"))
	expect(w.ok(later, receipt("operator/r2", "2026-05-05", "2026-05-05", 100, "45.00",
		func(m *market.ReceiptRecord) { m.Trade = ref("operator/t7") }), "operator"),
		market.FlagLinkedBuyer)
	// Before the link there was nothing to see.
	expect(w.ok(later, receipt("operator/r3", "2026-05-01", "2026-05-02", 100, "45.00",
		func(m *market.ReceiptRecord) { m.Trade = ref("operator/t7") }), "operator"))
	expect(w.ok(later, receipt("operator/r4", "2026-05-01", "2026-05-02", 100, "1.00"), "operator"),
		market.FlagBelowTariff)
	expect(w.ok(later, receipt("operator/r5", "2026-05-01", "2026-05-02", 100, "1.00",
		func(m *market.ReceiptRecord) { m.Evidence = evidence("优惠") }), "operator"))

	// The same customer by call and by item: two ceilings for one thing.
	ceiling := priceCap("2026-01-01", 500_000)
	ceiling.Unit = market.Item
	w.ok(later, ceiling, "pricing")
	items := tariff("2026-01-01", market.Bracket{Price: 400_000})
	items.Unit = market.Item
	w.ok(later, items, "operator")
	byItem := func(m *market.TradeConfirm) { m.Unit = market.Item }
	expect(w.ok(later, trade("operator/t2", byItem), "operator", "exchange"), market.FlagSplitPrice)
	expect(w.ok(later, trade("operator/t3", byItem, to(9)), "operator", "exchange"))

	// A second trade of a customer keeps each below the dearer bracket.
	rising := tariff("2026-06-01", market.Bracket{UpTo: 10, Price: 100_000},
		market.Bracket{Price: 450_000})
	w.ok(later, rising, "operator")
	june := at("2026-06-02 09:00")
	expect(w.ok(june, trade("operator/t4", to(8)), "operator", "exchange"))
	expect(w.ok(june, trade("operator/t5", to(8)), "operator", "exchange"), market.FlagSplitTrade)

	all := w.ask("flags").(rule.Page[market.Flag])
	if len(all.Items) != 5 || all.Next != "" || len(all.Items[0].Path) != 2 {
		t.Errorf("%+v", all)
	}
	first := w.ask("flags", "limit", "1").(rule.Page[market.Flag])
	if len(first.Items) != 1 || first.Next != later.String() {
		t.Errorf("%+v", first)
	}
	if rest := w.ask("flags", "after", first.Next).(rule.Page[market.Flag]); len(rest.Items) != 4 {
		t.Errorf("%+v", rest)
	}
}
