package audit

import (
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Chapter is how many records one has.
type Chapter struct {
	Name    string `json:"name"`
	Records uint64 `json:"records"`
}

// Period is a settlement period, its statements counted and added up from their records. Said is
// what its run says their number is. Holds is true where the numbers are the same and each
// statement closes as its parts give.
type Period struct {
	Period     string   `json:"period"`
	Stage      string   `json:"stage"`
	Statements uint32   `json:"statements"`
	Said       uint32   `json:"statements_said"`
	Lines      uint32   `json:"lines"`
	Opening    wire.Fen `json:"opening"`
	Amount     wire.Fen `json:"amount"`
	Transfer   wire.Fen `json:"transfer"`
	Released   wire.Fen `json:"released"`
	Paid       wire.Fen `json:"paid"`
	Adjusted   wire.Fen `json:"adjusted"`
	Offset     wire.Fen `json:"offset"`
	Kept       wire.Fen `json:"kept"`
	Closing    wire.Fen `json:"closing"`
	Holds      bool     `json:"holds"`
}

type statementOf struct{ Period, Payer, Payee string }

// Where runs and statements stand is part of the proof format (docs/proof.md).
var (
	runs       = state.NewMap[string, settle.Run](10, 2, "settle/runs", "settlement runs")
	statements = state.NewMap[statementOf, settle.Statement](10, 4, "settle/statements", "statements")
)

// periods adds up the statements of every run.
func periods(r state.Reader) (out []Period) {
	runs.Each(r, func(_ string, run settle.Run) bool {
		p := Period{Period: run.Period, Stage: run.Stage, Said: run.Statements, Lines: run.Lines}
		whole := true
		statements.EachPrefix(r, []any{run.Period}, func(_ statementOf, s settle.Statement) bool {
			p.add(s)
			whole = whole && s.Closing == s.Opening-s.Paid+s.Amount+s.Transfer+s.Released+s.Adjusted-
				s.Offset-s.Kept
			return true
		})
		landed := run.Stage == settle.Landed || run.Stage == settle.Final
		p.Holds = whole && (!landed || p.Statements == p.Said)
		out = append(out, p)
		return true
	})
	return out
}

func (p *Period) add(s settle.Statement) {
	p.Statements++
	p.Opening += s.Opening
	p.Amount += s.Amount
	p.Transfer += s.Transfer
	p.Released += s.Released
	p.Paid += s.Paid
	p.Adjusted += s.Adjusted
	p.Offset += s.Offset
	p.Kept += s.Kept
	p.Closing += s.Closing
}
