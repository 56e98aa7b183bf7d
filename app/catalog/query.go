package catalog

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

var queries = []rule.Query{
	{Name: "resource", Zh: "一条目录", En: "one catalogue entry", Serve: askResource,
		Args: []rule.Arg{{Name: "id", Zh: "资源编号", En: "resource id", Required: true},
			{Name: "version", Zh: "版本，缺省为最新", En: "version, the newest by default"}}},
	{Name: "resources", Zh: "目录清单", En: "the catalogue, a page at a time", Serve: askResources,
		Args: []rule.Arg{
			{Name: "provider", Zh: "提供部门", En: "only of this provider"},
			{Name: "status", Zh: "状态", En: "only in this status"},
			{Name: "after", Zh: "起始编号（不含）", En: "start after this id"},
			{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}},
}

// Shown is an entry with what follows from it at the time of the question.
type Shown struct {
	Resource
	Digest       wire.Hash `json:"digest"` // of the entry, for its review
	Authorizable bool      `json:"authorizable"`
	Cause        string    `json:"cause,omitempty"` // why it may not be authorized
}

func shown(q rule.Ask, v Resource) Shown {
	cause, ok := Authorizable(q.Store, v.ID, q.Time)
	return Shown{Resource: v, Digest: v.Digest(), Authorizable: ok, Cause: cause}
}

func askResource(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["id"])
	if err != nil {
		return nil, rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	v, ok := Get(q.Store, id)
	if s := q.Args["version"]; s != "" {
		n, err := strconv.ParseUint(s, 10, 32)
		if err != nil {
			return nil, rule.Malformed("version", "须为数字", "must be a number")
		}
		v, ok = At(q.Store, id, uint32(n))
	}
	if !ok {
		return nil, rule.ErrNotFound
	}
	return shown(q, v), nil
}

func askResources(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	after, err := wire.ParseID(q.Args["after"])
	if err != nil {
		return nil, rule.Malformed("after", "须为 主体/编号", "must be party/name")
	}
	var prefix []any
	if p := q.Args["provider"]; p != "" {
		prefix = []any{p}
	}
	page := rule.Page[Shown]{Items: []Shown{}}
	resources.EachFrom(q.Store, prefix, after, func(id wire.ID, v Resource) bool {
		if id == after || (q.Args["status"] != "" && v.Status != q.Args["status"]) {
			return true
		}
		if len(page.Items) == limit {
			page.Next = page.Items[limit-1].ID.String()
			return false
		}
		page.Items = append(page.Items, shown(q, v))
		return true
	})
	return page, nil
}
