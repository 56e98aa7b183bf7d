package regime

import (
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
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
	items, last := DeadlinesOf(q.Store, q.Args["owner"], after, limit, q.Args["open"] == "true", q.Time)
	out := Deadlines{Items: items}
	if out.Items == nil {
		out.Items = []Standing{}
	}
	if last != nil {
		out.Next = last.Owner + "|" + last.Duty + "|" + last.Object
	}
	return out, nil
}
