package settle

import (
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// restatement is what late rows change (rulings M3, settlement §2.5). Of the closed periods from
// the earliest that got one on, it settles two histories: as it was, from the rows that the run
// before knew, and as corrected, from those at or before this run's cut. Nothing written before
// changes. The open period continues from the closing state of the corrected history, so that its
// own result is that of the corrected history too; the differences of the takes are posted to the
// ledger of restated differences. Hence what parties took, plus all deltas, is what they would have
// taken had every row come in time (invariant I8).
type restatement struct {
	left     settlement.State // what the open period continues from
	rows     []Carry          // the corrected states, in rows of the periods they close
	restated []Restated
	deltas   []Delta
	again    []Resettled // what the histories were computed from
}

// Restated is a closed period as a later run restated it.
type Restated struct {
	Period string `json:"period" max:"16"`
	Seq    uint32 `json:"seq"`  // of the run that restated it
	Rows   uint32 `json:"rows"` // late rows of the period that the run met first
	// roots over the lines of the two histories, without offsets
	Was   wire.Hash `json:"was"`
	Now   wire.Hash `json:"now"`
	Sales wire.Fen  `json:"sales"` // change of the period's sales
	Delta wire.Fen  `json:"delta"` // change of all takes
}

// Delta is what a restatement changed between a payer and a payee. Without a party it is money
// handed on between collectors.
type Delta struct {
	Period string   `json:"period" max:"16"` // that was restated
	Payer  string   `json:"payer" max:"32"`
	Payee  string   `json:"payee" max:"32"`
	Party  string   `json:"party" max:"48"` // as the pass names it: in one province "party@place"
	Amount wire.Fen `json:"amount"`
}

// dirty lists the runs from the earliest closed period that got rows since the cut of the run
// before, up to that run; none where nothing came late.
func (x *reading) dirty() (out []Run) {
	last, _ := lastLanded(x.r, x.seq)
	first := last.Seq + 1
	for _, period := range sortedKeys(x.lateRows()) {
		if run, ok := runs.Get(x.r, period); ok {
			first = min(first, run.Seq)
		}
	}
	for seq := first; seq <= last.Seq; seq++ {
		at, _ := order.Get(x.r, seq)
		if run, _ := runs.Get(x.r, at.Period); run.Stage == Landed || run.Stage == Final {
			out = append(out, run)
		}
	}
	return out
}

// lateRows counts by period the rows of closed periods that entered since the cut of the run
// before.
func (x *reading) lateRows() map[string]uint32 {
	n := map[string]uint32{}
	market.EachLate(x.r, x.since, x.cut, func(v market.Late) bool { n[v.Period]++; return true })
	trace.EachLateBetween(x.r, x.since, x.cut, func(_ uint64, b trace.Batch) bool {
		n[b.Period]++
		return true
	})
	trace.EachRecountBetween(x.r, x.since, x.cut, func(_ uint64, v trace.Recount) bool {
		n[v.Period]++
		return true
	})
	return n
}

// lastLanded is the last run before the one numbered seq whose result landed.
func lastLanded(r state.Reader, seq uint32) (run Run, ok bool) {
	for end := seq; ; {
		n, at, found := order.Before(r, nil, end)
		if !found {
			return Run{}, false
		}
		if run, _ = runs.Get(r, at.Period); run.Stage == Landed || run.Stage == Final {
			return run, true
		}
		end = n
	}
}

// history is a stretch of closed periods to be settled, from the rows up to one height.
type history struct {
	of    []*reading
	books []book
}

// book is the result of one period of a history: its report and what each pays each.
type book struct {
	settlement.Report
	from []settlement.Input
	pays map[duty]int64
}

// restate settles what late rows dirtied, or, where there are none, reads what the run before left.
func (x *reading) restate() error {
	n := needs{map[string]bool{}, map[group]bool{}}
	n.demand(x)
	stretch := x.dirty()
	var was, now history
	for _, run := range stretch {
		was.of = append(was.of, rows(x.r, run.Period, x.since))
		now.of = append(now.of, rows(x.r, run.Period, x.cut))
		n.demand(was.of[len(was.of)-1])
		n.demand(now.of[len(now.of)-1])
	}
	first := x.seq
	if len(stretch) > 0 {
		first = stretch[0].Seq
	}
	opening := n.carried(x.r, first-1, x.seq-1)
	x.change.left = opening
	if len(stretch) > 0 {
		for _, h := range []*history{&was, &now} {
			if err := h.settle(n, opening); err != nil {
				return err
			}
		}
		x.compare(n, was, now)
	}
	x.serve(n, x.change.left)
	left := x.change.left
	left.Reserve = x.afterReleases(left.Reserve)
	x.ledger = x.readLedger()
	left.Restate = x.ledger.state()
	left, err := left.Post(x.ledger.post(x.change.deltas))
	x.in.State = &left
	return err
}

// readOwed makes parties of those that restated differences are outstanding with.
func (x *reading) readOwed() {
	if x.ledger == nil {
		return
	}
	owed := x.ledger.state()
	for _, a := range slices.Concat(owed.Receivable, owed.Payable) {
		x.parties[base(a.Party)] = true
		if _, place, yes := strings.Cut(a.Party, "@"); yes {
			x.alias(base(a.Party), place, "")
		}
	}
}

// serve makes the parties and the common costs of a state part of the input.
func (x *reading) serve(n needs, s settlement.State) {
	for _, g := range slices.SortedFunc(maps.Keys(n.groups), group.compare) {
		x.common[g.qualified()] = true
	}
	for _, c := range s.Costs {
		x.addCost(c.Product, c.Class, c.Investor)
	}
}

// settle computes the periods of a history one after the other. Offsets of earlier restatements
// are no part of it: takes are what was earned.
func (h *history) settle(n needs, opening settlement.State) error {
	next := opening
	for _, x := range h.of {
		before := next
		before.Reserve = x.afterReleases(before.Reserve)
		x.in.State = &before
		x.serve(n, before)
		x.finish()
		x.placeState()
		from := x.segments()
		reports, err := settlement.History(from)
		if err != nil {
			return err
		}
		b := book{x.sum(reports), from, map[duty]int64{}}
		for _, l := range b.Lines {
			if d, ok := x.dutyOf(l); ok {
				b.pays[d] += l.Amount
			}
		}
		h.books = append(h.books, b)
		for i, c := range b.State.Costs {
			b.State.Costs[i].Investor = base(c.Investor) // as carry rows name it
		}
		next = b.State
	}
	return nil
}

// rewritten are the rows that make run seq close with the corrected state, when the run before it
// closes with the one before: rows that seq has written otherwise, and what changed in between.
func (x *reading) rewritten(n needs, seq uint32, before, after settlement.State) (out []Carry) {
	prev, now, known := rowsOf(before), rowsOf(after), rowsOf(n.carried(x.r, seq, x.seq-1))
	all := map[thing]bool{}
	for _, m := range []map[thing]Carry{prev, now, known} {
		for _, t := range slices.SortedFunc(maps.Keys(m), thing.compare) {
			all[t] = true
		}
	}
	for _, t := range slices.SortedFunc(maps.Keys(all), thing.compare) {
		v, base := now[t], prev[t]
		if row, ok := carryAt(x.r, t.kind, t.id, seq, x.seq-1); ok && row.Seq == seq {
			row.Seq = 0
			base = row
		}
		v.Kind, v.ID, base.Kind, base.ID = t.kind, t.id, t.kind, t.id
		if v != base {
			v.Seq = seq
			out = append(out, v)
		}
	}
	return out
}

// compare keeps what the corrected history changes: of each period its closing state and what each
// pays each.
func (x *reading) compare(n needs, was, now history) {
	late := x.lateRows()
	for i, b := range now.books {
		run, old := now.of[i], was.books[i]
		x.change.rows = append(x.change.rows, x.rewritten(n, run.seq, x.change.left, b.State)...)
		v := Restated{Period: run.in.Period, Seq: x.seq, Was: old.LinesRoot, Now: b.LinesRoot,
			Sales: wire.Fen(b.Totals.Sales - old.Totals.Sales),
			Rows:  late[run.in.Period]}
		all := map[duty]bool{}
		for _, m := range []map[duty]int64{b.pays, old.pays} {
			for _, d := range slices.SortedFunc(maps.Keys(m), duty.compare) {
				all[d] = true
			}
		}
		for _, d := range slices.SortedFunc(maps.Keys(all), duty.compare) {
			amount := wire.Fen(b.pays[d] - old.pays[d])
			if amount == 0 {
				continue
			}
			x.change.deltas = append(x.change.deltas,
				Delta{run.in.Period, d.payer, d.payee, d.name, amount})
			if !d.transfer {
				v.Delta += amount
			}
		}
		x.change.restated = append(x.change.restated, v)
		x.change.again = append(x.change.again, Resettled{Period: v.Period,
			Was: Again{v.Was, old.from}, Now: Again{v.Now, b.from}})
		x.change.left = b.State
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
