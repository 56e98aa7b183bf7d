package market

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Flags is the answer of the query "flags": what was marked from an instant on, Next where the list
// goes on, zero at its end.
type Flags struct {
	Flags []Flag    `json:"flags"`
	Next  wire.Time `json:"next"`
}

func askFlags(q rule.Ask) (any, error) {
	var from wire.Time
	if s := q.Args["from"]; s != "" {
		var err error
		if from, err = wire.ParseTime(s); err != nil {
			return nil, rule.Malformed("from", "须为时间", "must be a time")
		}
	}
	limit := maxPage
	if s := q.Args["limit"]; s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxPage {
			return nil, rule.Malformed("limit", "须在 1 至 1000 之间", "must be 1 to 1000")
		}
		limit = n
	}
	out := Flags{Flags: []Flag{}}
	flagged.EachFrom(q.Store, nil, flagKey{At: from}, func(k flagKey, f Flag) bool {
		// All marks of one instant stay on one page, so that the next begins with an instant.
		if n := len(out.Flags); n >= limit && out.Flags[n-1].At != k.At {
			out.Next = k.At
			return false
		}
		out.Flags = append(out.Flags, f)
		return true
	})
	return out, nil
}
