package settle_test

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

const half = `{"layer":"primary","tiers":[{"recover":{"costs":["labour"]}},{"remainder":{"parts":[` +
	`{"to":"operator","weight":1},{"to":"exchange","weight":1}]}}]}`

// capped is an operator that sells 600.00 in Guizhou in each of the first three quarters of 2026,
// of which half is its own after a cost of 100.00, and may sell 500.00 in each.
func capped(t testing.TB, scope, mode string, values map[string]string) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.overlay(values)
	w.party(party.Party{ID: "tax", Nature: party.StateEnterprise}, "provider")
	w.resource("tax/pay", 1)
	w.agreement("bureau/yy", "operator", "2027-12-31", half)
	w.product("operator/credit", product.Primary, "bureau/yy", "tax/pay")
	n := newChain(w)
	n.block(at("2026-01-01 00:00"))
	for _, cycle := range []string{"2026Q1", "2026Q2", "2026Q3"} {
		n.ok(at("2026-01-02 09:00"), &market.RevenueSet{Operator: "operator", Jurisdiction: "520000",
			Cycle: cycle, Items: []market.RevenueItem{{Item: "labour", Amount: yuan("500.00")}},
			Scope: scope, Mode: mode, Evidence: rule.Evidence{Number: "1", Digest: digest("1")}}, "bureau")
	}
	n.price("operator/credit", market.Call, 100, true)
	n.now = at("2026-01-10 12:00")
	n.spend("operator/c1", "bureau/yy", "operator/credit@1", "labour", "100.00")
	return n
}

// cappedQuarter sells 600.00 and lets the quarter's run land.
func (n *chain) cappedQuarter(id, day, freeze string) {
	n.Helper()
	n.now = at(day + " 18:00")
	n.sell(id, "operator/credit", market.Call, day, day, 600, "600.00", "finance", "exchange")
	n.block(at(freeze + " 00:00"))
	n.block(at(freeze+" 00:00") + 600)
	if r := n.run(regime.PeriodOf(n.s, date(day).Start())); r.Stage != settle.Landed {
		n.Errorf("%s: %+v", day, r)
	}
}

func (n *chain) revenue(cycle string) settle.Revenue {
	n.Helper()
	return n.ask("revenue", "operator", "operator", "jurisdiction", "520100", "cycle",
		cycle).(settle.Revenue)
}

// Told only: what a cycle exceeds lowers the next one, and no payment changes.
func TestCapMemo(t *testing.T) {
	n := capped(t, "", "", map[string]string{"cycle": "quarter"})
	n.cappedQuarter("s1", "2026-02-02", "2026-04-16")
	if v := n.revenue("2026Q1"); !v.Settled || v.Sold != yuan("600.00") || v.Left != -yuan("100.00") ||
		v.Measured != yuan("600.00") || v.Held != 0 {
		t.Errorf("%+v", v)
	}
	if v := n.revenue("2026Q2"); v.Settled || v.Sold != 0 || v.Left != yuan("500.00") {
		t.Errorf("%+v", v)
	}
	n.cappedQuarter("s2", "2026-05-05", "2026-07-16")
	if v := n.revenue("2026Q2"); v.Allowed != yuan("400.00") || v.Left != -yuan("200.00") {
		t.Errorf("%+v", v)
	}
	if s, _ := settle.GetStatement(n.s, "2026Q1", "operator", "operator"); s.Amount != yuan("350.00") {
		t.Errorf("the operator keeps %s", s.Amount)
	}
	for _, p := range n.ask("payouts", "period", "2026Q2").(settle.PayoutsShown).Payouts {
		if p.Payee == "operator" && (p.Amount != yuan("300.00") || len(p.OnBehalf) != 1 ||
			p.OnBehalf[0].Party != "operator") {
			t.Errorf("%+v", p)
		}
	}
}

// Where the document has nothing deducted, every cycle begins with its own allowance.
func TestCapWithoutCarryOver(t *testing.T) {
	n := capped(t, "", "", map[string]string{"cycle": "quarter",
		"carry_over.excess_deducted": "false"})
	n.cappedQuarter("s1", "2026-02-02", "2026-04-16")
	n.cappedQuarter("s2", "2026-05-05", "2026-07-16")
	if v := n.revenue("2026Q2"); v.Allowed != yuan("500.00") || v.Measured != yuan("600.00") {
		t.Errorf("%+v", v)
	}
}

// Held back: the operator keeps the excess apart until the next cycle, where it counts.
func TestCapHold(t *testing.T) {
	n := capped(t, "take", "hold", map[string]string{"cycle": "quarter"})
	n.now = at("2026-02-01 10:00")
	n.sell("s0", "operator/credit", market.Call, "2026-02-01", "2026-02-01", 600, "600.00", "finance",
		"exchange")
	n.cappedQuarter("s1", "2026-02-02", "2026-04-16")
	// 100 cost and half of 1,100: it takes 650, keeps 500 and holds 150.
	if v := n.revenue("2026Q1"); v.Measured != yuan("650.00") || v.Held != yuan("150.00") {
		t.Errorf("%+v", v)
	}
	s, _ := settle.GetStatement(n.s, "2026Q1", "operator", "operator")
	if s.Amount != yuan("500.00") || s.Kept != yuan("500.00") || s.Closing != 0 {
		t.Errorf("%+v", s)
	}
	n.cappedQuarter("s2", "2026-05-05", "2026-07-16")
	// The 150 are released and count with the 300 of this cycle.
	if v := n.revenue("2026Q2"); v.Measured != yuan("450.00") || v.Held != 0 {
		t.Errorf("%+v", v)
	}
	if s, _ := settle.GetStatement(n.s, "2026Q2", "operator", "operator"); s.Amount != yuan("450.00") {
		t.Errorf("%+v", s)
	}
}

// A cost carried over cycles stays its investor's: one operator, one party per province.
func TestCapCarriesCosts(t *testing.T) {
	n := capped(t, "", "", map[string]string{"cycle": "quarter"})
	n.now = at("2026-01-12 12:00")
	n.spend("operator/c2", "bureau/yy", "operator/credit@1", "labour", "700.00")
	n.cappedQuarter("s1", "2026-02-02", "2026-04-16")
	n.cappedQuarter("s2", "2026-05-05", "2026-07-16")
	in := settle.Inputs(n.at[n.run("2026Q2").Cut], "2026Q2")
	for _, c := range in.State.Costs {
		if c.Investor != "operator@520000" {
			t.Errorf("%+v", c)
		}
	}
	// 800 of cost: 600 in the first quarter, 200 in the second, then half of the rest.
	if s, _ := settle.GetStatement(n.s, "2026Q2", "operator", "operator"); s.Amount != yuan("400.00") {
		t.Errorf("%+v", s)
	}
}

// What the price authority verifies in the second of the cut or later is of later runs: the quarter
// gives the same at any height after its cut (rulings E8).
func TestCapAfterTheCut(t *testing.T) {
	n := capped(t, "gross", "hold", map[string]string{"cycle": "quarter"})
	n.cappedQuarter("s1", "2026-01-15", "2026-04-16")
	run := n.run("2026Q1")
	before := settle.Compute(n.at[run.Cut], "2026Q1")
	caps := table[revenueKey, market.RevenueCap](market.Chapter(), "market/revenue_caps")
	key := revenueKey{"operator", "520000", "2026Q1"}
	v, ok := caps.Get(n.s, key)
	if !ok || before.InputHash != run.InputHash {
		t.Fatalf("cap %+v, input %s of %s", v, before.InputHash, run.InputHash)
	}
	for at, same := range map[wire.Time]bool{v.Recorded: true, run.CutAt - 1: true,
		run.CutAt: false, run.CutAt + 86400: false} {
		v.Recorded = at
		caps.Set(n.s, key, v)
		if got := settle.Compute(n.s, "2026Q1"); (got.InputHash == before.InputHash) != same {
			t.Errorf("recorded %s: input %s, was %s", at, got.InputHash, before.InputHash)
		}
	}
}

// A proposed rule names the capped operator as the ledger does, so that its cap holds: the rule
// itself, proposed, changes nothing, and of another split the cap counts what the operator takes.
func TestProposedRuleUnderACap(t *testing.T) {
	n := capped(t, "take", "hold", map[string]string{"cycle": "quarter"})
	n.cappedQuarter("s1", "2026-01-15", "2026-04-16")
	e := n.exported("2026Q1")
	settled := func(rule string) (settlement.Report, int64) {
		inputs, err := e.Inputs()
		n.must(err)
		a, err := settlement.ParseAgreement([]byte(rule))
		n.must(err)
		if !e.Propose(inputs, "bureau/yy", a) {
			t.Fatal("the agreement is not found")
		}
		r, err := settlement.Compute(inputs[0])
		n.must(err)
		var placed int64
		for _, p := range r.PartyTake {
			if p.Party == "operator" {
				t.Errorf("the operator takes %d beside its cap", p.Amount)
			}
			if p.Party == "operator@520000" {
				placed = p.Amount
			}
		}
		return r, placed
	}
	same, took := settled(half)
	if wire.Hash(same.LinesRoot) != n.run("2026Q1").LinesRoot || took == 0 {
		t.Errorf("the rule itself gives root %x, take %d", same.LinesRoot, took)
	}
	more := strings.Replace(half, `"operator","weight":1`, `"operator","weight":4`, 1)
	if _, got := settled(more); got <= took {
		t.Errorf("a larger part gives %d, it was %d", got, took)
	}
}

type revenueKey struct{ Operator, Jurisdiction, Cycle string }
