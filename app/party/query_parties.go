package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
)

func listParties(q rule.Ask) (any, error) {
	limit, err := q.Limit()
	if err != nil {
		return nil, err
	}
	role, jurisdiction, after := q.Args["role"], q.Args["jurisdiction"], q.Args["after"]
	if role != "" && !IsRole(role) {
		return nil, rule.Malformed("role", "角色未知", "unknown role")
	}
	page := rule.Page[Party]{Items: []Party{}}
	parties.EachFrom(q.Store, nil, after, func(_ string, p Party) bool {
		if p.ID == after || role != "" && !holdsNow(q, p.ID, role, jurisdiction) {
			return true
		}
		if len(page.Items) == limit {
			page.Next = page.Items[limit-1].ID
			return false
		}
		page.Items = append(page.Items, p)
		return true
	})
	return page, nil
}

func holdsNow(q rule.Ask, party, role, jurisdiction string) bool {
	if jurisdiction != "" {
		return HasRole(q.Store, party, role, jurisdiction, q.Time)
	}
	for _, h := range Roles(q.Store, party) {
		if h.Role == role && covers(h.From, h.To, q.Time) {
			return true
		}
	}
	return false
}
