package access

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	argID    = rule.Arg{Name: "id", Zh: "编号 主体/编号", En: "record id party/local", Required: true}
	argAfter = rule.Arg{Name: "after", Zh: "从该编号之后列起", En: "list from after this id"}
	argLimit = rule.Arg{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}
	argUnder = rule.Arg{Name: "agreement", Zh: "只列依据该协议的", En: "only those under this agreement"}
	argParty = rule.Arg{Name: "party", Zh: "只列该主体提交的", En: "only records of this party's ids"}
)

var queries = append([]rule.Query{
	{Name: "application", Zh: "场景申请及审核", En: "a scenario application with its reviews",
		Args: []rule.Arg{argID}, Serve: one(applications)},
	{Name: "applications", Zh: "场景申请列表", En: "scenario applications",
		Args:  []rule.Arg{argParty, argUnder, argAfter, argLimit, rule.Reverse},
		Serve: listUnder(applications, applicationsUnder)},
	{Name: "devagreement", Zh: "开发利用协议", En: "a development-use agreement",
		Args: []rule.Arg{argID}, Serve: one(devAgreements)},
	{Name: "devagreements", Zh: "开发利用协议列表", En: "development-use agreements",
		Args: []rule.Arg{argParty, argAfter, argLimit, rule.Reverse}, Serve: list(devAgreements)},
	{Name: "grant", Zh: "数据使用权限及目前是否可用", En: "a grant and whether it is usable now",
		Args: []rule.Arg{argID}, Serve: serveGrant},
	{Name: "grants", Zh: "数据使用权限列表", En: "grants",
		Args:  []rule.Arg{argParty, argUnder, argAfter, argLimit, rule.Reverse},
		Serve: listUnder(grants, grantsUnder)},
	{Name: "suspensions", Zh: "协议、开发利用协议或使用权限的历次暂停",
		En: "every suspension of an agreement, a development-use agreement or a grant",
		Args: []rule.Arg{{Name: "of", Zh: "agreement、dev_agreement 或 grant",
			En: "agreement, dev_agreement or grant", Required: true}, argID}, Serve: serveSuspensions},
	{Name: "grantlog", Zh: "某对象某用途的全部开放与撤销", En: "every opening and closing for an object and purpose",
		Args: []rule.Arg{{Name: "object", Zh: "资源或产品编号", En: "resource or product id", Required: true},
			{Name: "kind", Zh: "resource 或 product", En: "resource or product", Required: true},
			{Name: "purpose", Zh: "用途类别，协议直接授权时为空",
				En: "purpose class, empty where the agreement is the basis"},
			{Name: "from", Zh: "起始序号", En: "first index"}, argLimit}, Serve: serveGrantLog},
	{Name: "processing", Zh: "加工处理记录", En: "a processing record",
		Args: []rule.Arg{argID}, Serve: one(processings)},
	{Name: "processings", Zh: "加工处理记录列表", En: "processing records",
		Args: []rule.Arg{argParty, argAfter, argLimit, rule.Reverse}, Serve: list(processings)},
}, handlingQueries...)

// GrantView is a grant with what is derived of it and of each of its objects.
type GrantView struct {
	Grant  Grant      `json:"grant"`
	Usable bool       `json:"usable"`
	Cause  string     `json:"cause,omitempty"`
	Items  []ItemView `json:"items"`
}

// ItemView says whether one object of a grant is usable, and else why not.
type ItemView struct {
	Object wire.ID `json:"object"`
	Kind   string  `json:"kind"`
	Usable bool    `json:"usable"`
	Cause  string  `json:"cause,omitempty"`
}

// LogView is a grant log: its count and root prove that no entry is missing.
type LogView struct {
	Count   uint64    `json:"count"`
	Root    wire.Hash `json:"root"`
	Entries []Opening `json:"entries"`
}

func one[V any](m state.Map[wire.ID, V]) func(rule.Ask) (any, error) {
	return func(q rule.Ask) (any, error) {
		id, err := askID(q, "id")
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
	return func(q rule.Ask) (any, error) { return rule.PageOf(q, m, "party", rule.Same[V]) }
}

func serveGrant(q rule.Ask) (any, error) {
	id, err := askID(q, "id")
	if err != nil {
		return nil, err
	}
	g, ok := grants.Get(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	cause, usable := UsableDuring(q.Store, id, q.Time, q.Time+1)
	view := GrantView{Grant: g, Usable: usable, Cause: cause, Items: []ItemView{}}
	for _, it := range g.Items {
		why, ok := ItemUsableDuring(q.Store, id, it.Object, it.Kind, q.Time, q.Time+1)
		view.Items = append(view.Items,
			ItemView{Object: it.Object, Kind: it.Kind, Usable: ok, Cause: why})
	}
	return view, nil
}

func serveGrantLog(q rule.Ask) (any, error) {
	id, err := askID(q, "object")
	if err != nil {
		return nil, err
	}
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	from, err := strconv.ParseUint("0"+q.Args["from"], 10, 64)
	if err != nil {
		return nil, rule.Malformed("from", "须为序号", "must be an index")
	}
	key := logOf{id, q.Args["kind"], q.Args["purpose"]}
	count, root := grantLog.Head(q.Store, key)
	view := LogView{Count: count, Root: root, Entries: []Opening{}}
	grantLog.Each(q.Store, key, from, func(_ uint64, entry []byte) bool {
		var e Opening
		if err = wire.Decode(entry, &e); err != nil {
			return false
		}
		view.Entries = append(view.Entries, e)
		return len(view.Entries) < limit
	})
	return view, err
}

func askID(q rule.Ask, name string) (wire.ID, error) {
	id, err := wire.ParseID(q.Args[name])
	if err != nil || id.IsZero() {
		return id, rule.Malformed(name, "须为 主体/编号", "must be party/local")
	}
	return id, nil
}
