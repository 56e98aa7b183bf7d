package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Figures are what a yearly report under an agreement says of its year: sales, cost and revenue,
// price changes and use of data (GD §37).
type Figures struct {
	Received wire.Fen `json:"received"` // confirmed receipts less refunds, net of tax
	Cost     wire.Fen `json:"cost"`     // confirmed costs less corrections
	Settled  wire.Fen `json:"settled"`  // by the operator's statements, with adjustments
	Tariffs  uint32   `json:"tariffs"`  // tariffs that began in the year
	Uses     uint64   `json:"uses"`     // units of use recorded
}

// The words for figures that differ.
const (
	FigureReceived = "received"
	FigureCost     = "cost"
	FigureSettled  = "settled"
	FigureTariffs  = "tariffs"
	FigureUses     = "uses"
	FigureRuns     = "runs" // money of the year is not settled yet
)

// PeriodFigures are the figures of one settlement period. Stage is that of its run, "" without one.
type PeriodFigures struct {
	Period string `json:"period"`
	Stage  string `json:"stage"`
	Figures
}

// yearFigures adds up a year under an agreement from what the ledger keeps by period: its cost
// follows the products of the agreement that were used, never receipts, costs or batches.
func yearFigures(r state.Reader, a authorization.Agreement, year string) (sum Figures,
	parts []PeriodFigures) {
	from, to, _ := regime.PeriodBounds(year)
	for name := regime.PeriodOf(r, from); ; name = regime.NextPeriod(r, name) {
		start, end, ok := regime.PeriodBounds(name)
		if !ok || start >= to || end > to {
			return sum, parts
		}
		book := market.BookOf(r, a.ID, name)
		run, _ := settle.GetRun(r, name)
		p := PeriodFigures{Period: name, Stage: run.Stage, Figures: Figures{Received: book.Received,
			Cost: book.Cost, Tariffs: book.Tariffs}}
		if landed(run.Stage) {
			p.Settled = settle.OwedBy(r, name, a.Operator)
		}
		trace.EachTotalUnder(r, a.ID, name, func(t trace.Total) bool {
			p.Uses += t.Units
			return true
		})
		parts = append(parts, p)
		sum = sum.plus(p.Figures)
	}
}

func landed(stage string) bool { return stage == settle.Landed || stage == settle.Final }

func (f Figures) plus(o Figures) Figures {
	return Figures{f.Received + o.Received, f.Cost + o.Cost, f.Settled + o.Settled,
		f.Tariffs + o.Tariffs, f.Uses + o.Uses}
}

// differs names the figures that are not the ledger's, and runs where a period with money is not
// settled yet.
func (f Figures) differs(ledger Figures, parts []PeriodFigures) (out []string) {
	for _, v := range []struct {
		word string
		same bool
	}{
		{FigureReceived, f.Received == ledger.Received}, {FigureCost, f.Cost == ledger.Cost},
		{FigureSettled, f.Settled == ledger.Settled}, {FigureTariffs, f.Tariffs == ledger.Tariffs},
		{FigureUses, f.Uses == ledger.Uses},
	} {
		if !v.same {
			out = append(out, v.word)
		}
	}
	for _, p := range parts {
		if (p.Received != 0 || p.Cost != 0) && !landed(p.Stage) {
			return append(out, FigureRuns)
		}
	}
	return out
}
