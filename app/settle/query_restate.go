package settle

import (
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

var restateQueries = []rule.Query{
	{Name: "restatements", Zh: "一次结算对已冻结期间的重结算：缘由、各方差额与未结清额",
		En:    "what a run restated: the rows that caused it, differences, what is outstanding",
		Serve: askRestatements, Args: []rule.Arg{periodArg}},
}

// Restatements is what a run made of late rows. Lists end at a thousand; More says that one is cut.
type Restatements struct {
	Period      string          `json:"period"` // of the run
	Periods     []RestatedShown `json:"periods"`
	Outstanding []Outstanding   `json:"outstanding"` // after the run, of all restatements
	Pool        wire.Fen        `json:"pool"`
	More        bool            `json:"more"`
}

// RestatedShown is one restated period.
type RestatedShown struct {
	Restated
	Causes  []Cause `json:"causes"`
	Parties []Share `json:"parties"` // what each party takes more or less
	Deltas  []Delta `json:"deltas"`  // by payer and payee
}

// Cause is a late row.
type Cause struct {
	Kind   string  `json:"kind"` // receipt, cost, batch, or recount of what a report counted
	ID     wire.ID `json:"id"`
	Height uint64  `json:"height"`
}

func askRestatements(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	run, ok := GetRun(q.Store, period)
	if !ok {
		return nil, rule.ErrNotFound
	}
	out := Restatements{Period: period, Periods: []RestatedShown{}, Outstanding: []Outstanding{}}
	restatedPeriods.EachPrefix(q.Store, []any{run.Seq}, func(_ restatedKey, v Restated) bool {
		out.Periods = append(out.Periods, restatedShown(q, run, v, &out.More))
		return true
	})
	outstanding.EachPrefix(q.Store, []any{run.Seq}, func(_ outstandingKey, v Outstanding) bool {
		if out.More = out.More || len(out.Outstanding) == maxPage; len(out.Outstanding) < maxPage {
			out.Outstanding = append(out.Outstanding, v)
		}
		return len(out.Outstanding) < maxPage
	})
	p, _ := pools.Get(q.Store, run.Seq)
	out.Pool = p.Amount
	return out, nil
}

func restatedShown(q rule.Ask, run Run, v Restated, more *bool) RestatedShown {
	out := RestatedShown{Restated: v, Causes: []Cause{}, Parties: []Share{}, Deltas: []Delta{}}
	since := landedBefore(q.Store, run.Seq)
	add := func(c Cause) bool {
		if *more = *more || len(out.Causes) == maxPage; len(out.Causes) < maxPage {
			out.Causes = append(out.Causes, c)
		}
		return len(out.Causes) < maxPage
	}
	market.EachLate(q.Store, since, run.Cut, func(m market.Late) bool {
		return m.Period != v.Period || add(Cause{m.Kind, m.ID, m.Height})
	})
	trace.EachLateBetween(q.Store, since, run.Cut, func(height uint64, b trace.Batch) bool {
		return b.Period != v.Period || add(Cause{"batch", b.ID, height})
	})
	trace.EachRecountBetween(q.Store, since, run.Cut, func(height uint64, m trace.Recount) bool {
		return m.Period != v.Period || add(Cause{"recount", m.Report, height})
	})
	sums := map[string]wire.Fen{}
	deltas.EachPrefix(q.Store, []any{run.Seq, v.Period}, func(_ deltaKey, d Delta) bool {
		if d.Party != "" {
			sums[base(d.Party)] += d.Amount
		}
		if *more = *more || len(out.Deltas) == maxPage; len(out.Deltas) < maxPage {
			out.Deltas = append(out.Deltas, d)
		}
		return true
	})
	for _, who := range sortedKeys(sums) {
		if sums[who] != 0 {
			out.Parties = append(out.Parties, Share{who, sums[who]})
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
