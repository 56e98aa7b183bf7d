package settle

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Cause is a late row.
type Cause struct {
	Period string  `json:"period"` // that it belongs to
	Kind   string  `json:"kind"`   // receipt, cost, batch, or recount of what a report counted
	ID     wire.ID `json:"id"`
	Height uint64  `json:"height"`
}

// askCauses pages by the height at which rows entered. All rows of one height stay on one page, so
// that the next begins with a height: a page may hold more than asked for.
func askCauses(q rule.Ask) (any, error) {
	run, limit, err := asked(q)
	if err != nil {
		return nil, err
	}
	since := landedBefore(q.Store, run.Seq)
	if s := q.Args["after"]; s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			return nil, rule.Malformed("after", "须为高度", "must be a height")
		}
		since = max(since, n)
	}
	all := heights{limit: limit}
	market.EachLate(q.Store, since, run.Cut, func(m market.Late) bool {
		return all.add(Cause{m.Period, m.Kind, m.ID, m.Height})
	})
	all.next()
	trace.EachLateBetween(q.Store, since, run.Cut, func(height uint64, b trace.Batch) bool {
		return all.add(Cause{b.Period, "batch", b.ID, height})
	})
	all.next()
	trace.EachRecountBetween(q.Store, since, run.Cut, func(height uint64, m trace.Recount) bool {
		return all.add(Cause{m.Period, "recount", m.Report, height})
	})
	return all.page(), nil
}

// heights gathers rows of several lists, each by height, as far as a page needs them: of each list
// at least as many as the page holds, the rows of its last height whole, and one after them.
type heights struct {
	limit int
	found []Cause
	count int // of the list being read
}

// next begins another list.
func (h *heights) next() { h.count = 0 }

func (h *heights) add(c Cause) bool {
	h.found = append(h.found, c)
	h.count++
	return h.count <= h.limit || h.found[len(h.found)-2].Height == c.Height
}

func (h *heights) page() rule.Page[Cause] {
	slices.SortStableFunc(h.found, func(a, b Cause) int { return cmp.Compare(a.Height, b.Height) })
	page := rule.Page[Cause]{Items: []Cause{}}
	for i, c := range h.found {
		if i >= h.limit && c.Height != h.found[i-1].Height {
			page.Next = strconv.FormatUint(h.found[i-1].Height, 10)
			break
		}
		page.Items = append(page.Items, c)
	}
	return page
}

// splitAfter reads where a page begins: parts with / between them, the last of which may hold one;
// nil where there are fewer.
func splitAfter(s string, parts int) []string {
	out := strings.SplitN(s, "/", parts)
	if len(out) < parts {
		return nil
	}
	return out
}
