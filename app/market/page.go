package market

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Page is a page of records; More says that another follows.
type Page[V any] struct {
	Records []V  `json:"records"`
	More    bool `json:"more"`
}

// one answers the record named by the argument id.
func one[V any](q rule.Ask, get func(state.Reader, wire.ID) (V, bool)) (any, error) {
	id, err := parseID(q, "id")
	if err != nil {
		return nil, err
	}
	v, ok := get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return v, nil
}

// page answers a page of records, of one party where the argument by names it.
func page[V any](q rule.Ask, list func(state.Reader, []any, *wire.ID,
	int) ([]state.Entry[wire.ID, V], bool)) (any, error) {
	limit := maxPage
	if s := q.Args["limit"]; s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > maxPage {
			return nil, rule.Malformed("limit", "须在 1 至 1000 之间", "must be 1 to 1000")
		}
		limit = n
	}
	var after *wire.ID
	if q.Args["after"] != "" {
		id, err := parseID(q, "after")
		if err != nil {
			return nil, err
		}
		after = &id
	}
	var prefix []any
	if by := q.Args["by"]; by != "" {
		prefix = []any{by}
	}
	found, more := list(q.Store, prefix, after, limit)
	out := Page[V]{Records: []V{}, More: more}
	for _, e := range found {
		out.Records = append(out.Records, e.Value)
	}
	return out, nil
}
