package market

import (
	"cmp"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

var moneyQueries = []rule.Query{
	{Name: "investment", Zh: "一笔投资及其分期", En: "one investment with its schedule",
		Args:  idArg("投资编号", "investment id"),
		Serve: func(q rule.Ask) (any, error) { return one(q, investments.Get) }},
	{Name: "investments", Zh: "投资清单", En: "investments, a page at a time",
		Args:  pageArgs(rule.Arg{Name: "by", Zh: "登记方", En: "only recorded by this party"}),
		Serve: func(q rule.Ask) (any, error) { return page(q, investments) }},
	{Name: "cost_objections", Zh: "成本异议清单", En: "objections to costs, a page at a time",
		Args:  pageArgs(rule.Arg{Name: "by", Zh: "提出方", En: "only raised by this party"}),
		Serve: func(q rule.Ask) (any, error) { return page(q, objections) }},
	{Name: "violation", Zh: "一条用途违规记录", En: "one violation of free use",
		Args:  idArg("违规记录编号", "violation id"),
		Serve: func(q rule.Ask) (any, error) { return one(q, violations.Get) }},
	{Name: "violations", Zh: "用途违规记录清单", En: "violations of free use, a page at a time",
		Args:  pageArgs(rule.Arg{Name: "by", Zh: "登记方", En: "only recorded by this party"}),
		Serve: func(q rule.Ask) (any, error) { return page(q, violations) }},
	{Name: "cost_ledger", Zh: "一个结算期的成本台账，按协议、产品和类别单独列支",
		En:    "the costs of a settlement period, by agreement, product and class, each apart",
		Serve: askCostLedger, Args: []rule.Arg{
			{Name: "period", Zh: "结算期", En: "settlement period", Required: true},
			{Name: "agreement", Zh: "协议编号", En: "only of this agreement"}}},
}

// CostAccount is what was confirmed of one class of cost, for one product version or, with none,
// common to those of the agreement.
type CostAccount struct {
	Agreement wire.ID `json:"agreement"`
	Product   string  `json:"product"`
	Class     string  `json:"class"`
	// who commissioned it, where the regime charges it to the commissioner
	Commissioner string   `json:"commissioner"`
	Sort         string   `json:"sort"` // cost or investment
	Count        uint32   `json:"count"`
	Amount       wire.Fen `json:"amount"`
	Separate     bool     `json:"separate"` // the regime wants separate accounts (HE §20(5))
	Article      string   `json:"article"`
}

// CostLedger is the answer of the query "cost_ledger" (law/matrix R3).
type CostLedger struct {
	Period   string              `json:"period"`
	Amount   wire.Fen            `json:"amount"`
	Accounts []CostAccount       `json:"accounts"`
	index    map[CostAccount]int // of accounts, by what tells them apart
}

func askCostLedger(q rule.Ask) (any, error) {
	out := CostLedger{Period: q.Args["period"], Accounts: []CostAccount{},
		index: map[CostAccount]int{}}
	var only wire.ID
	if q.Args["agreement"] != "" {
		var err error
		if only, err = parseID(q, "agreement"); err != nil {
			return nil, err
		}
	}
	EachCost(q.Store, out.Period, func(v Cost) bool {
		out.add(q, only, CostAccount{Agreement: v.Agreement, Product: nodeOf(v.Product, v.Version),
			Class: v.Class, Commissioner: v.Commissioner, Sort: "cost", Amount: v.Amount - v.Corrected})
		return true
	})
	EachDue(q.Store, out.Period, func(v Investment, part int) bool {
		out.add(q, only, CostAccount{Agreement: v.Agreement, Product: nodeOf(v.Product, v.Version),
			Class: v.Class, Sort: "investment",
			Amount: v.Schedule[part-1].Amount - v.Parts[part-1].Corrected})
		return true
	})
	slices.SortFunc(out.Accounts, func(a, b CostAccount) int {
		return cmp.Or(cmp.Compare(a.Agreement.String(), b.Agreement.String()),
			cmp.Compare(a.Product, b.Product), cmp.Compare(a.Class, b.Class),
			cmp.Compare(a.Commissioner, b.Commissioner), cmp.Compare(a.Sort, b.Sort))
	})
	return out, nil
}

// askCosts pages by the costs' ids; those of a period by its index, not by all costs there are.
func askCosts(q rule.Ask) (any, error) {
	period := q.Args["period"]
	if period == "" {
		return page(q, costs)
	}
	return rule.PageIn(q, periodCosts, []any{period},
		func(id wire.ID) costKey { return costKey{period, id} },
		func(k costKey) wire.ID { return k.ID },
		func(id wire.ID) (Cost, bool) {
			v, _ := costs.Get(q.Store, id)
			by := q.Args["by"]
			return v, v.Status == Confirmed && v.Period == period && (by == "" || by == id.Party)
		})
}

func nodeOf(id wire.ID, version uint32) string {
	if id.IsZero() {
		return ""
	}
	return product.Node(id, version)
}

func (l *CostLedger) add(q rule.Ask, only wire.ID, v CostAccount) {
	if !only.IsZero() && v.Agreement != only {
		return
	}
	l.Amount += v.Amount
	amount := v.Amount
	v.Amount = 0
	i, known := l.index[v]
	if !known {
		i = len(l.Accounts)
		l.index[v] = i
		k, _ := trace.ContractNamed(q.Store, v.Agreement)
		p := regime.At(q.Store, k.Regime)
		v.Separate = p.Bool("accounting.separate")
		v.Article, _ = p.Cite("accounting.separate")
		l.Accounts = append(l.Accounts, v)
	}
	l.Accounts[i].Count++
	l.Accounts[i].Amount += amount
}
