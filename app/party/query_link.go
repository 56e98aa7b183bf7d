package party

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LinkView is a link with what it amounts to at the time of the question.
type LinkView struct {
	Link
	Relation string `json:"relation"` // "" for a minority holding
	InForce  bool   `json:"in_force"`
}

// LinkedView is who is linked to a party, the party itself left out.
type LinkedView struct {
	Linked []Reached `json:"linked"`
}

func listLinks(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	var from *linkEnd
	if s := q.Args["after"]; s != "" {
		id, err := wire.ParseID(s)
		l, ok := links.Get(q.Store, id)
		if err != nil || !ok {
			return nil, rule.Malformed("after", "须为关联编号", "must be the id of a link")
		}
		from = &linkEnd{q.Args["party"], l.until(), id}
	}
	entries, more := linkEnds.After(q.Store, []any{q.Args["party"]}, from, limit)
	page := rule.Page[LinkView]{Items: []LinkView{}}
	for _, e := range entries {
		l, _ := links.Get(q.Store, e.Key.Link)
		page.Items = append(page.Items, LinkView{l, l.Relation(),
			l.From <= q.Time && q.Time < l.until()})
	}
	if more {
		page.Next = entries[len(entries)-1].Key.Link.String()
	}
	return page, nil
}

func listLinked(q rule.Ask) (any, error) {
	kinds := Relations
	if k := q.Args["kind"]; k != "" {
		if !slices.Contains(Relations, k) {
			return nil, rule.Malformed("kind", "须为 control、legal_representative 或 declared_agreement",
				"must be control, legal_representative or declared_agreement")
		}
		kinds = []string{k}
	}
	return LinkedView{append([]Reached{}, Reach(q.Store, q.Args["party"], kinds, q.Time)[1:]...)}, nil
}
