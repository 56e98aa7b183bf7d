package settle

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Descent is a line of a landed run with the statement that it stands in and everything that its
// money came from, as an auditor walks it.
type Descent struct {
	Run       Run
	Line      settlement.Line
	Statement Statement // zero for a line that pays nobody
	Party     string    // on whose behalf the line pays, "" where it hands on
	Nodes     []string  // product versions that the money comes from, nearest first
	Receipts  []wire.ID // that brought it in
	More      bool      // more lines or receipts lie behind than are named
}

// What one walk follows at most: lines behind a line, receipts behind those.
const (
	maxBehind  = 2000
	maxBrought = 100
)

// Descend follows a line of a landed run to its receipts, by the lines that the node keeps. It
// answers rule.ErrNotFound where the run has no such line, or the node has not got it.
func Descend(q rule.Ask, period, name string) (out Descent, err error) {
	at, named := lineIndex(name)
	run, ok := GetRun(q.Store, period)
	if !named || !ok || at >= run.Lines || q.Side == nil {
		return out, rule.ErrNotFound
	}
	out.Run = run
	todo, seen := []uint32{at}, map[uint32]bool{at: true}
	for i := 0; i < len(todo); i++ {
		if i == maxBehind {
			out.More = true
			break
		}
		leaves, ok := q.Side.Leaves(period, run.Cut, todo[i:i+1])
		if !ok {
			return out, rule.ErrNotFound
		}
		l, err := settlement.ParseLine(leaves[0])
		if err != nil {
			return out, err
		}
		if i == 0 {
			out.Line = l
		}
		out.meet(l)
		for _, id := range l.Parents {
			if p, named := lineIndex(id); named && !seen[p] {
				seen[p] = true
				todo = append(todo, p)
			}
		}
	}
	x := begin(q.Store, period)
	if d, pays := x.dutyOf(out.Line); pays {
		out.Statement, _ = GetStatement(q.Store, period, d.payer, d.payee)
		out.Party = d.party
	}
	return out, nil
}

// meet takes what a line says of where money came from.
func (d *Descent) meet(l settlement.Line) {
	if strings.Contains(l.Node, "@") && !slices.Contains(d.Nodes, l.Node) {
		d.Nodes = append(d.Nodes, l.Node)
	}
	for _, f := range l.Why {
		if f.Key != "sales" {
			continue
		}
		for _, name := range f.Value.List {
			id, err := wire.ParseID(name)
			if err != nil || slices.Contains(d.Receipts, id) {
				continue
			}
			if len(d.Receipts) == maxBrought {
				d.More = true
				return
			}
			d.Receipts = append(d.Receipts, id)
		}
	}
}

// Signatures returns the confirmations of a statement, by party.
func Signatures(r state.Reader, s Statement) (out []Signature) {
	of := []any{s.Period, s.Payer, s.Payee}
	signatures.EachPrefix(r, of, func(_ signatureKey, m Signature) bool {
		out = append(out, m)
		return true
	})
	return out
}

// OwedBy is what the statements of a period say that a payer owes for it, all payees together, with
// the differences of restated periods that it posts.
func OwedBy(r state.Reader, period, payer string) (sum wire.Fen) {
	statements.EachPrefix(r, []any{period, payer}, func(_ statementKey, s Statement) bool {
		sum += s.Amount + s.Adjusted
		return true
	})
	return sum
}
