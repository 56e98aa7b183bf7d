package party

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

func listParties(q rule.Ask) (any, error) {
	limit, err := askLimit(q)
	if err != nil {
		return nil, err
	}
	role, jurisdiction, after := q.Args["role"], q.Args["jurisdiction"], q.Args["after"]
	if role != "" && !IsRole(role) {
		return nil, rule.Malformed("role", "角色未知", "unknown role")
	}
	page := Page{Parties: []Party{}}
	parties.EachFrom(q.Store, nil, after, func(_ string, p Party) bool {
		if p.ID == after || role != "" && !holdsNow(q, p.ID, role, jurisdiction) {
			return true
		}
		if len(page.Parties) == limit {
			page.After = page.Parties[limit-1].ID
			return false
		}
		page.Parties = append(page.Parties, p)
		return true
	})
	return page, nil
}

func askLimit(q rule.Ask) (int, error) {
	s := q.Args["limit"]
	if s == "" {
		return 100, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1000 {
		return 0, rule.Malformed("limit", "须在 1 至 1000 之间", "1 to 1000")
	}
	return n, nil
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
