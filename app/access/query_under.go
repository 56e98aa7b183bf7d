package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// listUnder pages a table by an agreement where one is asked for: what an act on the agreement
// affects (rulings E6).
func listUnder[V any](m state.Map[wire.ID, V], x state.Index[under]) func(rule.Ask) (any, error) {
	all := list(m)
	return func(q rule.Ask) (any, error) {
		if q.Args["agreement"] == "" {
			return all(q)
		}
		agreement, err := askID(q, "agreement")
		if err != nil {
			return nil, err
		}
		return rule.PageIn(q, x, []any{agreement},
			func(id wire.ID) under { return under{agreement, id} },
			func(k under) wire.ID { return k.Record },
			func(id wire.ID) (V, bool) {
				v, _ := m.Get(q.Store, id)
				return v, q.Args["party"] == "" || q.Args["party"] == id.Party
			})
	}
}

// SuspensionView is a suspension with the act that it follows.
type SuspensionView struct {
	Act wire.ID `json:"act"`
	Suspension
	GroundOpen bool `json:"ground_open"` // its ground is not settled yet
}

func serveSuspensions(q rule.Ask) (any, error) {
	id, err := askID(q, "id")
	if err != nil {
		return nil, err
	}
	of := q.Args["of"]
	if of != OfAgreement && of != OfDevAgreement && of != OfGrant {
		return nil, rule.Malformed("of", "须为 agreement、dev_agreement 或 grant",
			"must be agreement, dev_agreement or grant")
	}
	page := rule.Page[SuspensionView]{Items: []SuspensionView{}}
	suspensions.EachPrefix(q.Store, []any{of, id}, func(k suspensionKey, v Suspension) bool {
		page.Items = append(page.Items, SuspensionView{Act: k.Act, Suspension: v,
			GroundOpen: !v.Ground.IsZero() && groundOpen(q.Store, v.Ground, q.Time)})
		return len(page.Items) < 1000
	})
	return page, nil
}
