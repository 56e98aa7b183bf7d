package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var (
	argResource = rule.Arg{Name: "resource", Zh: "资源编号", En: "only of this resource"}
	argStatus   = rule.Arg{Name: "status", Zh: "状态", En: "only in this status"}
	argAfter    = rule.Arg{Name: "after", Zh: "起始编号（不含）", En: "start after this id"}
	argLimit    = rule.Arg{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}
)

var supplyQueries = []rule.Query{
	{Name: "exclusions", Zh: "负面清单条目和不纳入授权的决定",
		En: "entries of the negative list and refusals of providers", Serve: askExclusions,
		Args: []rule.Arg{argResource, argStatus, argAfter, argLimit}},
	{Name: "consents", Zh: "共享数据提供单位的同意", En: "consents of units that shared data",
		Serve: askConsents, Args: []rule.Arg{argResource, argStatus, argAfter, argLimit}},
	{Name: "assets", Zh: "纳入资产管理的数据", En: "data in asset management", Serve: askAssets,
		Args: []rule.Arg{argResource, {Name: "place", Zh: "行政区划代码，含其下级",
			En: "division code, with the places below it"}, argAfter, argLimit}},
	{Name: "backflows", Zh: "数据回流记录", En: "returns of gathered data to lower levels",
		Serve: askBackflows, Args: []rule.Arg{argResource, argAfter, argLimit}},
	{Name: "tickets", Zh: "数据质量工单", En: "problems of data quality with their deadlines",
		Serve: askTickets, Args: []rule.Arg{argResource,
			{Name: "provider", Zh: "数据提供单位", En: "only of data of this provider"},
			argStatus, argAfter, argLimit}},
}

// maxScan bounds the records that one page looks at.
const maxScan = 5000

// rows answers with a page of the records that keep wants, each as show makes it.
func rows[V, W any](q rule.Ask, m state.Map[wire.ID, V], keep func(V) bool,
	show func(V) W) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	page, more := m.After(q.Store, nil, after, maxScan)
	out := rule.Page[W]{Items: []W{}}
	for i, e := range page {
		if keep(e.Value) {
			out.Items = append(out.Items, show(e.Value))
		}
		if full := len(out.Items) == limit; (full || i+1 == len(page)) && (more || i+1 < len(page)) {
			out.Next = e.Key.String()
			return out, nil
		}
	}
	return out, nil
}

// wanted reports whether an argument is absent or equal to a value.
func wanted(q rule.Ask, arg, value string) bool {
	return q.Args[arg] == "" || q.Args[arg] == value
}

func same[V any](v V) V { return v }

func askExclusions(q rule.Ask) (any, error) {
	return rows(q, exclusions, func(e Exclusion) bool {
		return wanted(q, "resource", e.Resource.String()) && wanted(q, "status", e.Status)
	}, func(e Exclusion) ExclusionShown {
		d, timed := regime.Deadline(q.Store, e.duty(), q.Time)
		if !timed || e.Status != InForce {
			return ExclusionShown{Exclusion: e}
		}
		return ExclusionShown{e, &d}
	})
}

// ExclusionShown is an exclusion with its next re-check.
type ExclusionShown struct {
	Exclusion
	Recheck *regime.Standing `json:"recheck,omitempty"`
}

func askConsents(q rule.Ask) (any, error) {
	return rows(q, consents, func(k Consent) bool {
		return wanted(q, "resource", k.Resource.String()) && wanted(q, "status", k.Status)
	}, same)
}

func askBackflows(q rule.Ask) (any, error) {
	return rows(q, backflows, func(b Backflow) bool {
		return wanted(q, "resource", b.Resource.String())
	}, same)
}

func askAssets(q rule.Ask) (any, error) {
	place := q.Args["place"]
	if place != "" && !party.IsJurisdiction(place) {
		return nil, rule.Malformed("place", "须为六位行政区划代码", "six digits of GB/T 2260")
	}
	return rows(q, assets, func(a Asset) bool {
		return wanted(q, "resource", a.Resource.String()) && (place == "" || below(a.Place, place))
	}, same)
}

// TicketShown is a ticket with the deadline of its present turn.
type TicketShown struct {
	Ticket
	Deadline *regime.Standing `json:"deadline,omitempty"`
}

func askTickets(q rule.Ask) (any, error) {
	return rows(q, tickets, func(t Ticket) bool {
		return wanted(q, "resource", t.Resource.String()) && wanted(q, "status", t.Status) &&
			wanted(q, "provider", t.Resource.Party)
	}, func(t Ticket) TicketShown {
		d, timed := regime.Deadline(q.Store, t.duty(), q.Time)
		if !timed {
			return TicketShown{Ticket: t}
		}
		return TicketShown{t, &d}
	})
}
