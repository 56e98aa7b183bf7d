package product

import "github.com/suyuan-ledger/suyuan/app/rule"

var (
	argNode = rule.Arg{Name: "node", Required: true,
		Zh: "产品、资源、加工记录，如 party/local、party/local@2 或 processing:party/local",
		En: "product, resource or processing record: party/local, party/local@2, processing:party/local"}
	argAsOf = rule.Arg{Name: "as_of", Zh: "截至该日（含）或该时刻，如 2026-03-31",
		En: "as of that day, included, or instant, such as 2026-03-31"}
	argNext = rule.Arg{Name: "after", Zh: "从上一页的 after 之后列起", En: "after of the page before"}
)

// lineageQueries are answered by the read index that a node keeps, or by one built of the state of
// the height that was asked about.
var lineageQueries = []rule.Query{
	{Name: "lineage_closure", Zh: "溯源闭包：全部上游或下游，分页，计数完整",
		En:    "closure of lineage up or down, paged, with complete counts",
		Serve: followed("lineage_closure"), Args: []rule.Arg{argNode, argAsOf,
			{Name: "direction", Zh: "up（缺省）或 down", En: "up (default) or down"},
			{Name: "depth", Zh: "层数，缺省到底", En: "levels, to the end by default"},
			{Name: "field", Zh: "只查该字段（列级）", En: "only of this field, column by column"},
			{Name: "detail", Zh: "full（缺省）或 ids（仅节点与层次）", En: "full (default), or ids with levels only"},
			argNext, argLimit}},
	{Name: "lineage_path", Zh: "两个节点之间的路径", En: "the way between two nodes",
		Serve: followed("lineage_path"), Args: []rule.Arg{
			{Name: "from", Zh: "一端", En: "one end", Required: true},
			{Name: "to", Zh: "另一端", En: "the other end", Required: true}, argAsOf}},
	{Name: "lineage_uses", Zh: "被谁、何时、依何授权、为何目的使用，用了多少",
		En:    "who used it, when, how much, under which grant and for which purpose",
		Serve: followed("lineage_uses"), Args: []rule.Arg{argNode, argAsOf,
			{Name: "period", Zh: "只列该结算期", En: "only of this settlement period"}, argNext, argLimit}},
	{Name: "lineage_touched", Zh: "受撤回、负面清单、失去同意的资源影响的产品",
		En:    "what resources touch that are withdrawn, listed or without consent",
		Serve: followed("lineage_touched"), Args: []rule.Arg{
			{Name: "resource", Zh: "只查该资源", En: "only of this resource"}, argAsOf, argNext, argLimit}},
	{Name: "lineage_check", Zh: "核查每一步是否在期限和范围之内",
		En: "whether each step was within its term and scope", Serve: followed("lineage_check"),
		Args: []rule.Arg{argNode, argAsOf, argNext, argLimit}},
}

// followed hands a question to the node's read index.
func followed(name string) func(rule.Ask) (any, error) {
	return func(q rule.Ask) (any, error) {
		if q.Follow == nil {
			return nil, ErrNoIndex.At("", "height", q.Height)
		}
		return q.Follow.Answer(name, q)
	}
}
