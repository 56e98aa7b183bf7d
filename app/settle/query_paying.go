package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	idArg    = rule.Arg{Name: "id", Zh: "编号", En: "id", Required: true}
	afterArg = rule.Arg{Name: "after", Zh: "起始编号（不含）", En: "start after this id"}
	limitArg = rule.Arg{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}
	byArg    = rule.Arg{Name: "by", Zh: "登记方", En: "only recorded by this party"}
	payerArg = rule.Arg{Name: "payer", Zh: "付款方", En: "only of this payer"}
)

var payingQueries = []rule.Query{
	{Name: "line_objection", Zh: "一项结算异议", En: "one objection to a run", Serve: askObjection,
		Args: []rule.Arg{idArg}},
	{Name: "line_objections", Zh: "结算异议及其时长，缺省为待处理的",
		En: "objections to runs with their age, those undecided by default", Serve: askObjections,
		Args: []rule.Arg{{Name: "state", Zh: "open 或 all", En: "open or all"},
			afterArg, limitArg, rule.Reverse}},
	{Name: "held", Zh: "因异议暂缓支付的明细行及时长",
		En: "lines between a payer and a payee held out of payment, with their age", Serve: askHeld,
		Args: []rule.Arg{{Name: "payer", Zh: "付款方", En: "who pays", Required: true},
			{Name: "payee", Zh: "收款方", En: "who is paid", Required: true}}},
	{Name: "payment", Zh: "一笔付款或缴款", En: "one payment or slip",
		Serve: func(q rule.Ask) (any, error) { return recordNamed(q, payments) },
		Args:  []rule.Arg{idArg}},
	{Name: "payments", Zh: "付款和缴款清单", En: "payments and slips, a page at a time",
		Serve: func(q rule.Ask) (any, error) { return recordPage(q, payments) },
		Args:  []rule.Arg{byArg, afterArg, limitArg, rule.Reverse}},
	{Name: "paid", Zh: "一个付款方已确认的付款和缴款，按收款方和确认先后",
		En: "confirmed payments and slips of a payer, by payee and confirmation", Serve: askPaid,
		Args: []rule.Arg{{Name: "payer", Zh: "付款方", En: "who paid", Required: true},
			{Name: "payee", Zh: "只看付给该收款方的", En: "only to this payee"},
			{Name: "after", Zh: "上一页给出的续页", En: "what the last page gave as next"}, limitArg}},
	{Name: "unpaid", Zh: "各付款方未付金额及账龄", En: "what is open between payers and payees, by age",
		Serve: askUnpaid, Args: []rule.Arg{payerArg,
			{Name: "after", Zh: "起始（付款方/收款方，不含）", En: "start after this payer/payee"}, limitArg}},
	{Name: "unsigned", Zh: "未签署确认的结算单及时长",
		En:    "statements of a period that payer or payee has not confirmed, with their age",
		Serve: askUnsigned, Args: []rule.Arg{periodArg,
			{Name: "after", Zh: "起始（付款方/收款方，不含）", En: "start after this payer/payee"}, limitArg}},
	{Name: "routing", Zh: "一个主体登记的收款账户和非税编码",
		En: "the receiving accounts and codes registered for a party", Serve: askRouting,
		Args: []rule.Arg{{Name: "party", Zh: "主体", En: "party", Required: true}}},
	{Name: "nontax_dues", Zh: "一个结算期的非税应缴清单", En: "non-tax revenue due under a period",
		Serve: askDues, Args: []rule.Arg{periodArg,
			{Name: "after", Zh: "上一页给出的续页", En: "what the last page gave as next"}}},
	{Name: "nontax_exceptions", Zh: "一个结算期非税缴款的例外：少缴、多缴、迟缴、账户或级次不符、坐支",
		En:    "what is wrong with non-tax revenue of a period: short, over, late, misdirected, retained",
		Serve: askExceptions, Args: []rule.Arg{periodArg}},
	{Name: "refund", Zh: "一项退付申请", En: "one application to return money",
		Serve: func(q rule.Ask) (any, error) { return recordNamed(q, refunds) }, Args: []rule.Arg{idArg}},
	{Name: "refunds", Zh: "退付申请清单", En: "applications to return money, a page at a time",
		Serve: func(q rule.Ask) (any, error) { return recordPage(q, refunds) },
		Args:  []rule.Arg{byArg, afterArg, limitArg, rule.Reverse}},
	{Name: "reserves", Zh: "一份协议的预留款：持有人、用途、释放条件、余额、时长和释放记录",
		En:    "reserves of an agreement with holder, purpose, condition, balance, age and releases",
		Serve: askReserves, Args: []rule.Arg{
			{Name: "agreement", Zh: "协议编号", En: "agreement id", Required: true}}},
}

// recordNamed answers the record named by the argument id.
func recordNamed[V any](q rule.Ask, of state.Map[wire.ID, V]) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	v, ok := of.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return v, nil
}

// recordPage answers a page of records, of one party where the argument by names it.
func recordPage[V any](q rule.Ask, of state.Map[wire.ID, V]) (any, error) {
	return rule.PageOf(q, of, "by", rule.Same[V])
}

// daysSince counts the calendar days from an instant to another.
func daysSince(from, to wire.Time) uint32 {
	if from == 0 || to < from {
		return 0
	}
	return uint32((to.Date().Start() - from.Date().Start()) / 86400)
}
