package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var queriesOfChange = []rule.Query{
	{Name: "plan_versions", Zh: "一份实施方案已批准和待批准的各版本", En: "the versions of a plan, approved or waiting",
		Args: oneArg, Serve: servePlanVersions},
	{Name: "agreement_versions", Zh: "一份协议的各版本及其生效日", En: "the versions of an agreement by first day",
		Args: oneArg, Serve: serveVersions},
	{Name: "term_exceptions", Zh: "凭政府文件超过一般年限的协议", En: "terms above the usual maximum, by document",
		Args: listArg[:3], Serve: serveExceptions},
	{Name: "service", Zh: "一项委托的第三方专业服务", En: "one third-party service entrusted", Args: oneArg,
		Serve: one(services, func(_ rule.Ask, v Entrustment) any { return v })},
	{Name: "services", Zh: "委托的第三方专业服务清单", En: "third-party services entrusted, a page at a time",
		Args: listArg, Serve: list(services, func(_ rule.Ask, v Entrustment) any { return v })},
	{Name: "legacy", Zh: "一项既有授权运营及其规范期限", En: "one earlier operation and when it must conform",
		Args: oneArg, Serve: one(legacies, showLegacy)},
	{Name: "legacies", Zh: "既有授权运营清单", En: "earlier operations, a page at a time", Args: listArg,
		Serve: list(legacies, showLegacy)},
}

// Versions is the answer of the queries for versions.
type Versions struct {
	Items []any `json:"items"`
}

func servePlanVersions(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	out := Versions{Items: []any{}}
	planVersions.EachPrefix(q.Store, []any{id}, func(_ planVersionKey, v Plan) bool {
		out.Items = append(out.Items, showPlan(q, v))
		return len(out.Items) < maxShown
	})
	return out, nil
}

func serveVersions(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	a, ok := GetAgreement(q.Store, id)
	if !ok {
		return nil, rule.ErrNotFound
	}
	out := Versions{Items: []any{}}
	EachVersion(q.Store, a, func(v AgreementVersion) bool {
		out.Items = append(out.Items, v)
		return len(out.Items) < maxShown
	})
	return out, nil
}

// ShownException is an exception with the agreement it is of.
type ShownException struct {
	Agreement wire.ID `json:"agreement"`
	Version   uint32  `json:"version"`
	Exception
	Citation string `json:"citation"` // of the maximum
	Mark     string `json:"mark"`
}

func serveExceptions(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	var from exceptionKey
	if after != nil {
		from = exceptionKey{*after, ^uint32(0)}
	}
	var prefix []any
	if owner := q.Args["owner"]; owner != "" {
		prefix = []any{owner}
	}
	out := rule.Page[ShownException]{Items: []ShownException{}}
	exceptions.EachFrom(q.Store, prefix, from,
		func(k exceptionKey, v Exception) bool {
			// The exceptions of one agreement stay on one page, so that the next begins with another.
			if n := len(out.Items); n >= limit && out.Items[n-1].Agreement != k.Agreement {
				out.Next = out.Items[n-1].Agreement.String()
				return false
			}
			a, _ := GetAgreement(q.Store, k.Agreement)
			s := ShownException{Agreement: k.Agreement, Version: k.Version, Exception: v}
			s.Citation, s.Mark = regime.At(q.Store, a.Regime).Cite("agreement.term_max_years")
			out.Items = append(out.Items, s)
			return true
		})
	return out, nil
}

// ShownLegacy is an earlier operation with its deadline as it stands when asked.
type ShownLegacy struct {
	Legacy
	Due     wire.Date `json:"due"` // 0: the regime sets none
	Overdue bool      `json:"overdue"`
}

func showLegacy(q rule.Ask, v Legacy) any {
	s, _ := regime.Deadline(q.Store, conformity(v.ID, v.By), q.Time)
	return ShownLegacy{Legacy: v, Due: s.Due, Overdue: s.Overdue}
}
