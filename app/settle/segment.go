package settle

import (
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// part is the piece of a period between two changes of a distribution rule: what happened in it is
// divided by the rules of its first day (rulings M4).
type part struct {
	from       wire.Date
	name       string // as counters are kept
	sales      []settlement.Sale
	traces     []settlement.Trace
	costs      []settlement.Cost
	agreements map[string]settlement.Agreement
}

// partOf is the part that a day lies in; a day before the period lies in the first.
func (x *reading) partOf(day wire.Date) int {
	i := len(x.parts) - 1
	for i > 0 && day < x.parts[i].from {
		i--
	}
	return i
}

// divide puts a sale into the parts that its days of the period touch, by days, by largest
// remainder.
func (x *reading) divide(s settlement.Sale) {
	if len(x.parts) == 1 { // no receipt is read then: a quarter has a million sales
		x.parts[0].sales = append(x.parts[0].sales, s)
		return
	}
	v, ok := x.receipt(s)
	if !ok {
		x.parts[0].sales = append(x.parts[0].sales, s)
		return
	}
	first, last := max(v.FirstDay, x.parts[0].from), min(v.LastDay, x.last)
	var weights []settlement.Weight
	var in []int
	for i := x.partOf(first); i <= x.partOf(last); i++ {
		from, next := max(first, x.parts[i].from), last.Add(1)
		if i+1 < len(x.parts) {
			next = min(next, x.parts[i+1].from)
		}
		days := uint64(next.Start()-from.Start()) / 86400
		weights = append(weights, settlement.Weight{ID: x.parts[i].name, W: days})
		in = append(in, i)
	}
	amounts, err := settlement.Allocate(s.Amount, weights)
	units, bad := settlement.Allocate(s.Units, weights)
	if err != nil || bad != nil {
		in, amounts, units = in[:1], []int64{s.Amount}, []int64{s.Units}
	}
	for n, i := range in {
		s.Amount, s.Units = amounts[n], units[n]
		x.parts[i].sales = append(x.parts[i].sales, s)
	}
}

func (x *reading) receipt(s settlement.Sale) (market.Receipt, bool) {
	id, err := wire.ParseID(s.ID)
	if err != nil {
		return market.Receipt{}, false
	}
	return market.GetReceipt(x.r, id)
}

// segments are the inputs of the period's parts in order. Only the first carries what the run
// before left; each of the others continues from the one before it.
func (x *reading) segments() []settlement.Input {
	out := make([]settlement.Input, len(x.parts))
	for i, p := range x.parts {
		out[i] = x.in
		out[i].Sales, out[i].Traces, out[i].Costs, out[i].Agreements = p.sales, p.traces, p.costs,
			p.agreements
		if i > 0 {
			out[i].State = nil
		}
	}
	return out
}

// sum is the report of the whole period.
func (x *reading) sum(reports []settlement.Report) settlement.Report {
	return settlement.Joined(reports)
}
