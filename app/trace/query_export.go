package trace

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	argBy    = rule.Arg{Name: "by", Zh: "报送方", En: "only of this recorder"}
	argAfter = rule.Arg{Name: "after", Zh: "起始编号（不含）", En: "start after this id"}
	argLimit = rule.Arg{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}
)

// ExportPage is a page of exports; More says that another follows.
type ExportPage struct {
	Exports []Export `json:"exports"`
	More    bool     `json:"more"`
}

// CustomerPage is a page of customers; More says that another follows.
type CustomerPage struct {
	Customers []Customer `json:"customers"`
	More      bool       `json:"more"`
}

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
	limit, err := pageLimit(q)
	if err != nil {
		return nil, err
	}
	var after *wire.ID
	if s := q.Args["after"]; s != "" {
		id, err := wire.ParseID(s)
		if err != nil {
			return nil, rule.Malformed("after", "须为 主体/编号", "must be party/name")
		}
		after = &id
	}
	var prefix []any
	if by := q.Args["by"]; by != "" {
		prefix = []any{by}
	}
	found, more := exports.After(q.Store, prefix, after, limit)
	page := ExportPage{Exports: []Export{}, More: more}
	for _, e := range found {
		page.Exports = append(page.Exports, e.Value)
	}
	return page, nil
}

func askCustomers(q rule.Ask) (any, error) {
	limit, err := pageLimit(q)
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
	page := CustomerPage{Customers: []Customer{}, More: more}
	for _, e := range found {
		page.Customers = append(page.Customers, e.Value)
	}
	return page, nil
}

func pageLimit(q rule.Ask) (int, error) {
	s := q.Args["limit"]
	if s == "" {
		return maxPage, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxPage {
		return 0, rule.Malformed("limit", "须在 1 至 1000 之间", "must be 1 to 1000")
	}
	return n, nil
}
