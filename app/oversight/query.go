package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	oneArg  = []rule.Arg{{Name: "id", Zh: "编号", En: "id", Required: true}}
	listArg = []rule.Arg{
		{Name: "owner", Zh: "编号所属主体", En: "only ids of this party"},
		{Name: "after", Zh: "起始编号（不含）", En: "start after this id"},
		{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}, rule.Reverse}
)

var queries = []rule.Query{
	{Name: "evaluation", Zh: "一次评价", En: "one evaluation", Args: oneArg, Serve: one(evaluations)},
	{Name: "evaluations", Zh: "评价清单", En: "evaluations, a page at a time", Args: listArg,
		Serve: list(evaluations)},
	{Name: "rectification", Zh: "一次整改及其期限", En: "one rectification with its deadline",
		Args: oneArg, Serve: serveRectification},
	{Name: "rectifications", Zh: "整改清单", En: "rectifications, a page at a time", Args: listArg,
		Serve: list(rectifications)},
	{Name: "measures", Zh: "措施清单", En: "measures, a page at a time", Args: listArg,
		Serve: list(measures)},
	{Name: "blacklist", Zh: "黑名单，含已移出的", En: "blacklist entries, lifted ones too",
		Args: listArg, Serve: list(entries)},
	{Name: "ending", Zh: "一份协议终止后的移交、销毁、日志和办结",
		En: "handover, destruction, logs and closing of an ended agreement", Args: []rule.Arg{
			{Name: "subject", Zh: "operator 或 developer", En: "operator or developer", Required: true},
			{Name: "id", Zh: "协议编号", En: "id of the agreement", Required: true}},
		Serve: serveEnding},
	{Name: "logs", Zh: "日志留存清单", En: "deposited logs, a page at a time", Args: listArg,
		Serve: list(logs)},
}

// ShownRectification is an order with its deadline as it stands when asked.
type ShownRectification struct {
	Rectification
	Due           wire.Date `json:"due"`
	Overdue       bool      `json:"overdue"`
	DaysLate      uint32    `json:"days_late"`      // in working days
	DaysSuspended uint32    `json:"days_suspended"` // days on which access to data was closed
}

func serveRectification(q rule.Ask) (any, error) {
	id, err := askedID(q, "id")
	if err != nil {
		return nil, err
	}
	v, ok := rectifications.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	s, _ := regime.Deadline(q.Store, v.duty(), q.Time)
	out := ShownRectification{Rectification: v, Due: s.Due, Overdue: s.Overdue, DaysLate: s.DaysLate}
	if v.Suspended {
		until := q.Time
		if v.Status == Verified {
			until = v.Verified
		}
		out.DaysSuspended = uint32((until.Date().Start() - v.Ordered.Date().Start()) / 86400)
	}
	return out, nil
}

func serveEnding(q rule.Ask) (any, error) {
	id, err := askedID(q, "id")
	if err != nil {
		return nil, err
	}
	v, ok := endings.Get(q.Store, endingKey{q.Args["subject"], id})
	if !ok {
		return nil, rule.ErrNotFound
	}
	return v, nil
}

func askedID(q rule.Ask, name string) (wire.ID, error) {
	id, err := wire.ParseID(q.Args[name])
	if err != nil {
		return id, rule.Malformed(name, "须为 主体/编号", "must be party/name")
	}
	return id, nil
}

const maxPage = 1000

func one[V any](m state.Map[wire.ID, V]) func(rule.Ask) (any, error) {
	return func(q rule.Ask) (any, error) {
		id, err := askedID(q, "id")
		if err != nil {
			return nil, err
		}
		v, ok := m.Get(q.Store, id)
		if !ok {
			return nil, rule.ErrNotFound
		}
		return v, nil
	}
}

func list[V any](m state.Map[wire.ID, V]) func(rule.Ask) (any, error) {
	return func(q rule.Ask) (any, error) { return rule.PageOf(q, m, "owner", rule.Same[V]) }
}
