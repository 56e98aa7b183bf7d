package settle_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// charged is a platform whose 300,000.00 were charged 60/40 to two operators, the second of which
// supplied its product for public purposes only; it sold as much as the first.
func charged(t *testing.T) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.set("fee.platform", "true")
	w.party(party.Party{ID: "tax", Nature: party.StateEnterprise}, "provider")
	w.party(party.Party{ID: "land", Nature: party.StateEnterprise}, "provider")
	w.party(party.Party{ID: "hub"}, "platform")
	w.party(party.Party{ID: "second"}, "operator")
	w.party(party.Party{ID: "audit", Nature: party.Administrative}, "audit")
	const tiers = `{"layer":"primary","tiers":[{"recover":{"costs":["platform"]}},` +
		`{"remainder":{"parts":[{"to":"inputs","weight":1}]}}],"contribution":` +
		`{"basis":"by_institution","count":["commercial"],"fallback":"lineage"}}`
	w.resource("tax/pay", 1)
	w.resource("land/use", 1)
	n := newChain(w)
	for i, who := range []string{"operator", "second"} {
		id := "bureau/a" + string(rune('1'+i))
		w.agreement(id, who, "2027-12-31", tiers)
		w.product(who+"/p", product.Primary, id, "tax/pay", "land/use")
	}
	n.block(at("2026-01-01 00:00"))
	regime.SetParameter(&rule.Ctx{Store: n.s}, "restate_months", 14)
	n.now = at("2026-01-10 12:00")
	n.spend("hub/base", "bureau/a1", "", "platform", "300000.00")
	n.ok(n.now, &market.FeeCharge{Cost: ref("hub/base"), Shares: []market.FeeShare{
		{Agreement: ref("bureau/a1"), Units: 60, Amount: yuan("180000.00")},
		{Agreement: ref("bureau/a2"), Units: 40, Amount: yuan("120000.00")}}}, "hub", "bureau")
	for _, who := range []string{"operator", "second"} {
		n.price(who+"/p", market.Call, 10_000_000, true)
	}
	n.use("operator/p@1", "finance", units(6, 0, 1))
	n.use("second/p@1", "welfare", units(30, 0), units(10, 1))
	n.now = at("2026-02-10 12:00")
	for _, who := range []string{"operator", "second"} {
		n.sell("s-"+who, who+"/p", market.Call, "2026-02-01", "2026-02-01", 4, "400000.00", "finance",
			"exchange")
	}
	n.lands("2026Q1", "2026-04-16")
	return n
}

// A platform's fee is recovered by commercial uses: where a period has none the fee is zero and the
// cost stays open; nothing is refused (settlement 6.3, step 2).
func TestFeeNeedsCommercialUses(t *testing.T) {
	n := charged(t)
	for who, want := range map[string]string{"operator": "180000.00", "second": "0.00"} {
		if s := n.statement("2026Q1", who, "hub"); s.Amount != yuan(want) {
			t.Errorf("%s pays %s, want %s", who, s.Amount, want)
		}
	}
	n.now = at("2026-05-10 12:00")
	n.use("second/p@1", "finance", units(1, 0))
	n.sell("s-5", "second/p", market.Call, "2026-05-01", "2026-05-01", 4, "400000.00", "finance",
		"exchange")
	n.lands("2026Q2", "2026-07-16")
	if s := n.statement("2026Q2", "second", "hub"); s.Amount != yuan("120000.00") {
		t.Errorf("second pays %s once it has commercial uses", s.Amount)
	}
}

// Free use found resold counts as commercial: the closed period is restated, nothing of it changes,
// and what the uses earn and bear follows (law/matrix S16; rulings M3).
func TestResoldUseIsRestated(t *testing.T) {
	n := charged(t)
	before := n.run("2026Q1")
	n.now = at("2026-05-10 12:00")
	n.ok(n.now, &market.ViolationRecord{ID: ref("audit/v"), Batch: ref("second/b2"),
		Customer: wire.Hash{1}, Found: market.Resold, Units: []uint64{30}, Evidence: proof}, "audit")
	n.ok(n.now, &market.ViolationConfirm{ID: ref("audit/v"), Accept: true}, "bureau")
	n.lands("2026Q2", "2026-07-16")
	o := settle.Compute(n.s, "2026Q1")
	if o.LinesRoot != before.LinesRoot || o.InputHash != before.InputHash {
		t.Error("the closed quarter is computed otherwise")
	}
	shown := n.restated("2026Q2")
	got := shown.parties(shown.Periods[0].Period)
	// Without a use that counts, both inputs shared 400,000.00 as they stand in the lineage. With 30
	// uses of tax/pay alone and the fee of 120,000.00, tax gets the other 280,000.00.
	want := map[string]wire.Fen{"hub": yuan("120000.00"), "tax": yuan("80000.00"),
		"land": -yuan("200000.00")}
	for who, amount := range want {
		if got[who] != amount {
			t.Errorf("%s: %s, want %s", who, got[who], amount)
		}
	}
	if c := shown.Causes; len(c) != 1 || c[0].Kind != market.LateViolation {
		t.Errorf("causes %+v", c)
	}
}
