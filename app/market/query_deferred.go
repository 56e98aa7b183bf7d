package market

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeferredShown is confirmed money that belongs to periods which have not begun (待确认): later parts
// of receipts whose window of use reaches into them (rulings M4).
type DeferredShown struct {
	Amount  wire.Fen         `json:"amount"`
	Periods []DeferredPeriod `json:"periods"`
}

// DeferredPeriod is what of it one period will count. The rows are given for one period only.
type DeferredPeriod struct {
	Period   string   `json:"period"`
	Amount   wire.Fen `json:"amount"`
	Receipts uint32   `json:"receipts"`
	Sales    []Sale   `json:"sales"`
	More     bool     `json:"more"`
}

// askDeferred walks the periods after the present one as far as a receipt's window can reach.
func askDeferred(q rule.Ask) (any, error) {
	out := DeferredShown{Periods: []DeferredPeriod{}}
	only := q.Args["period"]
	if _, _, ok := regime.PeriodBounds(only); only != "" && !ok {
		return nil, rule.Malformed("period", "须如 2026Q1、2026-03、2026H1 或 2026",
			"must be such as 2026Q1, 2026-03, 2026H1 or 2026")
	}
	period := regime.PeriodOf(q.Store, q.Time)
	for range maxParts {
		period = regime.NextPeriod(q.Store, period)
		if only != "" && only != period {
			continue
		}
		v := DeferredPeriod{Period: period, Sales: []Sale{}}
		EachSale(q.Store, period, func(s Sale) bool {
			v.Amount += s.Part.Amount
			v.Receipts++
			if v.More = only != "" && len(v.Sales) == maxPage; only != "" && !v.More {
				v.Sales = append(v.Sales, s)
			}
			return true
		})
		if v.Receipts > 0 {
			out.Periods = append(out.Periods, v)
			out.Amount += v.Amount
		}
	}
	return out, nil
}
