package settle_test

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

const platformRule = `{"layer":"primary","tiers":[{"recover":{"costs":["platform"],"limit":"1/2"}},` +
	`{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`

// Two provinces with a platform each, in one run or alone: wherever no lineage crosses, everybody
// is paid the same (M2). Each platform's common cost is recovered by its own province's products
// only.
func TestProvincesAreIsolated(t *testing.T) {
	build := func(codes ...string) map[string]string {
		w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
		n := newChain(w)
		n.block(at("2026-01-01 00:00"))
		for _, code := range codes {
			p := map[string]string{"520000": "gz", "440000": "gd"}[code]
			w.party(party.Party{ID: p + "-platform", Jurisdiction: code}, "platform")
			w.party(party.Party{ID: p + "-operator", Jurisdiction: code}, "operator")
			w.resource(p+"-tax/pay", 1)
			w.party(party.Party{ID: p + "-tax"})
			w.agreement("bureau/"+p, p+"-operator", "2027-12-31", platformRule)
			m := table[wire.ID, authorization.Agreement](authorization.Chapter(), "authorization/agreements")
			a, _ := m.Get(w.s, ref("bureau/"+p))
			a.Jurisdiction = code
			m.Set(w.s, a.ID, a)
			w.set("price.primary", "market")
			w.set("trade.primary.venue", "free")
			n.now = at("2026-01-01 12:00")
			for i, local := range []string{"/a", "/b"} {
				w.product(p+"-operator"+local, product.Primary, "bureau/"+p, p+"-tax/pay")
				n.price(p+"-operator"+local, market.Call, 100, false)
				n.now = at("2026-02-02 12:00")
				n.sell(p+local[1:], p+"-operator"+local, market.Call, "2026-01-05", "2026-02-01", 100, "100.00",
					"finance", "")
				n.use(p+"-operator"+local, "finance", units(uint64(30+40*i), 0))
			}
			n.spend(p+"-platform/c1", "bureau/"+p, "", "platform",
				map[string]string{"gz": "60.00", "gd": "500.00"}[p])
		}
		n.block(day("2026-04-16"))
		n.block(day("2026-04-16") + 600)
		return payouts(n, "2026Q1")
	}
	gz, gd, both := build("520000"), build("440000"), build("520000", "440000")
	alone := map[string]string{}
	for _, m := range []map[string]string{gz, gd} {
		for who, amount := range m {
			alone[who] = amount
		}
	}
	if !reflect.DeepEqual(alone, both) {
		t.Errorf("together %v\nalone %v", both, alone)
	}
	// 60.00 at 30:70 is 18.00 and 42.00, both under the limit of 50.00; 500.00 meets the limit twice.
	if gz["gz-platform"] != "60.00" || gd["gd-platform"] != "100.00" {
		t.Errorf("platforms %v %v", gz, gd)
	}
}

// A common cost of somebody who is no platform is shared by the products of its agreement alone.
func TestCommonCostOfOneAgreement(t *testing.T) {
	n := simple(t, `{"layer":"primary","tiers":[{"recover":{"costs":["computing"]}},`+
		`{"remainder":{"parts":[{"to":"dev","weight":1}]}}]}`)
	n.agreement("bureau/other", "operator", "2027-12-31",
		`{"layer":"primary","tiers":[{"recover":{"costs":["computing"]}},`+
			`{"remainder":{"parts":[{"to":"dev","weight":1}]}}]}`)
	n.product("operator/other", product.Primary, "bureau/other", "tax/pay")
	n.now = at("2026-01-01 12:00")
	n.price("operator/other", market.Call, 100, true)
	n.now = at("2026-02-02 12:00")
	for _, p := range []string{"credit", "other"} {
		n.sell(p, "operator/"+p, market.Call, "2026-01-05", "2026-02-01", 100, "100.00", "finance",
			"exchange")
		n.use("operator/"+p, "finance", units(10, 0))
	}
	n.spend("operator/c1", "bureau/other", "", "computing", "300.00")
	n.block(day("2026-04-16"))
	n.block(day("2026-04-16") + 600)
	if got := payouts(n, "2026Q1"); got["operator"] != "100.00" || got["dev"] != "100.00" {
		t.Errorf("payouts %v", got)
	}
}

// Under a by-volume rule every use counts once for each input that it needed.
func TestByVolume(t *testing.T) {
	n := simple(t, `{"layer":"primary","tiers":[{"share":{"to":"inputs","rate":"1/1","of":"left"}},`+
		`{"remainder":{"parts":[{"to":"owner","weight":1}]}}],`+
		`"contribution":{"basis":"by_volume","count":["commercial"],"fallback":"lineage"}}`)
	n.party(party.Party{ID: "water"}, "provider")
	n.resource("water/use", 1)
	n.product("operator/two", product.Primary, "bureau/yy", "tax/pay", "water/use")
	n.now = at("2026-01-01 12:00")
	n.price("operator/two", market.Call, 100, true)
	n.now = at("2026-02-02 12:00")
	n.sell("s1", "operator/two", market.Call, "2026-01-05", "2026-02-01", 100, "100.00", "finance",
		"exchange")
	n.use("operator/two", "finance", units(60, 0), units(20, 0, 1))
	in := settle.Inputs(n.s, "2026Q1")
	if codes := settlement.Validate(in); len(codes) > 0 {
		t.Errorf("the input is refused: %v", codes)
	}
	n.block(day("2026-04-16"))
	n.block(day("2026-04-16") + 600)
	// 80 to the tax office, 20 to the water works.
	if got := payouts(n, "2026Q1"); got["treasury"] != "80.00" || got["water"] != "20.00" {
		t.Errorf("payouts %v", got)
	}
}
