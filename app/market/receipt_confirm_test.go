package market_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Money is confirmed by the exchange, else by the implementing body, never by the recorder (L3).
func TestReceiptConfirm(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, receipt("operator/r1", "2026-05-01", "2026-05-03", 100, "45.00"), "operator")
	w.refused(market.ErrConfirmer, now, confirm("operator/r1"), "bureau")
	w.refused(market.ErrConfirmer, now, confirm("operator/r1"), "operator")
	w.refused(market.ErrSelfConfirmed, now, confirm("operator/r1"), "exchange", "operator")
	w.refused(market.ErrNotRecorded, now, confirm("operator/none"), "exchange")
	w.ok(now, confirm("operator/r1"), "exchange")
	w.refused(market.ErrNotRecorded, now, confirm("operator/r1"), "exchange")

	// A rejected receipt frees its invoice.
	w.ok(now, receipt("operator/r3", "2026-05-01", "2026-05-03", 100, "44.00"), "operator")
	w.refused(rule.BadField, now, &market.ReceiptConfirm{ID: ref("operator/r3")}, "exchange")
	w.ok(now, &market.ReceiptConfirm{ID: ref("operator/r3"), Reason: "wrong amount"}, "exchange")
	w.ok(now, receipt("operator/r4", "2026-05-01", "2026-05-03", 100, "45.00",
		func(m *market.ReceiptRecord) {
			m.Invoice = digest("operator/r3")
		}), "operator")
	w.freeze("2026Q2")
	w.refused(market.ErrFrozen, at("2026-07-20 09:00"), confirm("operator/r4"), "exchange")
}

// The exchange that collects the money does not confirm it: the implementing body does.
func TestReceiptOfClearing(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1", func(m *market.TradeConfirm) { m.Clearing = "exchange" }),
		"operator", "exchange")
	if who := market.Collector(w.s, ref("operator/credit"), 1, now); who != "exchange" {
		t.Errorf("collector %s", who)
	}
	if who := market.Collector(w.s, ref("operator/credit"), 1, now-1); who != "operator" {
		t.Errorf("collector before the first trade: %s", who)
	}
	w.ok(now, receipt("exchange/r1", "2026-05-01", "2026-05-03", 100, "45.00"), "exchange")
	w.refused(market.ErrConfirmer, now, confirm("exchange/r1"), "operator")
	w.ok(now, confirm("exchange/r1"), "bureau")
}

func TestRefund(t *testing.T) {
	w := priced(t)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, receipt("operator/r1", "2026-06-01", "2026-07-30", 100, "45.00"), "operator")
	w.ok(now, confirm("operator/r1"), "exchange")
	refund := func(id, from, to, amount string) *market.ReceiptRecord {
		return receipt(id, from, to, 0, amount,
			func(m *market.ReceiptRecord) { m.Ref = ref("operator/r1") })
	}
	w.refused(market.ErrRefund, now, refund("operator/f1", "2026-05-31", "2026-06-30", "-10.00"),
		"operator")
	w.refused(market.ErrRefund, now, refund("operator/f1", "2026-06-01", "2026-06-30", "-45.01"),
		"operator")
	w.ok(now, refund("operator/f1", "2026-06-01", "2026-07-30", "-30.00"), "operator")
	w.ok(now, refund("operator/f2", "2026-06-01", "2026-07-30", "-30.00"), "operator")
	w.ok(now, confirm("operator/f1"), "exchange")
	w.refused(market.ErrRefund, now, confirm("operator/f2"), "exchange") // 60 of 45 yuan
	var q2 wire.Fen
	market.EachSale(w.s, "2026Q2", func(s market.Sale) bool { q2 += s.Part.Amount; return true })
	if q2 != yuan("7.50") { // half of 45 less half of 30
		t.Errorf("Q2 holds %s", q2)
	}
}
