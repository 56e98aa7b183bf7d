package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func askFlags(q rule.Ask) (any, error) {
	var from wire.Time
	if s := q.Args["from"]; s != "" {
		var err error
		if from, err = wire.ParseTime(s); err != nil {
			return nil, rule.Malformed("from", "须为时间", "must be a time")
		}
	}
	if s := q.Args["after"]; s != "" {
		next, err := wire.ParseTime(s)
		if err != nil {
			return nil, rule.Malformed("after", "须为上一页给出的时间", "must be what the last page gave")
		}
		from = max(from, next)
	}
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	out := rule.Page[Flag]{Items: []Flag{}}
	flagged.EachFrom(q.Store, nil, flagKey{At: from}, func(k flagKey, f Flag) bool {
		// All marks of one instant stay on one page, so that the next begins with an instant.
		if n := len(out.Items); n >= limit && out.Items[n-1].At != k.At {
			out.Next = k.At.String()
			return false
		}
		out.Items = append(out.Items, f)
		return true
	})
	return out, nil
}
