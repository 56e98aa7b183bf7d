package bundle

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/settlement"
)

// TestSums forges what only dishonest validators could have signed: records that do not add up.
func TestSums(t *testing.T) {
	c := newChain(t, "test-bundle", 4)
	f, fault := decode(c.export("operator", "treasury"))
	must(t, fault)
	for _, v := range []struct {
		name, code string
		change     func(*facts, []ledgerLine)
	}{
		{"nothing", "", func(*facts, []ledgerLine) {}},
		{"a run that is landing", "statement.stage",
			func(f *facts, _ []ledgerLine) { f.run.Stage = settle.Landing }},
		{"another period", "statement.run",
			func(f *facts, _ []ledgerLine) { f.statement.Period = "2026Q3" }},
		{"another run", "statement.run", func(f *facts, _ []ledgerLine) { f.statement.RunRoot[0]++ }},
		{"more than its lines", "statement.amount",
			func(f *facts, _ []ledgerLine) { f.statement.Amount++ }},
		{"transfers without lines", "statement.amount",
			func(f *facts, _ []ledgerLine) { f.statement.Transfer++ }},
		{"a share moved", "statement.on_behalf", func(f *facts, _ []ledgerLine) {
			f.statement.OnBehalf[0].Amount++
			f.statement.OnBehalf[1].Amount--
		}},
		{"a share missing", "statement.on_behalf",
			func(f *facts, _ []ledgerLine) { f.statement.OnBehalf = f.statement.OnBehalf[1:] }},
		{"a line that pays nobody", "statement.line", func(_ *facts, l []ledgerLine) { l[0].own = true }},
		{"closing", "statement.closing", func(f *facts, _ []ledgerLine) { f.statement.Closing-- }},
		{"an offset beyond what is due", "statement.closing", func(f *facts, _ []ledgerLine) {
			f.statement.Offset, f.statement.Closing = 999_999_999, 379562-999_999_999
		}},
		{"kept by another", "statement.closing", func(f *facts, _ []ledgerLine) {
			f.statement.Kept, f.statement.Closing = 1, f.statement.Closing-1
		}},
		{"opening", "statement.opening", func(f *facts, _ []ledgerLine) {
			f.statement.Opening, f.statement.Closing = 701, f.statement.Closing+1
		}},
		{"sums that wrap around", "statement.amount", func(_ *facts, l []ledgerLine) {
			for i := range l {
				l[i].Amount = 1 << 62
			}
		}},
	} {
		s, fault := f.Proof.openSeal()
		must(t, fault)
		facts, fault := f.Proof.openRecords(s.app)
		must(t, fault)
		lines, fault := f.Proof.openLines(facts)
		must(t, fault)
		v.change(facts, lines)
		if fault := f.Proof.checkStatement(facts, lines); fault == nil && v.code != "" ||
			fault != nil && fault.Code != v.code {
			t.Errorf("%s: %v", v.name, fault)
		}
	}
}

// TestOverspentLines catches lines that each follow from their parents but together take too much.
func TestOverspentLines(t *testing.T) {
	inflow := settlement.Line{ID: "L0000001", Kind: "inflow", Node: "p", To: "p", Amount: 100}
	part := func(id string, fen int64) ledgerLine {
		return ledgerLine{Line: settlement.Line{ID: id, Kind: "fee", Node: "p", To: "x", Amount: fen,
			Parents: []string{"L0000001"}}, own: true}
	}
	lines := func(whole settlement.Line, a, b int64) []ledgerLine {
		return []ledgerLine{{Line: whole}, part("L0000002", a), part("L0000003", b)}
	}
	at := map[string]int{"L0000001": 0, "L0000002": 1, "L0000003": 2}
	if f := checkSplits(lines(inflow, 60, 40), at); f != nil {
		t.Error(f)
	}
	if f := checkSplits(lines(inflow, 60, 41), at); f == nil {
		t.Error("101 fen of 100")
	}
	share := settlement.Line{ID: "L0000001", Kind: "share", Node: "p", To: "inputs", Amount: 100}
	if f := checkSplits(lines(share, 60, 40), at); f == nil {
		t.Error("one share went on twice")
	}
}
