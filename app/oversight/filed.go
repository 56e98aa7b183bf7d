package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// filedKey leads from the digest of a document to what was filed or made public with it.
type filedKey struct {
	Alg uint8
	Sum [32]byte
	ID  wire.ID
}

var filings = state.NewIndex[filedKey](chapter, 20, "oversight/filings",
	"reports filed and disclosures published by the digest of their document")

// files enters a document of a report or a disclosure.
func files(s state.Store, d crypto.Digest, id wire.ID) {
	if !d.IsZero() {
		filings.Add(s, filedKey{uint8(d.Alg), d.Sum, id})
	}
}

// Filing is where a document was filed or made public.
type Filing struct {
	ID   wire.ID   `json:"id"`
	Kind string    `json:"kind"` // report or disclosure
	By   string    `json:"by"`
	At   wire.Time `json:"at"`
}

var filedQuery = rule.Query{Name: "filed", Zh: "以某一摘要的文件报送或披露的记录",
	En: "where a document of this digest was filed or made public", Serve: serveFiled,
	Args: []rule.Arg{{Name: "digest", Zh: "文件摘要，如 sha256:…", En: "digest such as sha256:…",
		Required: true}, {Name: "after", Zh: "起始编号（不含）", En: "start after this id"},
		{Name: "limit", Zh: "条数，至多 1000", En: "how many, at most 1000"}}}

func serveFiled(q rule.Ask) (any, error) {
	var d crypto.Digest
	if d.UnmarshalText([]byte(q.Args["digest"])) != nil || d.IsZero() {
		return nil, rule.Malformed("digest", "须如 sha256:…", "must be such as sha256:…")
	}
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	from := filedKey{Alg: uint8(d.Alg), Sum: d.Sum}
	after, err := q.After()
	if err != nil {
		return nil, err
	}
	if after != nil {
		from.ID = *after
	}
	page := rule.Page[Filing]{Items: []Filing{}}
	found, more := filings.After(q.Store, []any{uint8(d.Alg), d.Sum}, &from, limit)
	for _, k := range found {
		if v, ok := reported.Get(q.Store, k.ID); ok && v.Report.Digest == d {
			page.Items = append(page.Items, Filing{k.ID, "report", v.By, v.Filed})
		}
		if v, ok := disclosures.Get(q.Store, k.ID); ok && v.Document.Digest == d {
			page.Items = append(page.Items, Filing{k.ID, "disclosure", v.By, v.Published})
		}
	}
	if more {
		page.Next = found[len(found)-1].ID.String()
	}
	return page, nil
}
