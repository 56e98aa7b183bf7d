package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

const maxPage = 1000

var periodArg = rule.Arg{Name: "period", Zh: "结算期", En: "settlement period", Required: true}

var queries = append([]rule.Query{
	{Name: "run", Zh: "一个结算期的进度与结果", En: "stage and result of a settlement period",
		Serve: askRun, Args: []rule.Arg{periodArg}},
	{Name: "runs", Zh: "各结算期", En: "settlement periods, a page at a time", Serve: askRuns,
		Args: []rule.Arg{
			{Name: "after", Zh: "起始结算期（不含）", En: "start after this period"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}},
	{Name: "statement", Zh: "一张结算单及其明细行", En: "one statement with its lines",
		Serve: askStatement, Args: []rule.Arg{periodArg,
			{Name: "payer", Zh: "付款方", En: "who pays", Required: true},
			{Name: "payee", Zh: "收款方", En: "who is paid", Required: true},
			{Name: "detail", Zh: "no 则不含明细行，另以 statement_lines 分页取",
				En: "no leaves the lines out; statement_lines gives them in pages"}}},
	{Name: "statements", Zh: "一个结算期的结算单清单", En: "statements of a period, a page at a time",
		Serve: askStatements, Args: []rule.Arg{periodArg,
			{Name: "payer", Zh: "付款方", En: "only of this payer"},
			{Name: "payee", Zh: "收款方", En: "only of this payee"},
			{Name: "after", Zh: "起始（付款方/收款方，不含）", En: "start after this payer/payee"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}},
	{Name: "payouts", Zh: "一个结算期各收款方应得", En: "what each payee receives in a period",
		Serve: askPayouts, Args: []rule.Arg{periodArg}},
	{Name: "explain", Zh: "一个收款方金额的由来，追溯到销售和使用记录，分页",
		En:    "how a payee's amount came about, down to sales and uses, a page at a time",
		Serve: askExplain,
		Args: []rule.Arg{periodArg,
			{Name: "payee", Zh: "收款方", En: "payee", Required: true},
			{Name: "lang", Zh: "语言 zh 或 en", En: "language, zh or en"},
			{Name: "after", Zh: "起始序号（不含）", En: "start after this place"},
			{Name: "limit", Zh: "付给它的行数，至多 1000", En: "how many lines that pay it, at most 1000"}}},
}, slices.Concat(inputQueries, lineQueries, pageQueries)...)

// RunShown is a run with when it can become final. An open period has its bounds and stage only.
type RunShown struct {
	Run
	From     wire.Time `json:"from"`
	To       wire.Time `json:"to"`
	FinalDue wire.Time `json:"final_due"`
}

func shown(q rule.Ask, period string) (RunShown, bool) {
	from, to, ok := regime.PeriodBounds(period)
	run, landed := GetRun(q.Store, period)
	v := RunShown{Run: run, From: from, To: to}
	if !landed {
		v.Run = Run{Period: period, Stage: "open"}
	}
	if run.LandedAt != 0 && run.Stage != Parked {
		v.FinalDue = finalDue(q.Store, run)
	}
	return v, ok
}

func askRun(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	v, _ := shown(q, period)
	if v.Stage == "open" && v.To <= began(q) {
		return nil, rule.ErrNotFound
	}
	return v, nil
}

// askPeriod reads the argument period.
func askPeriod(q rule.Ask) (string, error) {
	period := q.Args["period"]
	if _, _, ok := regime.PeriodBounds(period); !ok {
		return "", rule.Malformed("period", "须如 2026Q1、2026-03、2026H1 或 2026",
			"must be such as 2026Q1, 2026-03, 2026H1 or 2026")
	}
	return period, nil
}

// began is the first instant of the first period of the ledger.
func began(q rule.Ask) wire.Time {
	p, _ := progress.Get(q.Store)
	first := p.Next
	if at, ok := order.Get(q.Store, 1); ok {
		first = at.Period
	}
	from, _, _ := regime.PeriodBounds(first)
	return from
}

func askRuns(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	var after *string
	if s := q.Args["after"]; s != "" {
		after = &s
	}
	found, more := runs.After(q.Store, nil, after, limit)
	page := rule.Page[RunShown]{Items: []RunShown{}}
	for _, e := range found {
		v, _ := shown(q, e.Key)
		page.Items = append(page.Items, v)
	}
	if more {
		page.Next = found[len(found)-1].Key
	}
	return page, nil
}
