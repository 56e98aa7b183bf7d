package settle_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The two agreements of the worked example (settlement §7). Without scores, which come later, the
// factor table leaves every institution at 100 %.
const (
	yy = `{"layer":"primary","tiers":[
{"fee":{"name":"交易所佣金","to":"exchange","rate":"3/100","of":"channel_sales","channel":"exchange"}},
{"recover":{"name":"平台成本补偿","costs":["platform"],"limit":"1/10"}},
{"recover":{"name":"加工成本补偿","costs":["processing"],"limit":"1/2"}},
{"return":{"name":"合理利润","rate":"8/100","on":["processing"]}},
{"share":{"name":"数据提供方","to":"inputs","rate":"3/10","of":"left"}},
{"remainder":{"name":"余额","parts":[{"to":"owner","weight":6},{"to":"treasury","weight":4}]}}],
"contribution":{"basis":"by_institution","count":["commercial"],"factor":[{"min":0,"bps":5000}],"fallback":"lineage"}}`
	kf = `{"layer":"re","tiers":[
{"fee":{"name":"交易所佣金","to":"exchange","rate":"3/100","of":"channel_sales","channel":"exchange"}},
{"base":{"name":"公共数据基础份额","rate":"10/100"}},
{"share":{"name":"上游产品分成","to":"inputs","rate":"5/100","of":"inflow"}},
{"remainder":{"name":"开发利用机构","parts":[{"to":"owner","weight":1}]}}],
"contribution":{"basis":"by_institution","count":["commercial"],"fallback":"lineage"}}`
)

// province is the worked example of settlement §7, recorded through the kinds of trace and market
// in the second quarter of 2026.
func province(t testing.TB) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	for _, id := range []string{"gov-health", "gov-tax"} {
		w.party(party.Party{ID: id, Nature: party.Administrative, RemitTo: "treasury"}, "provider")
	}
	w.party(party.Party{ID: "inst-hospital", Nature: party.Institution}, "provider")
	w.party(party.Party{ID: "co-water", Nature: party.StateEnterprise, RemitTo: "treasury"},
		"provider")
	w.party(party.Party{ID: "platform"}, "platform")
	w.party(party.Party{ID: "dev-bank"}, "developer")
	w.party(party.Party{ID: "dev-ins"}, "developer")
	w.resource("gov-health/clinic", 2)
	w.resource("gov-tax/pay", 3)
	w.resource("inst-hospital/visits", 1)
	w.resource("co-water/water", 1)
	w.resource("gov-tax/inv", 1)
	w.resource("dev-bank/own", 1)
	w.agreement("bureau/yy", "operator", "2027-12-31", yy)
	w.devAgreement("operator/kf-bank", "bureau/yy", "dev-bank", kf)
	w.devAgreement("operator/kf-ins", "bureau/yy", "dev-ins", kf)
	w.product("operator/credit", product.Primary, "bureau/yy", "gov-tax/pay", "gov-tax/inv",
		"co-water/water")
	w.product("operator/health", product.Primary, "bureau/yy", "gov-health/clinic",
		"inst-hospital/visits")
	w.product("dev-bank/risk", product.Redeveloped, "operator/kf-bank", "operator/credit@1",
		"!dev-bank/own")
	w.product("dev-ins/ins", product.Redeveloped, "operator/kf-ins", "operator/health@1",
		"operator/credit@1", "dev-bank/risk@1")
	n := newChain(w)
	n.block(at("2025-12-01 12:00"))
	n.forged = map[string][]byte{}
	n.now = at("2025-12-20 12:00")
	n.price("operator/credit", market.Call, 250, true)
	n.price("operator/health", market.Call, 500, true)
	n.price("dev-bank/risk", market.Item, 2_000_000, false)
	n.price("dev-ins/ins", market.Item, 1_500_000, false)
	n.now = at("2026-05-04 12:00")
	n.sell("s1", "operator/credit", market.Call, "2026-04-01", "2026-05-03", 4000, "10000.00",
		"finance", "exchange")
	n.sell("s2", "operator/health", market.Call, "2026-04-01", "2026-05-03", 1000, "5000.00",
		"finance", "exchange")
	n.sell("s3", "dev-bank/risk", market.Item, "2026-04-01", "2026-05-03", 1, "20000.00", "finance",
		"exchange")
	n.sell("s4", "dev-ins/ins", market.Item, "2026-04-01", "2026-05-03", 1, "15000.00", "finance", "")
	n.sell("s5", "operator/health", market.Call, "2026-04-01", "2026-05-03", 700, "0.00", "welfare",
		"")
	n.use("operator/credit", "finance", units(2000, 0, 1), units(900, 0, 2), units(100, 2))
	n.use("operator/health", "finance", units(1000, 0, 1))
	n.use("operator/health", "welfare", units(700, 0))
	n.use("dev-bank/risk", "finance", units(50, 0, 1), units(25, 0))
	n.use("dev-ins/ins", "finance", units(10, 0, 2), units(5, 0, 1, 2))
	n.spend("platform/c-plat", "bureau/yy", "", "platform", "3000.00")
	n.spend("operator/c-p1", "bureau/yy", "operator/credit", "processing", "5000.00")
	n.spend("inst-hospital/c-p1b", "bureau/yy", "operator/credit", "processing", "1000.01")
	n.spend("operator/c-p2", "bureau/yy", "operator/health", "processing", "9000.00")
	return n
}

// land freezes and lands the second quarter of 2026.
func (n *chain) land() {
	n.Helper()
	for _, p := range []string{"2025Q4", "2026Q1"} {
		n.forged[p] = settle.Compute(n.s, p).Encode() // nothing happened
	}
	for _, t := range []string{"2026-07-16 00:00", "2026-07-16 00:10", "2026-07-16 00:20",
		"2026-07-16 00:30", "2026-07-16 00:40", "2026-07-16 00:50", "2026-07-16 01:00"} {
		n.block(at(t))
	}
	if got := n.run("2026Q2"); got.Stage != settle.Landed {
		n.Fatalf("run %+v", got)
	}
}

func payouts(n *chain, period string) map[string]string {
	out := map[string]string{}
	for _, p := range n.ask("payouts", "period", period).(settle.PayoutsShown).Payouts {
		out[p.Payee] = p.Amount.String()
	}
	return out
}

// The payouts of settlement §7, with providers at equal factors: 596.25 of p-health is divided
// 298.13 (smaller id) and 298.12 instead of 357.75 and 238.50.
func TestWorkedExample(t *testing.T) {
	n := province(t)
	in := settle.Inputs(n.s, "2026Q2")
	if codes := settlement.Validate(in); len(codes) > 0 {
		t.Errorf("the input is refused: %v", codes)
	}
	n.land()
	want := map[string]string{"operator": "11740.50", "dev-bank": "17095.83", "dev-ins": "12750.00",
		"treasury": "3729.00", "inst-hospital": "1378.13", "co-water": "301.13", "exchange": "1050.00",
		"platform": "1955.41"}
	if got := payouts(n, "2026Q2"); !reflect.DeepEqual(got, want) {
		t.Errorf("payouts %v", got)
	}
	for _, p := range n.ask("payouts", "period", "2026Q2").(settle.PayoutsShown).Payouts {
		behalf := []settle.Share{{Party: "gov-health", Amount: yuan("298.13")},
			{Party: "gov-tax", Amount: yuan("1341.37")}, {Party: "treasury", Amount: yuan("2089.50")}}
		if p.Payee == "treasury" && !reflect.DeepEqual(p.OnBehalf, behalf) {
			t.Errorf("treasury receives for %v", p.OnBehalf)
		}
	}
	run := n.run("2026Q2")
	if run.Totals.Sales != yuan("50000.00") || run.Totals.Payouts != yuan("50000.00") ||
		run.Lines != 47 {
		t.Errorf("run %+v", run)
	}
	// The same bytes at any later height.
	if o := settle.Compute(n.s, "2026Q2"); !bytes.Equal(o.Encode(),
		settle.Compute(n.at[run.Cut], "2026Q2").Encode()) {
		t.Error("a later state gives another result")
	}
}

// Who pays whom in the worked example: each collector pays the lines of its own products, royalties
// and base money go to the collector upstream (M6).
func TestWorkedExampleStatements(t *testing.T) {
	n := province(t)
	n.land()
	type row struct{ amount, transfer, offset, kept, closing string }
	want := map[string]row{
		// d-ins: base 625.00+125.00 and share 312.50+62.50 to the operator, 750.00+375.00 to the bank.
		"dev-ins operator":       {"0.00", "1125.00", "0.00", "0.00", "1125.00"},
		"dev-ins dev-bank":       {"0.00", "1125.00", "0.00", "0.00", "1125.00"},
		"dev-ins dev-ins":        {"12750.00", "0.00", "0.00", "12750.00", "0.00"},
		"dev-bank exchange":      {"600.00", "0.00", "0.00", "0.00", "600.00"},
		"dev-bank operator":      {"0.00", "3429.17", "0.00", "0.00", "3429.17"},
		"dev-bank dev-bank":      {"17095.83", "0.00", "0.00", "17095.83", "0.00"},
		"operator exchange":      {"450.00", "0.00", "0.00", "0.00", "450.00"},
		"operator platform":      {"1955.41", "0.00", "0.00", "0.00", "1955.41"},
		"operator operator":      {"11740.50", "0.00", "0.00", "11740.50", "0.00"},
		"operator treasury":      {"3729.00", "0.00", "0.00", "0.00", "3729.00"},
		"operator inst-hospital": {"1378.13", "0.00", "0.00", "0.00", "1378.13"},
		"operator co-water":      {"301.13", "0.00", "0.00", "0.00", "301.13"},
	}
	page := n.ask("statements", "period", "2026Q2").(rule.Page[settle.Statement])
	for _, s := range page.Items {
		key := s.Payer + " " + s.Payee
		got := row{s.Amount.String(), s.Transfer.String(), s.Offset.String(), s.Kept.String(),
			s.Closing.String()}
		if want[key] != got {
			t.Errorf("%s: %v, want %v", key, got, want[key])
		}
		delete(want, key)
		shown := n.ask("statement", "period", s.Period, "payer", s.Payer, "payee",
			s.Payee).(settle.StatementShown)
		var leaves [][]byte
		var sum int64
		for _, d := range shown.Detail {
			l, err := settlement.ParseLine(d.Line)
			n.must(err)
			leaves, sum = append(leaves, d.Line), sum+l.Amount
		}
		if !shown.HasLines || wire.Hash(settlement.Root(leaves)) != s.LinesRoot ||
			len(leaves) != int(s.Lines) ||
			wire.Fen(sum) != s.Amount+s.Transfer || s.RunRoot != n.run("2026Q2").LinesRoot {
			t.Errorf("%s: the lines are not the statement's", key)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
	conserved(n, "2026Q2")
}

// conserved: what a party collected and received less what it paid is what it holds: its own share,
// and what deficits of its products still want.
func conserved(n *chain, period string) {
	n.Helper()
	held, kept := map[string]wire.Fen{}, map[string]wire.Fen{}
	market.EachSale(n.s, period, func(s market.Sale) bool {
		held[market.Collector(n.s, s.Product, s.Version, n.now)] += s.Part.Amount
		return true
	})
	var statements, paid wire.Fen
	for _, s := range n.ask("statements", "period", period).(rule.Page[settle.Statement]).Items {
		held[s.Payer] -= s.Amount + s.Transfer - s.Kept
		held[s.Payee] += s.Amount + s.Transfer - s.Kept
		statements += s.Amount
	}
	for _, p := range n.ask("payouts", "period", period).(settle.PayoutsShown).Payouts {
		kept[p.Payee] += p.Amount
		paid += p.Amount
	}
	if statements != paid {
		n.Errorf("statements %s, payouts %s", statements, paid)
	}
	run := n.run(period)
	if d := run.Totals.DeficitIn - run.Totals.DeficitOut; d != 0 {
		n.Fatalf("deficits moved by %s", d)
	}
	for who, have := range held {
		if have != kept[who] {
			n.Errorf("%s holds %s, its payout is %s", who, have, kept[who])
		}
	}
}

func TestExplain(t *testing.T) {
	n := province(t)
	n.land()
	got := n.ask("explain", "period", "2026Q2", "payee", "inst-hospital").(settle.Explained)
	text := got.Text()
	for _, part := range []string{"1378.13", "298.12", "inst-hospital/visits", "合理利润", "operator/s2"} {
		if !strings.Contains(text, part) {
			t.Errorf("the derivation lacks %s:\n%s", part, text)
		}
	}
	if en := n.ask("explain", "period", "2026Q2", "payee", "inst-hospital", "lang",
		"en").(settle.Explained); en.Text() == text {
		t.Error("English is Chinese")
	}
	n.side = nil
	if _, err := settle.Chapter().Queries[5].Serve(rule.Ask{Store: n.s, Args: map[string]string{
		"period": "2026Q2", "payee": "operator"}}); err != rule.ErrNotFound {
		t.Errorf("without lines: %v", err)
	}
}

// What is not in the period's rows does not enter the input.
func TestInputsAreTheActiveSet(t *testing.T) {
	n := province(t)
	n.product("operator/idle", product.Primary, "bureau/yy", "gov-tax/pay")
	in := settle.Inputs(n.s, "2026Q3")
	if len(in.Nodes) != 0 || len(in.Sales) != 0 || len(in.Traces) != 0 || len(in.Costs) != 0 {
		t.Errorf("input of an empty period: %+v", in)
	}
	in = settle.Inputs(n.s, "2026Q2")
	if slices.ContainsFunc(in.Nodes,
		func(v settlement.Node) bool { return v.ID == "operator/idle@1" }) {
		t.Error("a product without sale or use is in the input")
	}
	var remit []string
	for _, p := range in.Parties {
		if p.RemitTo != "" {
			remit = append(remit, p.ID+">"+p.RemitTo)
		}
		if p.ID == "co-water" && p.Kind != settlement.Enterprise || p.ID == "inst-hospital" &&
			p.Kind != settlement.Institution {
			t.Errorf("party %+v", p)
		}
	}
	// A state enterprise is no public body of GZ §22¶3; the hospital registered no account to remit
	// to.
	if want := []string{"gov-health>treasury", "gov-tax>treasury"}; !reflect.DeepEqual(remit, want) {
		t.Errorf("remits %v", remit)
	}
}

// An institution that registered a treasury remits to it where the regime names its nature (L8).
func TestRouting(t *testing.T) {
	n := province(t)
	n.party(party.Party{ID: "inst-hospital", Nature: party.Institution, RemitTo: "treasury"})
	remits := func(id string) string {
		for _, p := range settle.Inputs(n.s, "2026Q2").Parties {
			if p.ID == id {
				return p.RemitTo
			}
		}
		return "?"
	}
	if remits("inst-hospital") != "treasury" {
		t.Error("the hospital does not remit")
	}
	n.set("treasury.natures")
	if remits("inst-hospital") != "" || remits("gov-tax") != "treasury" {
		t.Error("an empty list switches institutions off and leaves administrative bodies on")
	}
}

func TestStatementConfirm(t *testing.T) {
	n := province(t)
	m := &settle.StatementConfirm{Period: "2026Q2", Payer: "operator", Payee: "treasury"}
	n.refused(settle.ErrNoStatement, n.now, m, "operator")
	n.land()
	s, _ := settle.GetStatement(n.s, "2026Q2", "operator", "treasury")
	n.refused(settle.ErrDigest, n.now, m, "operator")
	m.Digest = s.Digest()
	n.refused(settle.ErrSigner, n.now, m, "dev-bank")
	n.refused(rule.BadField, n.now, &settle.StatementConfirm{Period: "2026Q2"}, "operator")
	// In Guizhou the data bureau is the implementing body, by its own role (GZ §9(4)).
	n.party(party.Party{ID: "data-bureau", Nature: party.Administrative}, "bureau")
	for _, by := range []string{"operator", "treasury", "gov-tax", "data-bureau"} {
		n.ok(n.now, m, by)
	}
	n.refused(settle.ErrConfirmed, n.now, m, "operator")
	shown := n.ask("statement", "period", "2026Q2", "payer", "operator", "payee",
		"treasury").(settle.StatementShown)
	if len(shown.Signatures) != 4 || shown.Digest != m.Digest {
		t.Errorf("statement %+v", shown)
	}
}

func TestSettleTable(t *testing.T) {
	seen := map[uint32]bool{}
	for _, r := range settle.Chapter().Refusals {
		if r.Code/100 != 10 || seen[r.Code] {
			t.Errorf("refusal %s has code %d", r.Name, r.Code)
		}
		seen[r.Code] = true
	}
	check := func(v any) {
		if err := wire.CheckType(reflect.TypeOf(v)); err != nil {
			t.Error(err)
		}
	}
	for _, e := range settle.Chapter().Events {
		check(e)
	}
	check(settle.StatementConfirm{})
	for _, v := range []any{settle.Head{}, settle.Carry{}, settle.Outstanding{}, settle.Delta{},
		settle.Restated{}, settle.Payout{}, settle.Statement{}, settle.ScoreRow{}, settle.Pool{},
		settle.Returned{}} {
		check(v)
	}
	check(settle.Run{})
}

func FuzzDecodeResult(f *testing.F) {
	f.Add(settle.Result{Head: settle.Head{Period: "2026Q2", Lines: 2,
		Totals: settle.Totals{Sales: 100, DeficitOut: -1}},
		Carry: []settle.Carry{{Kind: "cost", ID: "a/b", Out: 5}},
		Payouts: []settle.Payout{{Payee: "a", Amount: 99,
			OnBehalf: []settle.Share{{Party: "b", Amount: 99}}}},
		Statements: []settle.Statement{{Period: "2026Q2", Seq: 1, Payer: "a", Payee: "b"}}}.Encode())
	f.Add(settle.Result{Head: settle.Head{Period: "2026Q2", Fault: settlement.CodeOverflow}}.Encode())
	f.Add([]byte{0xc0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if v, err := settle.DecodeResult(b); err == nil && !bytes.Equal(v.Encode(), b) {
			t.Error("what decodes does not encode to the same bytes")
		}
	})
}
