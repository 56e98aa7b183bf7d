package settle

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Outstanding is what is left of restated differences between a payer and a party for one restated
// period: Receivable is what the party still gives back, Payable what it still gets.
type Outstanding struct {
	Party      string   `json:"party" max:"48"`
	Payer      string   `json:"payer" max:"32"`
	Period     string   `json:"period" max:"16"`
	Receivable wire.Fen `json:"receivable"`
	Payable    wire.Fen `json:"payable"`
}

// Pool is the cash of corrections: what payers hold for parties that are still to get it, below
// zero where they are out of pocket (settlement §2.5).
type Pool struct {
	Amount wire.Fen `json:"amount"`
}

// Returned is what a public payee gave back of restated differences outside the statements, on a
// refund application that finance accepted (rulings M7).
type Returned struct {
	Payer  string   `json:"payer" max:"32"`
	Party  string   `json:"party" max:"48"`
	Amount wire.Fen `json:"amount"`
}

// Receivable is what a party has to give back to a payer after the last landed run: restated
// differences that were neither set off nor returned.
func Receivable(r state.Reader, payer, party string) (sum wire.Fen) {
	run, _ := lastLanded(r, ^uint32(0))
	of := []any{run.Seq, party, payer}
	outstanding.EachPrefix(r, of, func(_ outstandingKey, v Outstanding) bool {
		sum += v.Receivable
		return true
	})
	returned.EachFrom(r, nil, returnedKey{Height: run.Cut + 1}, func(_ returnedKey, v Returned) bool {
		if v.Payer == payer && v.Party == party {
			sum -= v.Amount
		}
		return true
	})
	return sum
}

// giveBack records that a public payee returned money of restated differences to a payer; the next
// run takes it off what the payee owes.
func giveBack(c *rule.Ctx, id wire.ID, payer, party string, amount wire.Fen) {
	returned.Set(c.Store, returnedKey{c.Height, id}, Returned{payer, party, amount})
}

// side is a payer, a party and the period that was restated.
type side struct{ party, payer, period string }

func (s side) compare(t side) int {
	return cmp.Or(strings.Compare(s.party, t.party), strings.Compare(s.period, t.period),
		strings.Compare(s.payer, t.payer))
}

// ledger is the ledger of restated differences, of each party the oldest period first.
type ledger struct {
	receivable, payable map[side]int64
	pool                int64
}

// readLedger restores what the run before left, less what was given back since.
func (x *reading) readLedger() *ledger {
	g := &ledger{map[side]int64{}, map[side]int64{}, 0}
	last, ok := lastLanded(x.r, x.seq)
	if !ok {
		return g
	}
	outstanding.EachPrefix(x.r, []any{last.Seq}, func(_ outstandingKey, v Outstanding) bool {
		k := side{v.Party, v.Payer, v.Period}
		g.receivable[k], g.payable[k] = int64(v.Receivable), int64(v.Payable)
		return true
	})
	p, _ := pools.Get(x.r, last.Seq)
	g.pool = int64(p.Amount)
	returned.EachFrom(x.r, nil, returnedKey{Height: last.Cut + 1}, func(k returnedKey,
		v Returned) bool {
		if k.Height > x.cut {
			return false
		}
		left := int64(v.Amount)
		for _, s := range slices.SortedFunc(maps.Keys(g.receivable), side.compare) {
			if s.party == v.Party && s.payer == v.Payer {
				fen := min(left, g.receivable[s])
				g.receivable[s] -= fen
				g.pool += fen
				left -= fen
			}
		}
		return true
	})
	return g
}

// post enters the deltas of a restatement. Per payer and party they are netted over the periods;
// what is left becomes payable or receivable for the periods that it came from.
func (g *ledger) post(deltas []Delta) settlement.Difference {
	sums := map[pair]int64{}
	for _, d := range deltas {
		if d.Party != "" {
			sums[pair{d.Payer, d.Party}] += int64(d.Amount)
		}
	}
	var out settlement.Difference
	for _, p := range slices.SortedFunc(maps.Keys(sums), pair.compare) {
		sum, sign, to := sums[p], int64(1), g.payable
		if sum < 0 {
			sum, sign, to = -sum, -1, g.receivable
		}
		var by []settlement.Weight
		for _, d := range deltas {
			if d.Payer == p.payer && d.Party == p.payee && sign*int64(d.Amount) > 0 {
				by = append(by, settlement.Weight{ID: d.Period + " " + d.Payee,
					W: uint64(sign * int64(d.Amount))})
			}
		}
		parts, err := settlement.Allocate(sum, by)
		if err != nil {
			continue // nothing is left of the pair
		}
		for i, w := range by {
			period, _, _ := strings.Cut(w.ID, " ")
			to[side{p.payee, p.payer, period}] += parts[i]
		}
		out.Delta = append(out.Delta, settlement.PartyAmount{Party: p.payee, Amount: sign * sum})
		out.DeltaSum += sign * sum
	}
	g.pool += out.DeltaSum
	return out
}

// state is the ledger as the pass reads it: by party.
func (g *ledger) state() settlement.RestateState {
	return settlement.RestateState{Receivable: byParty(g.receivable), Payable: byParty(g.payable),
		Pool: g.pool}
}

// agrees reports whether the ledger, once a run's lines are taken off it, is what the pass left.
func (g *ledger) agrees(s settlement.RestateState) bool {
	return slices.Equal(byParty(g.receivable), s.Receivable) &&
		slices.Equal(byParty(g.payable), s.Payable)
}

func byParty(m map[side]int64) (out []settlement.PartyAmount) {
	for _, s := range slices.SortedFunc(maps.Keys(m), side.compare) {
		if n := len(out); m[s] != 0 && n > 0 && out[n-1].Party == s.party {
			out[n-1].Amount += m[s]
		} else if m[s] != 0 {
			out = append(out, settlement.PartyAmount{Party: s.party, Amount: m[s]})
		}
	}
	return out
}

// take settles fen of a party's side, the oldest period first.
func take(m map[side]int64, party string, fen int64, fn func(side, int64)) {
	for _, s := range slices.SortedFunc(maps.Keys(m), side.compare) {
		if part := min(fen, m[s]); s.party == party && part > 0 {
			m[s] -= part
			fen -= part
			fn(s, part)
		}
	}
}

// left are the rows that a run leaves.
func (g *ledger) left() (out []Outstanding) {
	all := map[side]bool{}
	for _, m := range []map[side]int64{g.receivable, g.payable} {
		for _, s := range slices.SortedFunc(maps.Keys(m), side.compare) {
			all[s] = m[s] != 0 || all[s]
		}
	}
	for _, s := range slices.SortedFunc(maps.Keys(all), side.compare) {
		if all[s] {
			out = append(out, Outstanding{s.party, s.payer, s.period, wire.Fen(g.receivable[s]),
				wire.Fen(g.payable[s])})
		}
	}
	return out
}
