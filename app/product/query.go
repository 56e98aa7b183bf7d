package product

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	argProduct = rule.Arg{Name: "product", Zh: "产品编号 主体/编号", En: "product id party/local",
		Required: true}
	argVersion = rule.Arg{Name: "version", Zh: "版本，缺省为最新", En: "version, the newest by default"}
	argLimit   = rule.Arg{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}
)

var queries = append([]rule.Query{
	{Name: "product", Zh: "产品版本", En: "a product version", Args: []rule.Arg{argProduct, argVersion},
		Serve: serveProduct},
	{Name: "products", Zh: "产品列表", En: "product versions",
		Args: []rule.Arg{{Name: "party", Zh: "只列该主体的", En: "only this party's"},
			{Name: "after", Zh: "从该版本之后列起，如 party/local@1", En: "after this version, such as party/local@1"},
			argLimit}, Serve: serveProducts},
	{Name: "downstream", Zh: "由某节点直接形成的全部加工记录和产品版本",
		En: "every processing record and product version directly made of a node",
		Args: []rule.Arg{{Name: "object", Zh: "节点编号", En: "the node's id", Required: true},
			{Name: "kind", Zh: "resource、product、processing 或 import",
				En: "resource, product, processing or import", Required: true},
			{Name: "version", Zh: "版本，加工记录和导入数据为 0",
				En: "version, 0 of processing records and imports", Required: true},
			{Name: "from", Zh: "起始序号", En: "first index"}, argLimit}, Serve: serveDownstream},
	{Name: "lineage", Zh: "溯源：上游来源或下游去向", En: "lineage: what it was made of, or what was made of it",
		Args: []rule.Arg{argProduct, argVersion,
			{Name: "kind", Zh: "product（缺省）或 resource", En: "product (default) or resource"},
			{Name: "direction", Zh: "up（缺省）或 down", En: "up (default) or down"},
			{Name: "depth", Zh: "层数，缺省 20，至多 100", En: "levels, 20 by default, at most 100"}},
		Serve: serveLineage},
}, lineageQueries...)

func serveProduct(q rule.Ask) (any, error) {
	id, version, err := askNode(q)
	if err != nil {
		return nil, err
	}
	p, ok := Get(q.Store, id, version)
	if version == 0 {
		p, ok = Latest(q.Store, id)
	}
	if !ok {
		return nil, rule.ErrNotFound
	}
	return newFlagger(q.Store, q.Time).shown(p), nil
}

func serveProducts(q rule.Ask) (any, error) {
	limit, err := askNumber(q, "limit", 100, 1000)
	if err != nil {
		return nil, err
	}
	var prefix []any
	if p := q.Args["party"]; p != "" {
		prefix = []any{p}
	}
	var after *nodeKey
	if s := q.Args["after"]; s != "" {
		id, version, ok := ParseNode(s)
		if !ok {
			return nil, rule.Malformed("after", "须如 party/local@1", "must be such as party/local@1")
		}
		after = &nodeKey{id, version}
	}
	entries, more := products.After(q.Store, prefix, after, limit)
	page := rule.Page[Shown]{Items: []Shown{}}
	flags := newFlagger(q.Store, q.Time)
	for _, e := range entries {
		page.Items = append(page.Items, flags.shown(e.Value))
	}
	if more {
		page.Next = page.Items[len(page.Items)-1].Node()
	}
	return page, nil
}

func askNode(q rule.Ask) (wire.ID, uint32, error) {
	id, err := wire.ParseID(q.Args["product"])
	if err != nil || id.IsZero() {
		return id, 0, rule.Malformed("product", "须为 主体/编号", "must be party/local")
	}
	version, err := askNumber(q, "version", 0, 1<<31)
	return id, uint32(version), err
}

func askNumber(q rule.Ask, name string, standard, most int) (int, error) {
	s := q.Args[name]
	if s == "" {
		return standard, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, rule.Malformed(name, "须为不超过 "+strconv.Itoa(most)+" 的数",
			"must be a number up to "+strconv.Itoa(most))
	}
	return n, nil
}
