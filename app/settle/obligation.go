package settle

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// pair is a payer and a payee.
type pair struct{ payer, payee string }

func (p pair) compare(q pair) int {
	return cmp.Or(strings.Compare(p.payer, q.payer), strings.Compare(p.payee, q.payee))
}

// duty is what one line obliges its payer to.
type duty struct {
	pair
	transfer bool   // money handed on to the collector of an upstream product
	party    string // whose income a payout is
	name     string // of the party in the pass
}

// dutyOf says who pays a line and to whom: the collector of the line's node pays the party it
// names, at the account its income goes to; royalties and base money go to the collector of the
// product they are for, money for a reserve to its holder. Lines inside one node oblige nobody.
func (x *reading) dutyOf(l settlement.Line) (duty, bool) {
	switch l.Kind {
	case "royalty", "levy_pass":
		d := duty{pair: pair{x.collector(l.Node), x.collector(l.To)}, transfer: true}
		return d, d.payer != d.payee
	case "hold", "unhold", "release":
		return capDuty(l), true
	case "fee", "share", "recover", "return", "remainder", "contribution", "fallback":
		if name, yes := strings.CutPrefix(l.To, settlement.ReservePrefix); yes {
			d := duty{pair: pair{x.collector(l.Node), x.holder(name)}, transfer: true}
			return d, d.payee != "" && d.payer != d.payee
		}
		if l.To != settlement.ToInputs {
			return duty{pair: pair{x.collector(l.Node), x.payee(l.To)}, party: base(l.To),
				name: l.To}, true
		}
	}
	return duty{}, false
}

func (d duty) compare(e duty) int {
	return cmp.Or(d.pair.compare(e.pair), strings.Compare(d.name, e.name))
}

// account gathers the lines of one statement.
type account struct {
	Statement
	leaves [][]byte
	shares map[string]wire.Fen
}

// owed is what a statement owes before anything is set off or kept.
func (s Statement) owed() wire.Fen {
	return s.Opening - s.Paid + s.Amount + s.Transfer + s.Released + s.Adjusted
}

// statements turns lines into one statement per payer and payee (rulings M6).
func (x *reading) statements(lines []settlement.Line, leaves [][]byte, root wire.Hash) []Statement {
	open := map[pair]*account{}
	for i, l := range lines {
		d, ok := x.dutyOf(l)
		if !ok {
			continue
		}
		a := x.account(open, d.pair)
		a.leaves = append(a.leaves, leaves[i])
		if d.transfer {
			a.Transfer += wire.Fen(l.Amount)
			continue
		}
		a.Amount += wire.Fen(l.Amount)
		a.shares[d.party] += wire.Fen(l.Amount)
	}
	x.release(open)
	x.adjust(open, lines)
	x.setOff(open)
	var out []Statement
	for _, p := range sortedPairs(open) {
		a := open[p]
		a.RunRoot, a.Lines = root, uint32(len(a.leaves))
		a.LinesRoot = settlement.Root(a.leaves)
		for _, of := range slices.Sorted(maps.Keys(a.shares)) {
			a.OnBehalf = append(a.OnBehalf, Share{of, a.shares[of]})
		}
		if p.payer == p.payee {
			a.Kept = a.Amount + a.Released + a.Adjusted
		}
		a.Closing = a.owed() - a.Offset - a.Kept
		out = append(out, a.Statement)
	}
	return out
}

func sortedPairs(open map[pair]*account) []pair {
	return slices.SortedFunc(maps.Keys(open), pair.compare)
}

// account opens the statement of a pair with what its last one left.
func (x *reading) account(open map[pair]*account, p pair) *account {
	if a := open[p]; a != nil {
		return a
	}
	a := &account{Statement: Statement{Period: x.in.Period, Seq: x.seq, Payer: p.payer,
		Payee: p.payee},
		shares: map[string]wire.Fen{}}
	if last, ok := x.lastStatement(p); ok {
		a.Opening, a.Previous = last.Closing, last.Digest()
		a.Paid = paidBetween(x.r, p, cutOf(x.r, last.Seq), x.cut)
	}
	open[p] = a
	return a
}

// lastStatement is the pair's newest statement before this run.
func (x *reading) lastStatement(p pair) (s Statement, ok bool) {
	period := ""
	before := pairAt(p, x.seq-1)
	pairs.EachFrom(x.r, []any{p.payer, p.payee}, before, func(_ pairKey, v periodOf) bool {
		period = v.Period
		return false
	})
	if period == "" {
		return Statement{}, false
	}
	return statements.Get(x.r, statementKey{period, p.payer, p.payee})
}

// free is what of a statement may be set off or kept back: not what was paid before the cut and
// waits for the payee to confirm it.
func (x *reading) free(a *account) wire.Fen {
	return a.owed() - waiting(x.r, pair{a.Payer, a.Payee}, x.cut)
}

// setOff nets what two parties owe each other, never against a treasury: what is due to it is
// public money (rulings M6).
func (x *reading) setOff(open map[pair]*account) {
	for _, p := range sortedPairs(open) {
		back := pair{p.payee, p.payer}
		a := open[p]
		if p.payer == p.payee || a.Offset != 0 || x.treasuries[p.payer] || x.treasuries[p.payee] {
			continue
		}
		b, active := open[back]
		if !active {
			last, ok := x.lastStatement(back)
			if !ok || last.Closing <= paidBetween(x.r, back, cutOf(x.r, last.Seq), x.cut) {
				continue
			}
			b = x.account(open, back)
		}
		off := max(min(x.free(a), x.free(b)), 0)
		a.Offset, b.Offset = off, off
	}
}
