package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
)

var salesQuery = rule.Query{Name: "sales", Zh: "一个结算期已确认的收款，按产品和收款分页",
	En:    "the confirmed money of a period by product and receipt, a page at a time",
	Serve: askSales, Args: []rule.Arg{
		{Name: "period", Zh: "结算期", En: "settlement period", Required: true},
		{Name: "after", Zh: "起始收款编号（不含）", En: "start after this receipt"},
		{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}}

// askSales pages by the receipt, which belongs to one product version.
func askSales(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	from := saleKey{Period: q.Args["period"]}
	if after != nil {
		v, _ := receipts.Get(q.Store, *after)
		from.Product, from.Version, from.Receipt = v.Product, v.Version, v.ID
	}
	page := rule.Page[Sale]{Items: []Sale{}}
	sales.EachFrom(q.Store, []any{from.Period}, from, func(k saleKey, s Sale) bool {
		if k == from {
			return true
		}
		if len(page.Items) == limit {
			page.Next = page.Items[limit-1].Receipt.String()
			return false
		}
		page.Items = append(page.Items, s)
		return true
	})
	return page, nil
}
