package market

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

const maxPage = 1000

func pageArgs(first ...rule.Arg) []rule.Arg {
	return append(first,
		rule.Arg{Name: "after", Zh: "起始编号（不含）", En: "start after this id"},
		rule.Arg{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}, rule.Reverse)
}

func idArg(zh, en string) []rule.Arg {
	return []rule.Arg{{Name: "id", Zh: zh, En: en, Required: true}}
}

var queries = []rule.Query{
	{Name: "prices", Zh: "一个产品的价格上限与收费标准历史",
		En: "ceilings and tariffs of a product, past and coming", Serve: askPrices,
		Args: []rule.Arg{{Name: "product", Zh: "产品编号", En: "product id", Required: true}}},
	{Name: "trade", Zh: "一笔交易", En: "one trade", Args: idArg("交易编号", "trade id"),
		Serve: func(q rule.Ask) (any, error) { return one(q, trades.Get) }},
	{Name: "trades", Zh: "交易清单", En: "trades, a page at a time",
		Args:  pageArgs(rule.Arg{Name: "by", Zh: "卖方", En: "only of this seller"}),
		Serve: func(q rule.Ask) (any, error) { return page(q, trades) }},
	{Name: "receipt", Zh: "一笔收款及其各期分摊（含待确认部分）",
		En: "one receipt with its parts by period, deferred ones marked", Serve: askReceipt,
		Args: idArg("收款编号", "receipt id")},
	{Name: "receipts", Zh: "收款清单", En: "receipts, a page at a time",
		Args:  pageArgs(rule.Arg{Name: "by", Zh: "收款方", En: "only of this collector"}),
		Serve: func(q rule.Ask) (any, error) { return page(q, receipts) }},
	salesQuery, freeQuery,
	{Name: "deferred", Zh: "已确认、属于以后结算期的收款（待确认），按期",
		En: "confirmed money that belongs to later periods, by period", Serve: askDeferred,
		Args: []rule.Arg{{Name: "period", Zh: "只看一个结算期，附收款", En: "one period, with its rows"}}},
	{Name: "venues", Zh: "一个结算期场内、场外交易的收款，按地区和产品层次",
		En: "the money of a period on and off the exchange, by place and stage", Serve: askVenues,
		Args: []rule.Arg{{Name: "period", Zh: "结算期", En: "settlement period", Required: true}}},
	{Name: "cost", Zh: "一笔成本", En: "one cost", Args: idArg("成本编号", "cost id"),
		Serve: func(q rule.Ask) (any, error) { return one(q, costs.Get) }},
	{Name: "costs", Zh: "成本清单", En: "costs, a page at a time",
		Args: append(pageArgs(rule.Arg{Name: "by", Zh: "登记方", En: "only recorded by this party"}),
			rule.Arg{Name: "period", Zh: "只看一个结算期已确认的", En: "only confirmed into this period"}),
		Serve: askCosts},
	{Name: "flags", Zh: "交易、收款中需要留意的情形：买卖双方有关联、拆分计价、低于收费标准",
		En:    "what deserves a look about trades and receipts: linked buyers, split prices, low prices",
		Serve: askFlags, Args: []rule.Arg{
			{Name: "from", Zh: "起始时间", En: "from this time on"},
			{Name: "after", Zh: "上一页给出的续页", En: "what the last page gave as next"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}},
}

func parseID(q rule.Ask, name string) (wire.ID, error) {
	id, err := wire.ParseID(q.Args[name])
	if err != nil {
		return wire.ID{}, rule.Malformed(name, "须为 主体/编号", "must be party/name")
	}
	return id, nil
}

// Prices answers what a product may cost and costs.
type Prices struct {
	Caps    []Cap    `json:"caps"`
	Tariffs []Tariff `json:"tariffs"`

	Conditions []Conditions `json:"conditions"` // of free public use
}

func askPrices(q rule.Ask) (any, error) {
	id, err := parseID(q, "product")
	if err != nil {
		return nil, err
	}
	out := Prices{Caps: []Cap{}, Tariffs: []Tariff{},
		Conditions: []Conditions{}}
	caps.EachPrefix(q.Store, []any{id}, func(_ priceKey, v Cap) bool {
		out.Caps = append(out.Caps, v)
		return len(out.Caps) < maxPage
	})
	tariffs.EachPrefix(q.Store, []any{id}, func(_ priceKey, v Tariff) bool {
		out.Tariffs = append(out.Tariffs, v)
		return len(out.Tariffs) < maxPage
	})
	conditions.EachPrefix(q.Store, []any{id}, func(_ conditionKey, v Conditions) bool {
		out.Conditions = append(out.Conditions, v)
		return len(out.Conditions) < maxPage
	})
	return out, nil
}

// ReceiptShown is a receipt with what of it is deferred (待确认): the parts of later periods than the
// one of the question.
type ReceiptShown struct {
	Receipt
	Deferred []Part   `json:"deferred"`
	Later    wire.Fen `json:"deferred_amount"`
}

func askReceipt(q rule.Ask) (any, error) {
	id, err := parseID(q, "id")
	if err != nil {
		return nil, err
	}
	v, ok := receipts.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	out := ReceiptShown{Receipt: v, Deferred: []Part{}}
	for _, p := range v.Parts {
		if from, _, _ := regime.PeriodBounds(p.Period); from > q.Time {
			out.Deferred = append(out.Deferred, p)
			out.Later += p.Amount
		}
	}
	return out, nil
}
