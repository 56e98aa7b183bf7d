package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// restateQueries tell what a run made of late rows, each list a page at a time.
var restateQueries = []rule.Query{
	{Name: "restatements", Zh: "一次结算所重结算的已冻结期间，分页，附更正资金余额",
		En:    "closed periods that a run restated, a page at a time, and the cash of corrections",
		Serve: askRestatements, Args: restateArgs("期间", "period")},
	{Name: "restated_causes", Zh: "一次结算的重结算缘由：迟到的记录，按记入高度分页",
		En:    "late rows that a run met first, by height, a page at a time",
		Serve: askCauses, Args: restateArgs("高度", "height")},
	{Name: "restated_deltas", Zh: "一次结算的重结算差额：期间、付款方、收款方、归属，分页",
		En:    "what a run's restatements changed, by period, payer and payee, a page at a time",
		Serve: askDeltas, Args: restateArgs("期间/付款方/收款方/归属", "period/payer/payee/party")},
	{Name: "outstanding", Zh: "一次结算后各次重结算的未结清额，分页",
		En:    "restated differences that a run left unsettled, a page at a time",
		Serve: askOutstanding, Args: restateArgs("期间/付款方/归属", "period/payer/party")},
}

func restateArgs(zh, en string) []rule.Arg {
	return []rule.Arg{periodArg,
		{Name: "after", Zh: "起始" + zh + "（不含）", En: "start after this " + en},
		{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}
}

// Restatements is a page of the periods that a run restated.
type Restatements struct {
	Period string   `json:"period"` // of the run
	Pool   wire.Fen `json:"pool"`   // cash of corrections after the run, of all restatements
	rule.Page[Restated]
}

// asked reads the arguments that the queries of restatements share.
func asked(q rule.Ask) (run Run, limit int, err error) {
	period, err := askPeriod(q)
	if err != nil {
		return run, 0, err
	}
	if limit, err = q.Limit(); err != nil {
		return run, 0, err
	}
	run, ok := GetRun(q.Store, period)
	if !ok {
		return run, 0, rule.ErrNotFound
	}
	return run, limit, nil
}

func askRestatements(q rule.Ask) (any, error) {
	run, limit, err := asked(q)
	if err != nil {
		return nil, err
	}
	p, _ := pools.Get(q.Store, run.Seq)
	out := Restatements{Period: run.Period, Pool: p.Amount}
	out.Page, err = pageUnder(q, restatedPeriods, run.Seq, limit, 1,
		func(part []string) restatedKey { return restatedKey{run.Seq, part[0]} },
		func(k restatedKey) string { return k.Period })
	return out, err
}

func askDeltas(q rule.Ask) (any, error) {
	run, limit, err := asked(q)
	if err != nil {
		return nil, err
	}
	return pageUnder(q, deltas, run.Seq, limit, 4,
		func(p []string) deltaKey { return deltaKey{run.Seq, p[0], p[1], p[2], p[3]} },
		func(k deltaKey) string { return k.Period + "/" + k.Payer + "/" + k.Payee + "/" + k.Party })
}

func askOutstanding(q rule.Ask) (any, error) {
	run, limit, err := asked(q)
	if err != nil {
		return nil, err
	}
	return pageUnder(q, outstanding, run.Seq, limit, 3,
		func(p []string) outstandingKey { return outstandingKey{run.Seq, p[2], p[1], p[0]} },
		func(k outstandingKey) string { return k.Period + "/" + k.Payer + "/" + k.Party })
}

// pageUnder is a page of the records of a run. Where it begins is told by the parts of a key with /
// between them; the last part may hold one itself.
func pageUnder[K comparable, V any](q rule.Ask, m state.Map[K, V], seq uint32, limit, parts int,
	key func([]string) K, text func(K) string) (rule.Page[V], error) {
	page := rule.Page[V]{Items: []V{}}
	var after *K
	if s := q.Args["after"]; s != "" {
		part := splitAfter(s, parts)
		if part == nil {
			return page, rule.Malformed("after", "须为上一页给出的 next",
				"must be the next that the last page gave")
		}
		k := key(part)
		after = &k
	}
	found, more := m.After(q.Store, []any{seq}, after, limit)
	for _, e := range found {
		page.Items = append(page.Items, e.Value)
	}
	if more {
		page.Next = text(found[len(found)-1].Key)
	}
	return page, nil
}
