package market

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// freeKey orders trades without charge by when they were confirmed.
type freeKey struct {
	At wire.Time
	ID wire.ID
}

var freely = state.NewIndex[freeKey](9, 60, "market/free_trades",
	"trades without charge, in order of time")

var freeQuery = rule.Query{Name: "free_trades", Zh: "无偿提供的交易，按确认先后，分页",
	En: "trades without charge in the order in which they were confirmed, a page at a time",
	Args: pageArgs(rule.Arg{Name: "from", Zh: "起始时间", En: "from this time on"},
		rule.Arg{Name: "to", Zh: "截止时间（不含）", En: "before this time"})[:4], Serve: askFree}

func askFree(q rule.Ask) (any, error) {
	bounds := [2]wire.Time{}
	for i, name := range []string{"from", "to"} {
		if s := q.Args[name]; s != "" {
			at, err := wire.ParseTime(s)
			if err != nil {
				return nil, rule.Malformed(name, "须为时间", "must be a time")
			}
			bounds[i] = at
		}
	}
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	from := freeKey{At: bounds[0]}
	if after != nil {
		last, known := trades.Get(q.Store, *after)
		if !known {
			return nil, rule.Malformed("after", "不是交易编号", "no trade has this id")
		}
		from = freeKey{last.Confirmed, *after}
	}
	page := rule.Page[Trade]{Items: []Trade{}}
	found, more := freely.After(q.Store, nil, &from, limit)
	for _, k := range found {
		if bounds[1] != 0 && k.At >= bounds[1] {
			return page, nil
		}
		t, _ := trades.Get(q.Store, k.ID)
		page.Items = append(page.Items, t)
	}
	if more {
		page.Next = found[len(found)-1].ID.String()
	}
	return page, nil
}

// freeByTime: the index holds the trades without charge and no others.
func freeByTime(r state.Reader) (err error) {
	trades.Each(r, func(id wire.ID, t Trade) bool {
		if freely.Has(r, freeKey{t.Confirmed, id}) != t.Free {
			err = fmt.Errorf("trade %s: free %v, and otherwise in the order of time", id, t.Free)
		}
		return err == nil
	})
	return err
}
