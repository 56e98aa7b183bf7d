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
	_, err := w.apply(now, trade("operator/t", func(m *market.TradeConfirm) { m.Exchange = "dev" }),
		"operator", "dev")
	if r, ok := err.(*rule.Refused); !ok || r.Refusal != party.ErrRole {
		t.Errorf("a developer acted as exchange: %v", err)
	}
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
	if sales := w.ask("sales", "period", "2026Q3").(market.SalesShown); sales.Amount != yuan("53.85") {
		t.Errorf("sales of Q3: %+v", sales)
	}
}

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

	// An exchange of the operator's own group may not confirm.
	w.ok(now, trade("operator/t2", func(m *market.TradeConfirm) { m.Exchange = "sister" }), "operator",
		"sister")
	onT2 := func(m *market.ReceiptRecord) { m.Trade = ref("operator/t2") }
	w.ok(now, receipt("operator/r2", "2026-05-01", "2026-05-03", 100, "45.00", onT2), "operator")
	w.refused(market.ErrSelfConfirmed, now, confirm("operator/r2"), "sister")

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

func cost(id string, change ...func(*market.CostRecord)) *market.CostRecord {
	m := &market.CostRecord{ID: ref(id), Agreement: ref("bureau/yy"), Product: ref("operator/credit"),
		Version: 1, Class: "computing", Investor: "operator", Amount: yuan("80000.00"),
		Voucher: digest(id), Date: 20260420}
	for _, f := range change {
		f(m)
	}
	return m
}

func TestCost(t *testing.T) {
	w := marketWorld(t)
	w.ok(now, cost("operator/c1"), "operator")
	w.ok(now, cost("investor/c1", func(m *market.CostRecord) {
		m.Investor, m.Product, m.Version = "investor", wire.ID{}, 0
	}), "investor")
	cases := []struct {
		name string
		def  *rule.Refusal
		m    *market.CostRecord
		by   string
	}{
		{"same id", market.ErrCostExists, cost("operator/c1"), "operator"},
		{"not the author's id", rule.BadField, cost("dev/c1"), "operator"},
		{"unknown agreement", market.ErrUnknownAgreement,
			cost("operator/c", func(m *market.CostRecord) { m.Agreement = ref("a/b") }), "operator"},
		{"no party of the agreement", market.ErrCostRecorder, cost("dev/c"), "dev"},
		{"class not in the rule", market.ErrClass, cost("operator/c",
			func(m *market.CostRecord) { m.Class = "labour" }), "operator"},
		{"same voucher", market.ErrVoucher, cost("operator/c",
			func(m *market.CostRecord) { m.Voucher = digest("operator/c1") }), "operator"},
		{"unknown investor", market.ErrInvestor, cost("operator/c",
			func(m *market.CostRecord) { m.Investor = "nobody" }), "operator"},
		{"product of another agreement", market.ErrCostProduct,
			cost("operator/c", func(m *market.CostRecord) { m.Product = ref("dev/risk") }), "operator"},
		{"tomorrow's voucher", market.ErrCostDate, cost("operator/c",
			func(m *market.CostRecord) { m.Date = 20260505 }), "operator"},
		{"before the agreement", market.ErrNotRunning, cost("operator/c",
			func(m *market.CostRecord) { m.Date = 20250228 }), "operator"},
		{"nothing", rule.BadField, cost("operator/c", func(m *market.CostRecord) { m.Amount = 0 }),
			"operator"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, now, c.m, c.by) })
	}
	yes := func(id string) *market.CostConfirm {
		return &market.CostConfirm{ID: ref(id),
			Accept: true}
	}
	w.refused(market.ErrConfirmer, now, yes("operator/c1"), "operator")
	w.refused(market.ErrSelfConfirmed, now, yes("operator/c1"), "operator", "bureau")
	w.ok(now, yes("operator/c1"), "bureau")
	w.refused(market.ErrNotRecorded, now, yes("operator/c1"), "bureau")
	w.freeze("2026Q2")
	// Confirmed after the quarter was frozen, it enters the first open one.
	w.ok(at("2026-07-20 09:00"), yes("investor/c1"), "bureau")
	var got []string
	for _, period := range []string{"2026Q2", "2026Q3"} {
		market.EachCost(w.s, period, func(v market.Cost) bool {
			got = append(got, period+" "+v.ID.String()+" "+v.Amount.String())
			return true
		})
	}
	want := []string{"2026Q2 operator/c1 80000.00", "2026Q3 investor/c1 80000.00"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("costs %v", got)
	}
	if page := w.ask("costs", "by", "operator").(market.Page[market.Cost]); len(page.Records) != 1 ||
		page.More {
		t.Errorf("page %+v", page)
	}
}

// The longest receipt of a monthly ledger stays within the declared writes.
func TestReceiptWrites(t *testing.T) {
	w := priced(t)
	w.period("month")
	w.agreement("bureau/yy", "operator", "2030-12-31", costly)
	w.ok(now, trade("operator/t1"), "operator", "exchange")
	w.ok(now, receipt("operator/r1", "2026-01-31", "2029-02-03", 100, "45.00"), "operator")
	events := w.ok(now, confirm("operator/r1"), "exchange")
	if n := len(events[0].(market.ReceiptChecked).Parts); n != 38 {
		t.Errorf("%d parts", n)
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
	w.ok(now, trade("operator/t2", direct, public, func(m *market.TradeConfirm) {
		m.Evidence = evidence("conditions")
	}), "operator")
	w.set("price.public_purpose", "priced")
	w.ok(now, trade("operator/t3", direct, public), "operator")
	w.ok(now, receipt("operator/r1", "2026-05-01", "2026-05-03", 100, "45.00",
		func(m *market.ReceiptRecord) {
			m.Trade = ref("operator/t3")
		}), "operator")
	// Without an exchange the implementing body confirms.
	w.refused(market.ErrConfirmer, now, confirm("operator/r1"), "exchange")
	w.ok(now, confirm("operator/r1"), "bureau")
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

// Money is for days on which the product was published.
func TestReceiptOutsidePublication(t *testing.T) {
	w := priced(t)
	w.ok(at("2025-12-20 11:00"), &market.PriceTariff{Product: ref("dev/risk"), Unit: market.Item,
		From: 20250301, Brackets: []market.Bracket{{Price: 3_000_000}}}, "dev")
	w.ok(now, trade("dev/t1", func(m *market.TradeConfirm) {
		m.Product, m.Unit, m.Venue, m.Exchange, m.ExchangeRef = ref(
			"dev/risk"), market.Item, market.Direct, "", ""
	}), "dev")
	of := func(m *market.ReceiptRecord) { m.Trade = ref("dev/t1") }
	w.refused(market.ErrNotTradable, now, receipt("dev/r1", "2025-03-01", "2025-03-05", 1, "3.00", of),
		"dev")
	w.ok(now, receipt("dev/r1", "2025-03-02", "2025-03-05", 1, "3.00", of), "dev")
	w.refused(rule.BadField, now, cost("operator/c1", func(m *market.CostRecord) { m.Class = "a/b" }),
		"operator")
}
