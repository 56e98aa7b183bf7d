package trace

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var auditQueries = []rule.Query{
	{Name: "mismatches", Zh: "双方计数差异：事龄、责任方、期限",
		En: "differences between both sides' counts, with age, owner and deadline", Serve: askMismatches,
		Args: []rule.Arg{
			{Name: "agreement", Zh: "只看该协议", En: "only of this agreement"},
			{Name: "closed", Zh: "yes 为已了结的；默认待核对的", En: "yes for closed ones; open ones by default"},
			{Name: "after", Zh: "起始号（不含）", En: "start after this number"}, argLimit}},
	{Name: "tally", Zh: "双方对一日使用量的计数", En: "what both sides counted of a day", Serve: askTally,
		Args: []rule.Arg{
			{Name: "product", Zh: "产品", En: "product", Required: true},
			{Name: "version", Zh: "版本，默认 1", En: "version, 1 by default"},
			{Name: "day", Zh: "日期", En: "day", Required: true},
			{Name: "purpose", Zh: "用途", En: "purpose", Required: true},
			{Name: "customer", Zh: "客户假名", En: "customer's pseudonym"}}},
	{Name: "challenge", Zh: "一项随机抽查", En: "one random sample", Serve: askChallenge,
		Args: []rule.Arg{{Name: "id", Zh: "抽查编号", En: "challenge", Required: true}}},
	{Name: "challenges", Zh: "随机抽查清单", En: "random samples, a page at a time",
		Serve: askChallenges, Args: []rule.Arg{
			{Name: "by", Zh: "审计单位", En: "only of this auditor"},
			{Name: "reporter", Zh: "被抽查方", En: "only of this reporter"},
			{Name: "after", Zh: "起始编号（不含）", En: "start after this id"}, argLimit, rule.Reverse}},
	{Name: "sample", Zh: "抽中的使用记录所在的批次和位置", En: "the drawn uses: batch and place of each",
		Serve: askSample, Args: []rule.Arg{
			{Name: "id", Zh: "抽查编号", En: "challenge", Required: true},
			{Name: "after", Zh: "起始序号（不含）", En: "start after this draw"}, argLimit}},
}

// MismatchView is a difference with its age and deadline.
type MismatchView struct {
	Mismatch
	Node    string    `json:"node"`
	AgeDays uint64    `json:"age_days"` // to now, or to when it was closed
	Due     wire.Date `json:"due"`
	Overdue bool      `json:"overdue"`
}

func askMismatches(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	at := mismatchAt{}
	if s := q.Args["agreement"]; s != "" {
		if at.Agreement, err = wire.ParseID(s); err != nil {
			return nil, rule.Malformed("agreement", "须为 主体/编号", "must be party/name")
		}
	}
	if q.Args["closed"] == "yes" {
		at.Done = 1
	}
	if at.Number, err = numberOf(q, "after"); err != nil {
		return nil, err
	}
	page, more := mismatchList.After(q.Store, []any{at.Agreement, at.Done}, &at, limit)
	out := rule.Page[MismatchView]{Items: []MismatchView{}}
	for _, k := range page {
		m, _ := mismatches.Get(q.Store, k.Number)
		out.Items = append(out.Items, m.view(q))
	}
	if more {
		out.Next = strconv.FormatUint(page[len(page)-1].Number, 10)
	}
	return out, nil
}

func (m Mismatch) view(q rule.Ask) MismatchView {
	v := MismatchView{Mismatch: m, Node: product.Node(m.Product, m.Version)}
	until := q.Time
	if m.Closed != 0 {
		until = m.Closed
	}
	v.AgeDays = uint64(max(until, m.Opened)-m.Opened) / 86400
	if s, ok := regime.Deadline(q.Store, m.duty(), q.Time); ok {
		v.Due, v.Overdue = s.Due, s.Overdue
	}
	return v
}

func numberOf(q rule.Ask, name string) (uint64, error) {
	if q.Args[name] == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(q.Args[name], 10, 64)
	if err != nil {
		return 0, rule.Malformed(name, "须为数", "must be a number")
	}
	return n, nil
}

func askTally(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["product"])
	if err != nil {
		return nil, rule.Malformed("product", "须为 主体/编号", "must be party/name")
	}
	day, err := wire.ParseDate(q.Args["day"])
	if err != nil {
		return nil, rule.Malformed("day", "须为日期", "must be a date")
	}
	version, err := numberOf(q, "version")
	if err != nil {
		return nil, err
	}
	var customer wire.Hash
	if s := q.Args["customer"]; s != "" && customer.UnmarshalText([]byte(s)) != nil {
		return nil, rule.Malformed("customer", "须为摘要", "must be a hash")
	}
	t, ok := tallies.Get(q.Store, tallyKey{id, uint32(max(version, 1)), day, q.Args["purpose"],
		customer})
	if !ok {
		return nil, rule.ErrNotFound
	}
	return t, nil
}
