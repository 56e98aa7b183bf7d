package settle

import (
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var revenueQueries = []rule.Query{
	{Name: "revenue", Zh: "运营机构一个周期的最高准许收入与累计收入",
		En:    "the maximum allowed revenue of an operator for a cycle, and what it earned so far",
		Serve: askRevenue, Args: []rule.Arg{
			{Name: "operator", Zh: "运营机构", En: "operator", Required: true},
			{Name: "jurisdiction", Zh: "省级区划代码", En: "division code of the province", Required: true},
			{Name: "cycle", Zh: "周期，缺省为当前", En: "cycle; the current one when absent"}}},
}

// Revenue is the answer of the query "revenue". Settled are the runs' figures of the cycle, where
// one has landed: what is allowed after the excess of the cycle before, what counts against it,
// what is held back.
type Revenue struct {
	Cap      market.RevenueCap `json:"cap"`
	Allowed  wire.Fen          `json:"allowed"`
	Periods  []RevenueOf       `json:"periods"`
	Sold     wire.Fen          `json:"sold"` // confirmed so far in the periods of the cycle
	Left     wire.Fen          `json:"left"` // of the allowed after what was sold; below zero: excess
	Settled  bool              `json:"settled"`
	Measured wire.Fen          `json:"measured"`
	Held     wire.Fen          `json:"held"`
}

// RevenueOf is what was sold in one settlement period.
type RevenueOf struct {
	Period string   `json:"period"`
	Amount wire.Fen `json:"amount"`
}

func askRevenue(q rule.Ask) (any, error) {
	who, place, cycle := q.Args["operator"], q.Args["jurisdiction"], q.Args["cycle"]
	if cycle == "" {
		cycle, _ = market.CycleOf(q.Store, q.Time)
	}
	v, ok := market.GetRevenueCap(q.Store, who, place, cycle)
	from, to, known := regime.PeriodBounds(cycle)
	if !ok || !known {
		return nil, rule.ErrNotFound
	}
	out := Revenue{Cap: v, Allowed: v.Allowed, Periods: []RevenueOf{}}
	for at := from; at < to; {
		name := regime.PeriodOf(q.Store, at)
		sold := market.RevenueIn(q.Store, who, place, name)
		out.Periods, out.Sold = append(out.Periods, RevenueOf{name, sold}), out.Sold+sold
		_, at, _ = regime.PeriodBounds(name)
	}
	if row, ok := capRow(q.Store, who, party.Province(place)); ok && row.Class == cycle {
		out.Settled, out.Allowed, out.Measured, out.Held = true, row.Out, row.Rec, row.Held
	}
	out.Left = out.Allowed - out.Sold
	return out, nil
}
