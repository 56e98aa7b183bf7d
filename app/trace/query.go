package trace

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

const maxPage = 1000

var queries = []rule.Query{
	{Name: "batch", Zh: "一个使用批次", En: "one usage batch", Serve: askBatch,
		Args: []rule.Arg{{Name: "id", Zh: "批次编号", En: "batch id", Required: true}}},
	{Name: "batches", Zh: "使用批次清单", En: "usage batches, a page at a time", Serve: askBatches,
		Args: []rule.Arg{
			{Name: "by", Zh: "报送方", En: "only of this recorder"},
			{Name: "after", Zh: "起始编号（不含）", En: "start after this id"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}, rule.Reverse}},
	{Name: "uses", Zh: "一个结算期的使用量，按产品、用途和所用数据合计",
		En:    "uses of a period added up by product version, use and inputs needed",
		Serve: askUses,
		Args:  []rule.Arg{{Name: "period", Zh: "结算期", En: "settlement period", Required: true}}},
	usedByQuery,
	{Name: "export", Zh: "一次产品导出", En: "one export of a product", Serve: askExport,
		Args: []rule.Arg{{Name: "id", Zh: "导出编号", En: "export id", Required: true}}},
	{Name: "exports", Zh: "产品导出列表", En: "exports, a page at a time", Serve: askExports,
		Args: []rule.Arg{argBy, argAfter, argLimit, rule.Reverse}},
	{Name: "customers", Zh: "销售方登记的客户假名", En: "customers that a seller registered",
		Serve: askCustomers, Args: []rule.Arg{
			{Name: "seller", Zh: "销售方", En: "seller", Required: true},
			{Name: "after", Zh: "起始假名（不含）", En: "start after this pseudonym"}, argLimit}},
}

func askBatch(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	b, ok := GetBatch(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return b, nil
}

func askBatches(q rule.Ask) (any, error) {
	return rule.PageOf(q, batches, "by", rule.Same[Batch])
}

// Uses answers what a period adds up to.
type Uses struct {
	Period   string     `json:"period"`
	Products []UsesOf   `json:"products"`
	Counters []CountOut `json:"counters"`
}

// UsesOf are the uses of one product version.
type UsesOf struct {
	Product    string `json:"product"`
	Commercial uint64 `json:"commercial"`
	Welfare    uint64 `json:"welfare"`
	Batches    uint64 `json:"batches"`
}

// CountOut is one counter with its inputs named.
type CountOut struct {
	Product string   `json:"product"`
	Use     string   `json:"use"`
	Inputs  []string `json:"inputs"`
	Units   uint64   `json:"units"`
}

func askUses(q rule.Ask) (any, error) {
	out := Uses{Period: q.Args["period"], Products: []UsesOf{}, Counters: []CountOut{}}
	EachTotal(q.Store, out.Period, func(t Total) bool {
		node := product.Node(t.Product, t.Version)
		if n := len(out.Products); n == 0 || out.Products[n-1].Product != node {
			out.Products = append(out.Products, UsesOf{Product: node})
		}
		u := &out.Products[len(out.Products)-1]
		u.Batches += t.Batches
		if t.Use == Welfare {
			u.Welfare += t.Units
		} else {
			u.Commercial += t.Units
		}
		return len(out.Products) < maxPage
	})
	EachCounter(q.Store, out.Period, func(s Sum) bool {
		p, _ := product.Get(q.Store, s.Product, s.Version)
		n := CountOut{Product: product.Node(s.Product, s.Version), Use: s.Use, Units: s.Units}
		for _, m := range s.Members {
			n.Inputs = append(n.Inputs, p.Inputs[m].Object.String())
		}
		out.Counters = append(out.Counters, n)
		return len(out.Counters) < maxPage
	})
	return out, nil
}
