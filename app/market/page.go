package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

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
func page[V any](q rule.Ask, of state.Map[wire.ID, V]) (any, error) {
	return rule.PageOf(q, of, "by", rule.Same[V])
}
