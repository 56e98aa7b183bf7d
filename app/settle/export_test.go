package settle_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// exported asks for the input of a period as a tool does.
func (n *chain) exported(period string) settle.Exported {
	n.Helper()
	piece := n.ask("settlement_input", "period", period, "piece", "0").(settle.InputPiece)
	e, err := settle.ReadExported([]byte(piece.Text))
	n.must(err)
	if run := n.run(period); e.Hash() != run.InputHash || piece.InputHash != run.InputHash ||
		piece.LinesRoot != run.LinesRoot || piece.Pieces != 1 {
		n.Errorf("the input is not that of the run: %+v, run %+v", piece, run)
	}
	return e
}

// The exported period, settled elsewhere, gives the root, the totals and the payouts that landed.
func TestExportedPeriodIsSettledAgain(t *testing.T) {
	n := province(t)
	n.land()
	inputs, err := n.exported("2026Q2").Inputs()
	n.must(err)
	reports, err := settlement.History(inputs)
	n.must(err)
	run, all := n.run("2026Q2"), settlement.Joined(reports)
	if wire.Hash(all.LinesRoot) != run.LinesRoot || int64(run.Totals.Sales) != all.Totals.Sales {
		t.Errorf("lines root %x, landed %s", all.LinesRoot, run.LinesRoot)
	}
	if codes := settlement.Validate(inputs[0]); len(codes) > 0 {
		t.Errorf("the ledger's own input is refused offline: %q", codes)
	}
}

// The rule of an agreement, proposed unchanged, changes nothing; a larger share for the providers
// moves exactly what the others lose; an unknown agreement is no proposal.
func TestProposedRule(t *testing.T) {
	n := province(t)
	n.land()
	e := n.exported("2026Q2")
	settled := func(rule string) settlement.Report {
		inputs, err := e.Inputs()
		n.must(err)
		if rule != "" {
			a, err := settlement.ParseAgreement([]byte(rule))
			n.must(err)
			if !e.Propose(inputs, "bureau/yy", a) || e.Propose(inputs, "bureau/zz", a) {
				t.Fatal("the agreement is not found, or another one is")
			}
		}
		reports, err := settlement.History(inputs)
		n.must(err)
		return settlement.Joined(reports)
	}
	old := settled("")
	if same := settled(yy); same.LinesRoot != old.LinesRoot {
		t.Errorf("the rule itself gives %+v, not %+v", same.PartyTake, old.PartyTake)
	}
	half := settled(`{"layer":"primary","tiers":[{"share":{"to":"inputs","rate":"1/2","of":"left"}},
{"remainder":{"parts":[{"to":"owner","weight":1}]}}],"contribution":{"basis":"by_volume",
"count":["commercial"],"fallback":"lineage"}}`)
	if half.LinesRoot == old.LinesRoot || half.Totals.Payouts != old.Totals.Payouts {
		t.Errorf("payouts %d, were %d", half.Totals.Payouts, old.Totals.Payouts)
	}
}

// answers reports whether a question has an answer.
func (n *chain) answers(name string, args ...string) bool {
	q := rule.Ask{Store: n.s, Height: n.height, Time: n.now, Side: n.side, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		q.Args[args[i]] = args[i+1]
	}
	i := slices.IndexFunc(n.queries, func(v rule.Query) bool { return v.Name == name })
	_, err := n.queries[i].Serve(q)
	return err == nil
}

func TestInputIsThereOnceThePeriodIsCut(t *testing.T) {
	n := province(t)
	for _, args := range [][]string{{"period", "2026Q2"}, {"period", "x"},
		{"period", "2026Q2", "piece", "-1"}} {
		if n.answers("settlement_input", args...) {
			t.Errorf("%q: answered", args)
		}
	}
	n.land()
	if n.answers("settlement_input", "period", "2026Q2", "piece", "1") {
		t.Error("there is a second piece")
	}
	v := n.ask("settlement_parties", "period", "2026Q2", "parties",
		"gov-tax,owner,platform").(settle.PartiesShown)
	if len(v.Parties) != 2 || v.Parties[0].RemitTo != "treasury" ||
		!slices.ContainsFunc(v.Parties, func(p settlement.Party) bool {
			return p.ID == "platform" && p.Kind == settlement.Platform
		}) {
		t.Errorf("%+v", v.Parties)
	}
}

// What a run restated is in its export, too: settled elsewhere, a closed quarter gives the roots
// that the ledger recorded, and the difference of its takes is what was posted.
func TestRestatedPeriodIsSettledAgain(t *testing.T) {
	n := resold(t)
	n.lands("2026Q1", "2026-04-16")
	n.now = at("2026-05-02 12:00")
	n.sell("s2", "dev/risk", market.Item, "2026-04-05", "2026-05-01", 1, "200.00", "finance", "")
	n.refund("b1", "dev/s1", "2026-01-05", "2026-02-01", "40.00")
	n.lands("2026Q2", "2026-07-16")
	if e := n.exported("2026Q1"); len(e.Restated) != 0 {
		t.Errorf("the first quarter restates %+v", e.Restated)
	}
	e := n.exported("2026Q2")
	told := n.restated("2026Q2").Periods
	if len(told) != 1 || len(e.Restated) != 1 {
		t.Fatalf("%d restated, %d exported", len(told), len(e.Restated))
	}
	was, err := e.Restated[0].Was.Settle()
	n.must(err)
	now, err := e.Restated[0].Now.Settle()
	n.must(err)
	d, err := settlement.Differ([]settlement.Report{was}, []settlement.Report{now})
	n.must(err)
	if v := told[0]; e.Restated[0].Period != v.Period || wire.Hash(was.LinesRoot) != v.Was ||
		wire.Hash(now.LinesRoot) != v.Now || wire.Fen(d.DeltaSum) != v.Delta ||
		wire.Fen(d.SalesChange) != v.Sales || v.Was == v.Now || v.Delta >= 0 {
		t.Errorf("was %x, now %x, %+v; the ledger: %+v", was.LinesRoot, now.LinesRoot, d, v)
	}
	inputs, err := e.Inputs()
	n.must(err)
	reports, err := settlement.History(inputs)
	n.must(err)
	if root := settlement.Joined(reports).LinesRoot; wire.Hash(root) != n.run("2026Q2").LinesRoot {
		t.Errorf("the quarter itself: %x", root)
	}
}
