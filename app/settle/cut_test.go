package settle_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/test/trial/operation"
	"github.com/suyuan-ledger/suyuan/wire"
)

// resold is an operator's product of which dev makes another, sold for 200.00 in the first quarter.
func resold(t testing.TB) *chain {
	w := base(newWorld(t, trace.Chapter(), market.Chapter(), settle.Chapter()))
	w.party(party.Party{ID: "tax", Nature: party.Administrative, RemitTo: "treasury"}, "provider")
	w.party(party.Party{ID: "dev"}, "developer")
	w.resource("tax/pay", 1)
	w.agreement("bureau/yy", "operator", "2027-12-31", plain)
	w.devAgreement("operator/kf", "bureau/yy", "dev", `{"layer":"re","tiers":[`+
		`{"share":{"to":"inputs","rate":"1/2","of":"inflow"}},`+
		`{"remainder":{"parts":[{"to":"owner","weight":1}]}}],`+
		`"contribution":{"count":["commercial"],"fallback":"lineage"}}`)
	w.product("operator/credit", product.Primary, "bureau/yy", "tax/pay")
	w.product("dev/risk", product.Redeveloped, "operator/kf", "operator/credit@1")
	n := newChain(w)
	n.block(at("2026-01-01 00:00"))
	n.price("operator/credit", market.Call, 100, true)
	n.price("dev/risk", market.Item, 100_000, false)
	n.now = at("2026-02-02 12:00")
	n.sell("s1", "dev/risk", market.Item, "2026-01-05", "2026-02-01", 1, "200.00", "finance", "")
	return n
}

// Blocks may share a second. What the blocks after the cut record in the cut's own second changes
// nothing of the run, whether it is computed at the cut or later (rulings E8).
func TestCutInsideASecond(t *testing.T) {
	n := resold(t)
	due := day("2026-04-16")
	n.expect(due, "period.frozen run.frozen run.cut")
	cut := n.run("2026Q1").Cut
	n.ok(due, &market.TradeConfirm{ID: ref("operator/late"), Product: ref("operator/credit"),
		Version: 1, Customer: wire.Hash{1}, Purpose: "finance", Unit: market.Call,
		Venue: market.OnExchange, Exchange: "exchange", ExchangeRef: "late", Clearing: "exchange"},
		"operator", "exchange")
	role := operation.RoleKey{Party: "operator", Role: "treasury", Jurisdiction: "520000", From: due}
	table[operation.RoleKey, operation.RoleEnd](party.Chapter(), "party/roles").
		Set(n.s, role, operation.RoleEnd{})
	then, later := settle.Compute(n.at[cut], "2026Q1"), settle.Compute(n.s, "2026Q1")
	if !bytes.Equal(then.Encode(), later.Encode()) {
		t.Errorf("at the cut %+v\nlater %+v", then.Statements, later.Statements)
	}
	n.block(due + 600)
	s, ok := settle.GetStatement(n.s, "2026Q1", "dev", "operator")
	leaves := settle.Compute(n.at[cut], "2026Q1").Leaves
	if got := settle.StatementLines(n.s, s, leaves); !ok || len(got) != int(s.Lines) {
		t.Errorf("%d lines found of %d", len(got), s.Lines)
	}
}

// counting counts the records that are read.
type counting struct {
	state.Reader
	read int
}

func (c *counting) Get(key []byte) ([]byte, bool) { c.read++; return c.Reader.Get(key) }

func (c *counting) Iterate(from, to []byte, fn func(k, v []byte) bool) {
	c.Reader.Iterate(from, to, func(k, v []byte) bool { c.read++; return fn(k, v) })
}

// Opening a statement takes the same work whatever the pair's history.
func TestOpeningBalanceIsOneStep(t *testing.T) {
	n := resold(t)
	var read []int
	for q := 1; q < 8; q++ {
		from, to, _ := regime.PeriodBounds(fmt.Sprintf("%dQ%d", 2026+q/4, q%4+1))
		n.now = from + 40*86400
		n.sell(fmt.Sprint("q", q), "dev/risk", market.Item, from.Date().String(),
			from.Date().Add(9).String(), 1, "200.00", "finance", "")
		period := regime.PeriodOf(n.s, from)
		due := to + 15*86400
		n.block(due)
		n.block(due + 600)
		n.block(due + 601)
		n.block(due + 1201)
		if n.run(period).Stage != settle.Landed {
			t.Fatalf("%s is %s", period, n.run(period).Stage)
		}
		c := &counting{Reader: n.s}
		out := settle.Compute(c, period)
		read = append(read, c.read)
		if s := out.Statements[1]; s.Payee != "operator" || s.Opening != yuan("100.00")*wire.Fen(q) {
			t.Errorf("%s opens with %+v", period, s)
		}
	}
	if read[6] != read[0] {
		t.Errorf("records read: %v", read)
	}
}
