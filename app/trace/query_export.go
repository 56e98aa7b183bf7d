package trace

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	argBy    = rule.Arg{Name: "by", Zh: "报送方", En: "only of this recorder"}
	argAfter = rule.Arg{Name: "after", Zh: "起始编号（不含）", En: "start after this id"}
	argLimit = rule.Arg{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}
)

func askExport(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	v, ok := exports.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return v, nil
}

func askExports(q rule.Ask) (any, error) {
	return rule.PageOf(q, exports, "by", rule.Same[Export])
}

func askCustomers(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	seller := q.Args["seller"]
	var after *customerKey
	if s := q.Args["after"]; s != "" {
		var h wire.Hash
		if h.UnmarshalText([]byte(s)) != nil {
			return nil, rule.Malformed("after", "须为假名", "must be a pseudonym")
		}
		after = &customerKey{seller, h}
	}
	found, more := customers.After(q.Store, []any{seller}, after, limit)
	page := rule.Page[Customer]{Items: []Customer{}}
	for _, e := range found {
		page.Items = append(page.Items, e.Value)
	}
	if more {
		page.Next = wire.Hash(found[len(found)-1].Key.Customer).String()
	}
	return page, nil
}
