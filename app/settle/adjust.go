package settle

import (
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Adjustment is a restated difference in the statement of the payer and the payee that the restated
// lines had. Below zero, the payee has got too much and it is kept back. Without a party it is
// money handed on between collectors.
type Adjustment struct {
	Period string   `json:"period" max:"16"` // that was restated
	Party  string   `json:"party" max:"32"`
	Amount wire.Fen `json:"amount"`
	Line   uint32   `json:"line"` // of the run, from 1: the offset or repayment it is part of
	Back   bool     `json:"back"` // the payer of the statement is who got too much and hands it back
}

// adjust books restated differences (rulings M6): of each party what the run's lines offset and
// pay, at the payers of the restated lines, and at once what collectors owe each other. What is
// kept back beyond what a payer owes, the payee owes the payer.
func (x *reading) adjust(open map[pair]*account, lines []settlement.Line) {
	for i, l := range lines {
		if l.Kind == "restate_pay" {
			take(x.ledger.payable, l.To, l.Amount, func(s side, fen int64) {
				x.book(open, pair{s.payer, x.payee(s.party)},
					Adjustment{s.period, base(s.party), wire.Fen(fen), uint32(i + 1), false})
			})
		}
	}
	x.handOn(open)
	for i, l := range lines {
		if l.Kind == "offset" {
			take(x.ledger.receivable, l.To, -l.Amount, func(s side, fen int64) {
				x.book(open, pair{s.payer, x.payee(s.party)},
					Adjustment{s.period, base(s.party), -wire.Fen(fen), uint32(i + 1), false})
			})
		}
	}
}

// book enters an adjustment; a pair whose balance it would take below zero, or below what waits
// for confirmation, splits it.
func (x *reading) book(open map[pair]*account, p pair, v Adjustment) {
	a := x.account(open, p)
	if least := -max(x.free(a), 0); v.Amount < least && p.payer != p.payee {
		rest := v
		v.Amount, rest.Amount, rest.Back = least, least-v.Amount, true
		b := x.account(open, pair{p.payee, p.payer})
		b.add(rest)
	}
	a.add(v)
}

func (s *Statement) add(v Adjustment) {
	if v.Amount != 0 {
		s.Adjusted += v.Amount
		s.Adjustments = append(s.Adjustments, v)
	}
}

// handOn books what a restatement changes between collectors.
func (x *reading) handOn(open map[pair]*account) {
	sums := map[pair]wire.Fen{}
	for _, d := range x.change.deltas {
		if d.Party == "" {
			sums[pair{d.Payer, d.Payee}] += d.Amount
		}
	}
	for _, p := range slices.SortedFunc(maps.Keys(sums), pair.compare) {
		to, sign := p, wire.Fen(1)
		if sums[p] < 0 {
			to, sign = pair{p.payee, p.payer}, -1
		}
		for _, d := range x.change.deltas {
			if d.Party == "" && d.Payer == p.payer && d.Payee == p.payee {
				x.account(open, to).add(Adjustment{Period: d.Period, Amount: sign * d.Amount})
			}
		}
	}
}
