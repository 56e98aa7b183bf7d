package product

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DownstreamView is the log of what was directly made of a node: its count and root prove that no
// entry is missing.
type DownstreamView struct {
	Count   uint64          `json:"count"`
	Root    wire.Hash       `json:"root"`
	Entries []access.Onward `json:"entries"`
}

func serveDownstream(q rule.Ask) (any, error) {
	id, err := wire.ParseID(q.Args["object"])
	if err != nil || id.IsZero() {
		return nil, rule.Malformed("object", "须为 主体/编号", "must be party/local")
	}
	version, err := askNumber(q, "version", 0, 1<<31)
	if err != nil {
		return nil, err
	}
	from, err := askNumber(q, "from", 0, 1<<31)
	if err != nil {
		return nil, err
	}
	limit, err := askNumber(q, "limit", 100, 1000)
	if err != nil {
		return nil, err
	}
	n := access.Node{Kind: q.Args["kind"], Object: id, Version: uint32(version)}
	count, root := access.Downstream(q.Store, n)
	view := DownstreamView{Count: count, Root: root, Entries: []access.Onward{}}
	if limit == 0 {
		return view, nil
	}
	access.EachDownstream(q.Store, n, uint64(from), func(u access.Onward) bool {
		view.Entries = append(view.Entries, u)
		return len(view.Entries) < limit
	})
	return view, nil
}
