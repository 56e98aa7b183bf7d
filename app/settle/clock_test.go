package settle_test

import (
	"errors"
	"fmt"
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

// simple is one operator with one product whose rule is text, at the beginning of 2026.
func simple(t testing.TB, text string) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.party(party.Party{ID: "tax", Nature: party.Administrative, RemitTo: "treasury"}, "provider")
	w.party(party.Party{ID: "dev"}, "developer")
	w.resource("tax/pay", 1)
	w.agreement("bureau/yy", "operator", "2027-12-31", text)
	w.product("operator/credit", product.Primary, "bureau/yy", "tax/pay")
	n := newChain(w)
	n.block(at("2026-01-01 00:00"))
	n.price("operator/credit", market.Call, 100, true)
	return n
}

// The stages of one run by the clock: frozen 15 days after its end, computed, landed from ten
// minutes later, final after ten working days.
func TestClock(t *testing.T) {
	n := simple(t, plain)
	n.now = at("2026-02-02 12:00")
	n.sell("s1", "operator/credit", market.Call, "2026-01-05", "2026-02-01", 100, "100.00", "finance",
		"exchange")
	n.expect(at("2026-04-15 23:59"), "")
	n.expect(at("2026-04-16 00:00"), "period.frozen run.frozen run.cut")
	run := n.run("2026Q1")
	if run.Stage != settle.Frozen || run.Cut != n.height || run.LandFrom != at("2026-04-16 00:10") {
		t.Errorf("run %+v", run)
	}
	if !regime.Frozen(n.s, "2026Q1") {
		t.Error("the period takes rows")
	}
	n.expect(at("2026-04-16 00:09"), "")
	n.expect(at("2026-04-16 00:11"), "run.landing run.landed")
	shown := n.ask("run", "period", "2026Q1").(settle.RunShown)
	// Ten working days after 16 April 2026 without a loaded calendar: Monday to Friday, 30 April.
	if shown.Stage != settle.Landed || shown.FinalDue != at("2026-05-01 00:00") {
		t.Errorf("run %+v", shown)
	}
	n.expect(at("2026-04-30 23:59"), "")
	n.expect(at("2026-05-01 00:00"), "run.final")
	if open := n.ask("run", "period", "2026Q2").(settle.RunShown); open.Stage != "open" ||
		open.From != day("2026-04-01") {
		t.Errorf("open period %+v", open)
	}
	for period, want := range map[string]bool{"2026Q9": false, "foo": false, "": false,
		"2020Q1": true} {
		q := rule.Ask{Store: n.s, Height: n.height, Time: n.now,
			Args: map[string]string{"period": period}}
		for _, v := range n.queries {
			if v.Name != "run" {
				continue
			}
			if _, err := v.Serve(q); err == nil || errors.Is(err, rule.ErrNotFound) != want {
				t.Errorf("run of %q: %v", period, err)
			}
		}
	}
	if page := n.ask("runs").(rule.Page[settle.RunShown]); len(page.Items) != 1 ||
		page.Items[0].Stage != settle.Final {
		t.Errorf("runs %+v", page)
	}
}

// Two periods end between two blocks: both take no more rows at once, they land one after the
// other, and the second is computed from what the first carried.
func TestClockJump(t *testing.T) {
	n := simple(t, `{"layer":"primary","tiers":[{"recover":{"costs":["computing"]}},`+
		`{"return":{"rate":"10/100","on":["computing"]}},{"remainder":{"parts":[{"to":"owner","weight":1}]}}]}`)
	n.now = at("2026-02-02 12:00")
	n.spend("operator/c1", "bureau/yy", "operator/credit", "computing", "150.00")
	n.sell("s1", "operator/credit", market.Call, "2026-01-05", "2026-02-01", 100, "100.00", "finance",
		"exchange")
	n.now = at("2026-04-10 12:00")
	n.sell("s2", "operator/credit", market.Call, "2026-04-01", "2026-04-05", 100, "100.00", "finance",
		"exchange")
	n.expect(at("2026-08-01 00:00"), "period.frozen run.frozen period.frozen run.frozen run.cut")
	if second := n.run("2026Q2"); second.Cut != 0 || !regime.Frozen(n.s, "2026Q2") {
		t.Errorf("second run %+v", second)
	}
	n.expect(at("2026-08-01 00:05"), "")
	n.expect(at("2026-08-01 00:10"), "run.landing run.landed")
	n.expect(at("2026-08-01 00:11"), "run.cut")
	n.expect(at("2026-08-01 00:20"), "")
	n.expect(at("2026-08-01 00:21"), "run.landing run.landed")
	// 100 to cost in Q1; in Q2 the open 50, a tenth of the 50 recovered before as profit, then the
	// rest.
	explained := n.ask("explain", "period", "2026Q2", "payee", "operator").(settle.Explained).Text()
	for _, part := range []string{"50.00", "15.00", "35.00"} {
		if !strings.Contains(explained, part) {
			t.Errorf("the derivation lacks %s:\n%s", part, explained)
		}
	}
	n.now = at("2026-08-02 12:00")
	n.sell("s3", "operator/credit", market.Call, "2026-07-01", "2026-07-05", 1, "1.00", "finance",
		"exchange")
	s := settle.Inputs(n.s, "2026Q3").State
	if len(s.Costs) != 1 || s.Costs[0].Out != 0 || s.Costs[0].Rec != 15000 || s.Costs[0].Ret != 1500 {
		t.Errorf("carried %+v", s.Costs)
	}
	// The first run is still computed from what was before it.
	if s := settle.Inputs(n.s, "2026Q1").State; len(s.Costs) != 0 {
		t.Errorf("the first run reads what later runs carried: %+v", s.Costs)
	}
	n.expect(at("2026-08-15 00:00"), "run.final run.final")
}

// A result of 1,200 payees and statements lands in slices of at most 500 records; nobody confirms a
// statement of half a result.
func TestLandingSlices(t *testing.T) {
	var parts []string
	for i := range 600 {
		parts = append(parts, fmt.Sprintf(`{"to":"p%03d","weight":1}`, i))
	}
	n := simple(t, `{"layer":"primary","tiers":[{"remainder":{"parts":[`+strings.Join(parts, ",")+
		`]}}]}`)
	for i := range 600 {
		n.party(party.Party{ID: fmt.Sprintf("p%03d", i)})
	}
	n.now = at("2026-02-02 12:00")
	n.sell("s1", "operator/credit", market.Call, "2026-01-05", "2026-02-01", 600, "600.00", "finance",
		"exchange")
	n.block(at("2026-04-16 00:00"))
	n.budget = 2000
	n.expect(at("2026-04-16 00:10"), "run.landing")
	if run := n.run("2026Q1"); run.Stage != settle.Landing || run.Written != 500 {
		t.Errorf("run %+v", run)
	}
	n.expect(at("2026-04-16 00:11"), "")
	s, _ := settle.GetStatement(n.s, "2026Q1", "operator", "p000")
	n.refused(settle.ErrNotLanded, n.now, &settle.StatementConfirm{Period: "2026Q1", Payer: "operator",
		Payee: "p000", Digest: s.Digest()}, "operator")
	n.budget = 100 // other chapters left little: a smaller slice
	n.expect(at("2026-04-16 00:12"), "")
	if run := n.run("2026Q1"); run.Written != 1047 {
		t.Errorf("run %+v", run)
	}
	n.budget = 3
	n.expect(at("2026-04-16 00:13"), "")
	n.budget = 0
	n.expect(at("2026-04-16 00:14"), "run.landed")
	run := n.run("2026Q1")
	if run.Written != 1200 || run.Statements != 600 || run.LandedAt != n.now {
		t.Errorf("run %+v", run)
	}
	first := n.ask("statements", "period", "2026Q1", "limit", "2").(rule.Page[settle.Statement])
	next := n.ask("statements", "period", "2026Q1", "limit", "1000", "after",
		"operator/p001").(rule.Page[settle.Statement])
	if len(first.Items) != 2 || first.Next == "" || len(next.Items) != 598 || next.Next != "" {
		t.Errorf("pages of %d and %d", len(first.Items), len(next.Items))
	}
	if one := n.ask("statements", "period", "2026Q1", "payee",
		"p007").(rule.Page[settle.Statement]); len(one.Items) != 1 {
		t.Errorf("statements of one payee: %d", len(one.Items))
	}
}

// forge puts a row of a sale that no paper makes into state, and into the book of its agreement.
func (n *chain) forge(v market.Sale) {
	period := v.Part.Period
	table[saleKey, market.Sale](market.Chapter(), "market/sales").Set(n.s,
		saleKey{period, v.Product, v.Version, v.Receipt}, v)
	type bookKey struct {
		Agreement wire.ID
		Period    string
	}
	books := table[bookKey, market.Book](market.Chapter(), "market/books")
	book := market.BookOf(n.s, ref("bureau/yy"), period)
	book.Receipts, book.Received = book.Receipts+1, book.Received+v.Part.Amount
	books.Set(n.s, bookKey{ref("bureau/yy"), period}, book)
}

// A run that cannot be computed, or whose result cannot be read, is parked with an alarm; the chain
// and the runs after it go on.
func TestParked(t *testing.T) {
	n := simple(t, plain)
	for _, id := range []string{"operator/a", "operator/b"} {
		n.forge(market.Sale{Receipt: ref(id), Product: ref("operator/credit"), Version: 1,
			Use: "commercial", Part: market.Part{Period: "2026Q1", Amount: 9_000_000_000_000_000_000}})
	}
	n.now = at("2026-04-10 12:00")
	n.sell("s2", "operator/credit", market.Call, "2026-04-01", "2026-04-05", 100, "100.00", "finance",
		"exchange")
	n.block(at("2026-04-16 00:00"))
	events := n.block(at("2026-04-16 00:10"))
	if names(events) != "run.parked" || events[0].(settle.RunParked).Fault != settlement.CodeOverflow {
		t.Errorf("events %+v", events)
	}
	if run := n.run("2026Q1"); run.Stage != settle.Parked || run.Written != 0 {
		t.Errorf("run %+v", run)
	}
	n.expect(at("2026-07-16 00:00"), "period.frozen run.frozen run.cut")
	n.expect(at("2026-07-16 00:10"), "run.landing run.landed")
	if got := payouts(n, "2026Q2"); got["operator"] != "100.00" {
		t.Errorf("payouts %v", got)
	}
	n.forged["2026Q3"] = []byte("no result")
	n.block(at("2026-10-16 00:00"))
	if events := n.block(at("2026-10-16 00:10")); names(events) != "run.parked" {
		t.Errorf("events %+v", events)
	}
	n.expect(at("2026-12-31 00:00"), "")
}

// Without results at hand nothing lands: a node waits, it never guesses.
func TestLandingWaits(t *testing.T) {
	n := simple(t, plain)
	n.block(at("2026-04-16 00:00"))
	c := &rule.Ctx{Store: n.s, Height: n.height + 1, Time: at("2026-04-17 00:00")}
	settle.EndBlock(c)
	if len(c.Events()) != 0 || n.run("2026Q1").Stage != settle.Frozen {
		t.Errorf("events %v", names(c.Events()))
	}
}

// What two parties owe each other is set off, balances run on from statement to statement, and what
// is due to a treasury never is.
func TestBalances(t *testing.T) {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.party(party.Party{ID: "tax", Nature: party.Administrative, RemitTo: "treasury"}, "provider")
	w.party(party.Party{ID: "dev"}, "developer")
	w.resource("tax/pay", 1)
	w.agreement("bureau/yy", "operator", "2027-12-31",
		`{"layer":"primary","tiers":[{"remainder":{"parts":[`+
			`{"to":"dev","weight":3},{"to":"owner","weight":5},{"to":"tax","weight":2}]}}]}`)
	w.devAgreement("operator/kf", "bureau/yy", "dev",
		`{"layer":"re","tiers":[{"share":{"to":"inputs","rate":"1/2","of":"inflow"}},`+
			`{"remainder":{"parts":[{"to":"owner","weight":1}]}}],"contribution":{"count":["commercial"],"fallback":"lineage"}}`)
	w.product("operator/credit", product.Primary, "bureau/yy", "tax/pay")
	w.product("dev/risk", product.Redeveloped, "operator/kf", "operator/credit@1")
	n := newChain(w)
	n.block(at("2026-01-01 00:00"))
	n.price("operator/credit", market.Call, 100, true)
	n.price("dev/risk", market.Item, 100_000, false)
	quarter := func(id, from, to string, calls string, items string) {
		n.now = date(to).Start() + 3600
		n.sell("a"+id, "operator/credit", market.Call, from, to, 10000, calls, "finance", "exchange")
		if items != "" {
			n.sell("b"+id, "dev/risk", market.Item, from, to, 1, items, "finance", "")
		}
	}
	check := func(period, payer, payee, want string) {
		t.Helper()
		s, _ := settle.GetStatement(n.s, period, payer, payee)
		got := fmt.Sprint(s.Opening, " ", s.Amount, " ", s.Transfer, " ", s.Offset, " ", s.Closing)
		if got != want {
			t.Errorf("%s %s to %s: %s, want %s", period, payer, payee, got, want)
		}
	}
	quarter("1", "2026-01-05", "2026-02-01", "100.00", "40.00")
	quarter("2", "2026-04-05", "2026-05-01", "300.00", "")
	quarter("3", "2026-07-05", "2026-08-01", "10.00", "400.00")
	for _, q := range []string{"2026-04-16", "2026-07-16", "2026-10-16"} {
		n.block(day(q))
		n.block(day(q) + 600)
	}
	// Q1: operator's income 100 + 20: dev 36, owner 60, tax 24. dev hands on 20, set off against 36.
	check("2026Q1", "operator", "dev", "0.00 36.00 0.00 20.00 16.00")
	check("2026Q1", "dev", "operator", "0.00 0.00 20.00 20.00 0.00")
	check("2026Q1", "operator", "treasury", "0.00 24.00 0.00 0.00 24.00")
	// Q2: income 300: dev 90 more; dev owes nothing, so there is no statement of it.
	check("2026Q2", "operator", "dev", "16.00 90.00 0.00 0.00 106.00")
	if _, ok := settle.GetStatement(n.s, "2026Q2", "dev", "operator"); ok {
		t.Error("an empty statement")
	}
	// Q3: income 10 + 200: dev 63; dev hands on 200 and meets 169 of it.
	check("2026Q3", "operator", "dev", "106.00 63.00 0.00 169.00 0.00")
	check("2026Q3", "dev", "operator", "0.00 0.00 200.00 169.00 31.00")
	check("2026Q3", "operator", "treasury", "84.00 42.00 0.00 0.00 126.00")
	before, _ := settle.GetStatement(n.s, "2026Q2", "operator", "dev")
	after, _ := settle.GetStatement(n.s, "2026Q3", "operator", "dev")
	if after.Previous != before.Digest() || before.Previous == (wire.Hash{}) {
		t.Error("the opening is not the closing of the statement before")
	}
}

// A deficit of refunds is carried and eats the product's next income first.
func TestDeficitCarried(t *testing.T) {
	n := simple(t, plain)
	n.now = at("2026-02-02 12:00")
	n.sell("s1", "operator/credit", market.Call, "2026-01-05", "2026-04-04", 90, "90.00", "finance",
		"exchange")
	// A refund alone leaves no deficit, because it stays within what its period received; the row of
	// a correction does.
	n.forge(market.Sale{Receipt: ref("operator/f1"), Trade: ref("operator/t-s1"),
		Product: ref("operator/credit"), Version: 1, Use: trace.Commercial,
		Channel: market.OnExchange, Ref: ref("operator/s1"),
		Part: market.Part{Period: "2026Q1", Amount: yuan("-90.00")}})
	n.block(day("2026-04-16"))
	n.block(day("2026-04-16") + 600)
	// 86 of 90 days are Q1's: 86.00 less 90.00.
	if run := n.run("2026Q1"); run.Totals.DeficitOut != yuan("-4.00") || run.Totals.Payouts != 0 {
		t.Errorf("run %+v", run.Totals)
	}
	n.block(day("2026-07-16"))
	n.block(day("2026-07-16") + 600)
	run := n.run("2026Q2")
	if run.Totals.Sales != yuan("4.00") || run.Totals.DeficitOut != 0 || run.Totals.Payouts != 0 {
		t.Errorf("run %+v", run.Totals)
	}
	if s := settle.Inputs(n.s, "2026Q3").State; len(s.Deficit) != 0 {
		t.Errorf("carried %+v", s.Deficit)
	}
}

// Public money is never set off: here dev's account receives the tax office's income.
func TestNoSetOffAcrossTreasury(t *testing.T) {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.party(party.Party{ID: "tax", Nature: party.Administrative, RemitTo: "dev"}, "provider")
	w.party(party.Party{ID: "dev"}, "developer")
	w.resource("tax/pay", 1)
	w.agreement("bureau/yy", "operator", "2027-12-31",
		`{"layer":"primary","tiers":[{"remainder":{"parts":[`+
			`{"to":"dev","weight":3},{"to":"owner","weight":5},{"to":"tax","weight":2}]}}]}`)
	w.devAgreement("operator/kf", "bureau/yy", "dev",
		`{"layer":"re","tiers":[{"share":{"to":"inputs","rate":"1/2","of":"inflow"}},`+
			`{"remainder":{"parts":[{"to":"owner","weight":1}]}}],"contribution":{"count":["commercial"],"fallback":"lineage"}}`)
	w.product("operator/credit", product.Primary, "bureau/yy", "tax/pay")
	w.product("dev/risk", product.Redeveloped, "operator/kf", "operator/credit@1")
	n := newChain(w)
	n.block(at("2026-01-01 00:00"))
	n.price("dev/risk", market.Item, 100_000, false)
	n.now = at("2026-02-02 12:00")
	n.sell("s1", "dev/risk", market.Item, "2026-01-05", "2026-02-01", 1, "200.00", "finance", "")
	n.block(day("2026-04-16"))
	n.block(day("2026-04-16") + 600)
	down, _ := settle.GetStatement(n.s, "2026Q1", "dev", "operator")
	up, _ := settle.GetStatement(n.s, "2026Q1", "operator", "dev")
	if down.Transfer != yuan("100.00") || down.Offset != 0 || up.Amount != yuan("50.00") ||
		up.Offset != 0 ||
		len(up.OnBehalf) != 2 {
		t.Errorf("statements %+v %+v", down, up)
	}
}
