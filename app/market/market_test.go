package market_test

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// costly recovers computing cost, before the owner takes the rest.
const costly = `{"layer":"primary","tiers":[{"recover":{"costs":["computing"]}},` +
	`{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`

func marketWorld(t testing.TB) *world {
	w := newWorld(t, market.Chapter())
	w.party(party.Party{ID: "bureau", Nature: party.Administrative}, "bureau", "impl")
	w.party(party.Party{ID: "pricing", Nature: party.Administrative}, "price")
	w.party(party.Party{ID: "operator", Group: "cloud"}, "operator")
	w.party(party.Party{ID: "exchange", Nature: party.StateEnterprise}, "exchange")
	w.party(party.Party{ID: "sister", Group: "cloud"}, "exchange")
	w.party(party.Party{ID: "dev"}, "developer")
	w.party(party.Party{ID: "investor"})
	w.resource("tax/pay", 1)
	w.resource("water/use", 1)
	w.agreement("bureau/yy", "operator", "2026-12-31", costly)
	w.devAgreement("operator/kf", "bureau/yy", "dev", plain)
	w.product("operator/credit", product.Primary, "bureau/yy", "tax/pay", "water/use")
	w.product("dev/risk", product.Redeveloped, "operator/kf", "operator/credit@1")
	return w
}

var now = at("2026-05-04 12:00")

func evidence(s string) rule.Evidence { return rule.Evidence{Number: s, Digest: digest(s)} }

func yuan(s string) wire.Fen {
	v, err := wire.ParseFen(s)
	if err != nil {
		panic(err)
	}
	return v
}

// priced sets the guided ceiling 0.50 and the tariff 0.45 per call from 2026-01-01.
func priced(t testing.TB) *world {
	w := marketWorld(t)
	w.ok(at("2025-12-20 09:00"), priceCap("2026-01-01", 500_000), "pricing")
	w.ok(at("2025-12-20 10:00"), tariff("2026-01-01", market.Bracket{Price: 450_000}), "operator")
	return w
}

func priceCap(from string, price uint64) *market.PriceCap {
	return &market.PriceCap{Product: ref("operator/credit"), Unit: market.Call, From: date(from),
		Price: price, Evidence: evidence("C-1")}
}

func tariff(from string, b ...market.Bracket) *market.PriceTariff {
	return &market.PriceTariff{Product: ref("operator/credit"), Unit: market.Call, From: date(from),
		Brackets: b}
}

func trade(id string, change ...func(*market.TradeConfirm)) *market.TradeConfirm {
	m := &market.TradeConfirm{ID: ref(id), Product: ref("operator/credit"), Version: 1,
		Customer: wire.Hash{1}, Purpose: "finance", Unit: market.Call, Venue: market.OnExchange,
		Exchange: "exchange", ExchangeRef: id}
	for _, f := range change {
		f(m)
	}
	return m
}

func receipt(id, from, to string, units uint64, amount string,
	change ...func(*market.ReceiptRecord)) *market.ReceiptRecord {
	m := &market.ReceiptRecord{ID: ref(id), Trade: ref("operator/t1"), FirstDay: date(from),
		LastDay: date(to), Units: units, Amount: yuan(amount), Invoice: digest(id)}
	for _, f := range change {
		f(m)
	}
	return m
}

func confirm(id string) *market.ReceiptConfirm {
	return &market.ReceiptConfirm{ID: ref(id), Accept: true}
}

// The figures of rulings M5.
func TestCharge(t *testing.T) {
	bracketed := []market.Bracket{{UpTo: 10_000, Price: 100_000}, {UpTo: 100_000, Price: 80_000},
		{Price: 50_000}}
	cases := []struct {
		brackets []market.Bracket
		units    uint64
		want     string
		ok       bool
	}{
		{[]market.Bracket{{Price: 2_800}}, 1_000_000, "2800.00", true},
		{bracketed, 150_000, "10700.00", true},
		{bracketed, 10_000, "1000.00", true},
		{bracketed, 10_001, "1000.08", true},
		{bracketed, 0, "0.00", true},
		{[]market.Bracket{{UpTo: 100}, {Price: 1_000_000}}, 101, "1.00", true}, // metered at zero
		{[]market.Bracket{{Price: 4_999}}, 1, "0.00", true},
		{[]market.Bracket{{Price: 5_000}}, 1, "0.01", true}, // half up
		{[]market.Bracket{{UpTo: 5, Price: 1}}, 6, "0.00", false},
		{[]market.Bracket{{Price: 1 << 63}}, 1 << 63, "0.00", false},
	}
	for _, c := range cases {
		got, ok := market.Charge(c.brackets, c.units)
		if ok != c.ok || ok && got != yuan(c.want) {
			t.Errorf("%v × %d = %s, %v; want %s, %v", c.brackets, c.units, got, ok, c.want, c.ok)
		}
	}
}

func TestMarketTable(t *testing.T) {
	seen := map[uint32]bool{}
	for _, r := range market.Chapter().Refusals {
		if r.Code/100 != 9 || seen[r.Code] {
			t.Errorf("refusal %s has code %d", r.Name, r.Code)
		}
		seen[r.Code] = true
	}
	for _, e := range market.Chapter().Events {
		if err := wire.CheckType(reflect.TypeOf(e)); err != nil {
			t.Error(err)
		}
	}
	for _, k := range market.Chapter().Kinds {
		if err := wire.CheckType(k.Body()); err != nil {
			t.Error(err)
		}
	}
}

// What other regimes say differently is data: free venue, conditional free use, priced public use.
func TestOtherRegimes(t *testing.T) {
	w := priced(t)
	direct := func(m *market.TradeConfirm) {
		m.Venue, m.Exchange, m.ExchangeRef = market.Direct, "",
			""
	}
	public := func(m *market.TradeConfirm) { m.Purpose = "governance" }
	w.set("trade.primary.venue", "free")
	w.ok(now, trade("operator/t1", direct), "operator")
	w.set("price.public_purpose", "conditional")
	got := w.refused(market.ErrConditions, now, trade("operator/t2", direct, public), "operator")
	if got.Article != "XX §1" {
		t.Errorf("cites %s", got.Article)
	}
	terms := &market.PriceConditions{Product: ref("operator/credit"), From: now.Date(),
		Evidence: evidence("conditions")}
	w.refused(market.ErrConditionSigner, now, terms, "operator")
	w.ok(now, terms, "bureau")
	w.refused(market.ErrVersion, now, terms, "bureau")
	early := *terms
	early.From--
	w.refused(market.ErrVersion, now, &early, "bureau")
	w.ok(now, trade("operator/t2", direct, public), "operator")
	if v, _ := market.GetTrade(w.s, ref("operator/t2")); v.Evidence != terms.Evidence || !v.Free {
		t.Errorf("%+v", v.Evidence)
	}
	w.set("price.public_purpose", "free")
	w.refused(market.ErrNoConditions, now, terms, "bureau")
	w.set("price.public_purpose", "priced")
	w.ok(now, trade("operator/t3", direct, public), "operator")
	w.ok(now, receipt("operator/r1", "2026-05-01", "2026-05-03", 100, "45.00",
		func(m *market.ReceiptRecord) {
			m.Trade = ref("operator/t3")
		}), "operator")
	if v := w.ask("venues", "period", "2026Q2").(market.Venues); len(v.Rows) != 0 {
		t.Errorf("%+v", v)
	}
	// Without an exchange the implementing body confirms.
	w.refused(market.ErrConfirmer, now, confirm("operator/r1"), "exchange")
	w.ok(now, confirm("operator/r1"), "bureau")
	want := market.VenueShare{Jurisdiction: "520000", Stage: "primary", Required: "free",
		Channel: market.Direct, Receipts: 1, Amount: 4500}
	v := w.ask("venues", "period", "2026Q2").(market.Venues)
	if len(v.Rows) != 1 || v.Rows[0] != want {
		t.Errorf("%+v", v.Rows)
	}
	// Where no regime wants a tariff or a ceiling, a sale goes without; else none does.
	w.set("price.publish_tariff", "false")
	hourly := func(m *market.TradeConfirm) { m.Unit = market.Hour }
	w.refused(market.ErrNoTariff, now, trade("operator/t4", direct, hourly), "operator")
	w.set("price.primary", "market")
	w.ok(now, trade("operator/t4", direct, hourly), "operator")
}

// An agreement that ends in the middle of a period: money for earlier use enters the period of its
// window whenever it comes, money for later use is refused (S9).
func TestAgreementEndsInPeriod(t *testing.T) {
	w := priced(t)
	w.agreement("bureau/yy", "operator", "2026-08-15", costly)
	w.ok(at("2026-08-01 09:00"), trade("operator/t1"), "operator", "exchange")
	september := at("2026-09-03 09:00")
	w.ok(september, receipt("operator/r1", "2026-07-01", "2026-08-15", 400_000, "180000.00"),
		"operator")
	w.ok(september, receipt("operator/r2", "2026-08-10", "2026-08-10", 40_000, "12000.00"), "operator")
	w.refused(market.ErrNotRunning, september, receipt("operator/r3", "2026-08-16", "2026-08-16",
		10_000, "3000.00"), "operator")
	w.ok(september, confirm("operator/r1"), "exchange")
	w.ok(september, confirm("operator/r2"), "exchange")
	var sum wire.Fen
	market.EachSale(w.s, "2026Q3", func(s market.Sale) bool { sum += s.Part.Amount; return true })
	if sum != yuan("192000.00") {
		t.Errorf("Q3 holds %s", sum)
	}
	w.refused(market.ErrNotRunning, september, cost("operator/c1",
		func(m *market.CostRecord) { m.Date = 20260820 }), "operator")
	// The hours of its last day are part of the term when it ends early.
	w.end("bureau/yy", at("2026-08-12 10:00"))
	w.ok(september, receipt("operator/r4", "2026-08-12", "2026-08-12", 1, "0.10"), "operator")
	w.refused(market.ErrNotRunning, september, receipt("operator/r5", "2026-08-12", "2026-08-13", 1,
		"0.10"), "operator")
}
