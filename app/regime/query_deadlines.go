package regime

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func serveDeadlines(q rule.Ask) (any, error) {
	limit := 100
	if v := q.Args["limit"]; v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 1000 {
			return nil, rule.Malformed("limit", "须为 1 至 1000", "must be from 1 to 1000")
		}
		limit = n
	}
	var after *DutyID
	if v := q.Args["after"]; v != "" {
		part := strings.SplitN(v, "|", 3)
		if len(part) != 3 {
			return nil, rule.Malformed("after", "须为 主体|事项|对象", "must be owner|duty|object")
		}
		after = &DutyID{part[0], part[1], part[2]}
	}
	items, last := DeadlinesOf(q.Store, q.Args["owner"], after, limit, q.Args["open"] == "true",
		q.Time)
	out := Deadlines{Items: items}
	if out.Items == nil {
		out.Items = []Standing{}
	}
	if last != nil {
		out.Next = last.Owner + "|" + last.Duty + "|" + last.Object
	}
	return out, nil
}

// Deadlines is one page of the query "deadlines".
type Deadlines struct {
	Items []Standing `json:"items"`
	Next  string     `json:"next,omitempty"` // give as after for the next page
}

// DeadlinesOf returns up to limit duties of an owner ("" for all) after a key, as they stand at an
// instant. maxScan bounds the walk when only open ones are asked for.
func DeadlinesOf(r state.Reader, owner string, after *DutyID, limit int, onlyOpen bool,
	at wire.Time) (items []Standing, last *DutyID) {
	var prefix []any
	if owner != "" {
		prefix = []any{owner}
	}
	page, more := duties.After(r, prefix, after, maxScan)
	for i, e := range page {
		if onlyOpen && e.Value.Met != 0 {
			continue
		}
		items = append(items, standing(r, e.Key, e.Value, at))
		if len(items) == limit {
			if i+1 < len(page) || more {
				last = &page[i].Key
			}
			return items, last
		}
	}
	if more {
		last = &page[len(page)-1].Key
	}
	return items, last
}

const maxScan = 5000
