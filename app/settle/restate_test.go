package settle_test

import (
	"bytes"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/wire"
)

// lands runs the blocks that freeze, cut and land a period, at its due instant.
func (n *chain) lands(period, due string) {
	n.Helper()
	for i := 0; i < 4 || n.budget > 0 && i < 99 && n.run(period).Stage != settle.Landed; i++ {
		n.block(day(due) + wire.Time(601*i))
	}
	if v := n.run(period); v.Stage != settle.Landed {
		n.Fatalf("run %+v", v)
	}
}

func (n *chain) statement(period, payer, payee string) settle.Statement {
	s, _ := settle.GetStatement(n.s, period, payer, payee)
	return s
}

// refund records and confirms money returned of a receipt of a seller.
func (n *chain) refund(id, of, from, to, amount string) {
	n.Helper()
	v, _ := market.GetReceipt(n.s, ref(of))
	m := &market.ReceiptRecord{ID: ref(v.ID.Party + "/" + id), Trade: v.Trade, FirstDay: date(from),
		LastDay: date(to), Amount: -yuan(amount), Invoice: digest("invoice " + id), Ref: v.ID}
	n.ok(n.now, m, v.ID.Party)
	t, _ := market.GetTrade(n.s, v.Trade)
	by := "bureau"
	if t.Exchange != "" {
		by = t.Exchange
	}
	n.ok(n.now, &market.ReceiptConfirm{ID: m.ID, Accept: true}, by)
}

// Half of what dev collects goes to its inputs' collector: operator, which keeps it. A refund of a
// closed quarter changes nothing of it; the next quarter keeps the differences back from the same
// parties.
func TestRefundOfAClosedPeriod(t *testing.T) {
	n := resold(t)
	n.lands("2026Q1", "2026-04-16")
	before := n.statement("2026Q1", "dev", "operator")
	run := n.run("2026Q1")
	n.now = at("2026-05-02 12:00")
	n.sell("s2", "dev/risk", market.Item, "2026-04-05", "2026-05-01", 1, "200.00", "finance", "")
	n.refund("b1", "dev/s1", "2026-01-05", "2026-02-01", "40.00")
	n.lands("2026Q2", "2026-07-16")
	now := n.run("2026Q1")
	now.Stage, now.FinalAt = run.Stage, run.FinalAt
	if n.statement("2026Q1", "dev", "operator").Digest() != before.Digest() ||
		!bytes.Equal(wire.MustEncode(now), wire.MustEncode(run)) {
		t.Error("the closed quarter changed")
	}
	o := settle.Compute(n.s, "2026Q1")
	if o.LinesRoot != run.LinesRoot || o.InputHash != run.InputHash {
		t.Error("the closed quarter is computed otherwise")
	}
	s := n.statement("2026Q2", "dev", "operator")
	if s.Opening != yuan("100.00") || s.Transfer != yuan("100.00") || s.Adjusted != 0 ||
		s.Closing != yuan("180.00") || s.Offset != yuan("20.00") {
		t.Errorf("dev owes operator %+v", s)
	}
	back := n.statement("2026Q2", "operator", "dev")
	if back.Adjusted != yuan("20.00") || back.Offset != back.Adjusted || back.Closing != 0 {
		t.Errorf("operator hands on %+v", back)
	}
	own := n.statement("2026Q2", "operator", "operator")
	if own.Amount != yuan("100.00") || own.Adjusted != -yuan("20.00") || own.Kept != yuan("80.00") ||
		own.Adjustments[0].Period != "2026Q1" || own.Adjustments[0].Line == 0 {
		t.Errorf("operator keeps %+v", own)
	}
	shown := n.restated("2026Q2")
	if len(shown.Periods) != 1 || shown.Pool != 0 || len(shown.Outstanding) != 0 {
		t.Fatalf("restatements %+v", shown)
	}
	p := shown.Periods[0]
	if p.Period != "2026Q1" || p.Sales != -yuan("40.00") || p.Delta != -yuan("40.00") ||
		len(shown.Causes) != 1 || shown.Causes[0].ID != ref("dev/b1") ||
		shown.Causes[0].Period != "2026Q1" || len(shown.parties("2026Q1")) != 2 ||
		shown.parties("2026Q1")["operator"] != -yuan("20.00") {
		t.Errorf("restated %+v", p)
	}
}
