package settle

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// pageQueries give the lines of a run or of a statement a page at a time, without paths: whoever
// reads all of them checks them against the root.
var pageQueries = []rule.Query{
	{Name: "lines", Zh: "一个结算期的明细行，分页或按行名", En: "lines of a run, a page at a time or by name",
		Serve: askLines, Args: []rule.Arg{periodArg,
			{Name: "names", Zh: "行名，以逗号分隔，至多 1000 个", En: "names, separated by commas, at most 1000"},
			{Name: "after", Zh: "起始序号（不含）", En: "start after this place"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}},
	{Name: "statement_lines", Zh: "一张结算单的明细行", En: "lines of a statement, a page at a time",
		Serve: askStatementLines, Args: []rule.Arg{periodArg,
			{Name: "payer", Zh: "付款方", En: "who pays", Required: true},
			{Name: "payee", Zh: "收款方", En: "who is paid", Required: true},
			{Name: "after", Zh: "起始序号（不含）", En: "start after this place"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}}}

// place reads the argument after of a page of lines: where the page begins.
func place(q rule.Ask) (first uint32, err error) {
	text := q.Args["after"]
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0, rule.Malformed("after", "须为序号", "must be a place")
	}
	return uint32(n) + 1, nil
}

func askLines(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	first, err := place(q)
	if err != nil {
		return nil, err
	}
	run, ok := GetRun(q.Store, period)
	if !ok || q.Side == nil {
		return nil, rule.ErrNotFound
	}
	places, more := []uint32{}, false
	if names := q.Args["names"]; names != "" {
		for name := range strings.SplitSeq(names, ",") {
			at, ok := lineIndex(name)
			if !ok || at >= run.Lines || len(places) == maxPage {
				return nil, rule.Malformed("names", "须为该期明细行的行名，至多 1000 个",
					"must be names of lines of the run, at most 1000")
			}
			places = append(places, at)
		}
	} else {
		for at := first; at < run.Lines && len(places) < limit; at++ {
			places = append(places, at)
		}
		more = len(places) > 0 && places[len(places)-1]+1 < run.Lines
	}
	leaves, ok := q.Side.Leaves(period, run.Cut, places)
	if !ok {
		leaves = make([][]byte, len(places))
		all, kept := leavesOf(q, period) // computed again
		if !kept {
			return nil, rule.ErrNotFound
		}
		for i, at := range places {
			leaves[i] = all[at]
		}
	}
	return pageOf(places, leaves, more)
}

// pageOf is a page of lines.
func pageOf(places []uint32, leaves [][]byte, more bool) (any, error) {
	page := rule.Page[LineShown]{Items: make([]LineShown, len(places))}
	for i, leaf := range leaves {
		var l struct {
			Amount int64 `json:"amount"`
		}
		if err := json.Unmarshal(leaf, &l); err != nil {
			return nil, settlement.ErrLine
		}
		page.Items[i] = LineShown{int(places[i]), wire.Fen(l.Amount), leaf}
	}
	if more {
		page.Next = strconv.FormatUint(uint64(places[len(places)-1]), 10)
	}
	return page, nil
}

func askStatementLines(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	if _, err := askPeriod(q); err != nil {
		return nil, err
	}
	first, err := place(q)
	if err != nil {
		return nil, err
	}
	s, ok := GetStatement(q.Store, q.Args["period"], q.Args["payer"], q.Args["payee"])
	run, landed := GetRun(q.Store, s.Period)
	if !ok || !landed || q.Side == nil {
		return nil, rule.ErrNotFound
	}
	places, ok := q.Side.Listed(s.Period, run.Cut, listOfPair(pair{s.Payer, s.Payee}))
	var all [][]byte
	if !ok || len(places) != int(s.Lines) { // a run kept without its lists
		if places, all, ok = linesOf(q, s); !ok {
			return nil, rule.ErrNotFound
		}
	}
	from := 0
	for from < len(places) && places[from] < first {
		from++
	}
	to := min(from+limit, len(places))
	if all != nil {
		return pageOf(places[from:to], all[from:to], to < len(places))
	}
	leaves, ok := q.Side.Leaves(s.Period, run.Cut, places[from:to])
	if !ok {
		return nil, rule.ErrNotFound
	}
	return pageOf(places[from:to], leaves, to < len(places))
}
