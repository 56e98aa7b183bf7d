package settle_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const shared = `{"layer":"primary","tiers":[{"recover":{"costs":["platform","labour"],"limit":"1/2"}},
{"return":{"rate":"8/100","on":["labour"]}},
{"share":{"to":"inputs","rate":"1/3","of":"left"}},
{"remainder":{"parts":[{"to":"operator","weight":2},{"to":"exchange","weight":1}]}}],
"contribution":{"basis":"by_institution","count":["commercial"],"fallback":"lineage",
"factor":[{"min":90,"bps":12000},{"min":0,"bps":8000}]}}`

// twoProvinces tells the stories of the provinces named, on one ledger: one operator, exchange and
// data group in both, a platform, scores and a cap of each, costs common and own, an investment.
func twoProvinces(t testing.TB, provinces ...string) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.overlay(map[string]string{"cycle": "quarter"})
	w.calendars()
	for _, id := range []string{"water", "health"} {
		w.party(party.Party{ID: id, Nature: party.StateEnterprise, Group: id + "-group"}, "provider")
	}
	w.party(party.Party{ID: "bureau", Nature: party.Administrative, RemitTo: "treasury",
		Jurisdiction: "530000"}, "bureau", "impl")
	w.party(party.Party{ID: "operator", Jurisdiction: "530000"}, "operator")
	w.party(party.Party{ID: "exchange", Nature: party.StateEnterprise, Jurisdiction: "530000"},
		"exchange")
	for _, place := range provinces {
		w.party(party.Party{ID: "hub-" + place[:2], Jurisdiction: place}, "platform")
		for _, owner := range []string{"water", "health"} {
			w.resource(owner+"/d-"+place[:2], 1)
			w.lies(owner+"/d-"+place[:2], place)
		}
		id := "bureau/a-" + place[:2]
		w.agreement(id, "operator", "2027-12-31", shared)
		agreements := table[wire.ID, authorization.Agreement](authorization.Chapter(),
			"authorization/agreements")
		v, _ := agreements.Get(w.s, ref(id))
		v.Jurisdiction = place
		agreements.Set(w.s, v.ID, v)
		of := "operator/p-" + place[:2]
		w.product(of, product.Primary, id, "water/d-"+place[:2], "health/d-"+place[:2])
		versions := table[node, product.Product](product.Chapter(), "product/versions")
		p, _ := versions.Get(w.s, node{ref(of), 1})
		p.Jurisdiction = place
		versions.Set(w.s, node{p.ID, 1}, p)
	}
	n := newChain(w)
	n.block(at("2026-01-01 00:00"))
	for i, place := range provinces {
		n.province(place, i)
	}
	n.block(day("2026-04-16"))
	n.block(day("2026-04-16") + 600)
	return n
}

func (n *chain) province(place string, i int) {
	n.Helper()
	tag, gz := place[:2], place == "520000"
	of, agreement := "operator/p-"+tag, "bureau/a-"+tag
	n.ok(at("2026-01-02 09:00"), &market.RevenueSet{Operator: "operator", Jurisdiction: place,
		Cycle: "2026Q1", Items: []market.RevenueItem{{Item: "labour", Amount: yuan("600.00")}},
		Scope: "take", Mode: "hold", Evidence: rule.Evidence{Number: "1",
			Digest: digest("1")}}, "bureau")
	n.now = at("2026-01-10 12:00") + wire.Time(3600*i)
	n.price(of, market.Call, 100, true)
	n.spend("hub-"+tag+"/c", agreement, "", "platform", map[bool]string{true: "333.33",
		false: "777.77"}[gz])
	n.spend("operator/c-"+tag, agreement, "", "labour", "100.01")
	invest := &market.InvestmentRecord{ID: ref("operator/i-" + tag), Agreement: ref(agreement),
		Product: ref(of), Version: 1, Class: "labour", Investor: "operator", Amount: yuan("500.00"),
		Date: 20260105, Schedule: []market.Due{{Day: 20260105, Amount: yuan("200.00")},
			{Day: 20270105, Amount: yuan("300.00")}}, Voucher: digest("i" + tag)}
	n.ok(n.now, invest, "operator")
	n.ok(n.now, &market.InvestmentConfirm{ID: invest.ID, Accept: true}, "bureau")
	for k, who := range []string{"water", "health"} {
		n.duty(who, "application.review", "x/"+tag, place, gz == (k == 0))
	}
	n.use(of+"@1", "finance", units(3, 0, 1), units(7, 0))
	n.now = at("2026-02-10 12:00") + wire.Time(3600*i)
	n.sell("s-"+tag, of, market.Call, "2026-02-01", "2026-02-01", 3000, map[bool]string{
		true: "2999.99", false: "2100.07"}[gz], "finance", "exchange")
}

// takes are what each party is paid, and what its own share of the obligations is.
func takes(n *chain) map[string]wire.Fen {
	out := map[string]wire.Fen{}
	for _, p := range n.ask("payouts", "period", "2026Q1").(settle.PayoutsShown).Payouts {
		for _, s := range p.OnBehalf {
			out[s.Party] += s.Amount
		}
	}
	return out
}

// Two provinces in one run pay what two separate runs pay, where no lineage crosses (rulings M2).
func TestTwoProvincesInOneRun(t *testing.T) {
	one, gz, yn := twoProvinces(t, "520000", "530000"), twoProvinces(t, "520000"),
		twoProvinces(t, "530000")
	want := takes(gz)
	for who, amount := range takes(yn) {
		want[who] += amount
	}
	if got := takes(one); !reflect.DeepEqual(got, want) || len(got) < 5 {
		t.Errorf("in one run %v\nin two      %v", got, want)
	}
	for _, place := range []string{"520000", "530000"} {
		alone := map[string]*chain{"520000": gz, "530000": yn}[place]
		a := one.ask("revenue", "operator", "operator", "jurisdiction", place, "cycle", "2026Q1")
		b := alone.ask("revenue", "operator", "operator", "jurisdiction", place, "cycle", "2026Q1")
		v := a.(settle.Revenue)
		w := b.(settle.Revenue)
		if v.Held != w.Held || v.Measured != w.Measured || v.Sold != w.Sold || v.Held == 0 {
			t.Errorf("%s: %+v, alone %+v", place, v, w)
		}
	}
}

// The parts of an investment enter one by one, and the return tier pays on what was recovered.
func TestInvestmentPartsAreRecovered(t *testing.T) {
	n := twoProvinces(t, "520000")
	var got []string
	for _, c := range settle.Inputs(n.at[n.run("2026Q1").Cut], "2026Q1").Costs {
		got = append(got, c.ID+" "+c.Class)
	}
	want := "hub-52/c platform/hub-52,operator/c-52 labour/bureau/a-52,operator/i-52/1 labour"
	if strings.Join(got, ",") != want {
		t.Errorf("costs %v", got)
	}
	returned := 0
	for _, leaf := range settle.Compute(n.at[n.run("2026Q1").Cut], "2026Q1").Leaves {
		if strings.Contains(string(leaf), `"kind":"return"`) {
			returned++
			if !strings.Contains(string(leaf), `"amount":1600`) {
				t.Errorf("%s", leaf)
			}
		}
	}
	if returned != 1 {
		t.Errorf("%d returns", returned)
	}
}

// YN §7 (S24): the platform's 300,000.00 are charged 60/40 by measured use to the two other
// operators; its own agreement pays it nothing, whatever it uses.
func TestPlatformFees(t *testing.T) {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.set("fee.platform", "true")
	w.party(party.Party{ID: "tax", Nature: party.StateEnterprise}, "provider")
	w.party(party.Party{ID: "hub"}, "platform", "operator")
	w.party(party.Party{ID: "second"}, "operator")
	const tiers = `{"layer":"primary","tiers":[{"recover":{"costs":["platform"]}},` +
		`{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`
	w.resource("tax/pay", 1)
	for i, who := range []string{"operator", "second", "hub"} {
		id := "bureau/a" + string(rune('1'+i))
		w.agreement(id, who, "2027-12-31", tiers)
		w.product(who+"/p", product.Primary, id, "tax/pay")
	}
	for _, charged := range []bool{false, true} {
		n := newChain(&world{TB: t, s: copyOf(w.s), kinds: w.kinds, checks: w.checks,
			queries: w.queries, height: w.height, seq: w.seq})
		n.block(at("2026-01-01 00:00"))
		n.now = at("2026-01-10 12:00")
		n.spend("hub/base", "bureau/a1", "", "platform", "300000.00")
		if charged {
			n.ok(n.now, &market.FeeCharge{Cost: ref("hub/base"), Shares: []market.FeeShare{
				{Agreement: ref("bureau/a1"), Units: 40, Amount: yuan("80000.00")},
				{Agreement: ref("bureau/a2"), Units: 60, Amount: yuan("120000.00")}}}, "hub", "bureau")
		}
		for who, calls := range map[string]uint64{"operator": 6, "second": 4, "hub": 90} {
			n.price(who+"/p", market.Call, 10_000_000, true)
			n.use(who+"/p@1", "finance", units(calls, 0))
		}
		n.now = at("2026-02-10 12:00")
		for _, who := range []string{"operator", "second", "hub"} {
			n.sell("s-"+who, who+"/p", market.Call, "2026-02-01", "2026-02-01", 4, "400000.00", "finance",
				"exchange")
		}
		n.block(day("2026-04-16"))
		n.block(day("2026-04-16") + 600)
		for who, fee := range map[string]string{"operator": "180000.00", "second": "120000.00",
			"hub": "0.00"} {
			if charged && who == "operator" {
				fee = "80000.00"
			}
			s, _ := settle.GetStatement(n.s, "2026Q1", who, "hub")
			if who == "hub" {
				s.Amount -= yuan("400000.00")
			}
			if s.Amount != yuan(fee) {
				t.Errorf("charged %v: %s pays %s, want %s", charged, who, s.Amount, fee)
			}
		}
	}
}

func copyOf(s *state.MemStore) *state.MemStore {
	out := state.NewMemStore()
	s.Iterate(nil, nil, func(k, v []byte) bool {
		out.Set(append([]byte(nil), k...), append([]byte(nil), v...))
		return true
	})
	return out
}
