package party

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// View is a party as queries show it.
type View struct {
	Party
	Roles    []Role        `json:"roles"`
	Accounts []AccountView `json:"accounts"`
}

// AccountView is an account with its keys, past ones too.
type AccountView struct {
	Account tx.Account `json:"account"`
	Duty    string     `json:"duty"`
	Opened  wire.Time  `json:"opened"`
	Closed  wire.Time  `json:"closed"`
	Keys    []KeyView  `json:"keys"`
}

// KeyView is one key of an account.
type KeyView struct {
	Number uint16 `json:"number"`
	Key
	Fingerprint string `json:"fingerprint"`
}

// Page is one page of parties; After is the argument for the next page, "" at the end.
type Page struct {
	Parties []Party `json:"parties"`
	After   string  `json:"after"`
}

// ValidatorView is a founding validator.
type ValidatorView struct {
	Party  string     `json:"party"`
	Name   string     `json:"name"`
	PubKey wire.Bytes `json:"pub_key"`
	Power  uint64     `json:"power"`
}

var queries = []rule.Query{
	{Name: "party", Zh: "一个主体及其角色、账号和公钥", En: "an institution with its roles, accounts and keys",
		Args:  []rule.Arg{{Name: "id", Zh: "主体编号", En: "party id", Required: true}},
		Serve: func(q rule.Ask) (any, error) { return viewParty(q) }},
	{Name: "parties", Zh: "主体列表，可按角色筛选", En: "institutions, optionally those that hold a role now",
		Args: []rule.Arg{{Name: "role", Zh: "角色", En: "role"},
			{Name: "jurisdiction", Zh: "角色所在行政区划", En: "jurisdiction of the role"},
			{Name: "after", Zh: "从该主体之后开始", En: "start after this party"},
			{Name: "limit", Zh: "最多条数，不超过 1000", En: "at most so many, up to 1000"}},
		Serve: func(q rule.Ask) (any, error) { return listParties(q) }},
	{Name: "account", Zh: "一个账号及其公钥", En: "an account with its keys",
		Args: []rule.Arg{{Name: "account", Zh: "账号，如 gz-bureau/1", En: "account such as gz-bureau/1",
			Required: true}},
		Serve: func(q rule.Ask) (any, error) { return viewAccount(q) }},
	{Name: "validators", Zh: "创始共识节点及其投票权", En: "founding validators and their voting power",
		Serve: func(q rule.Ask) (any, error) { return listValidators(q.Store), nil }},
}

func viewParty(q rule.Ask) (any, error) {
	p, ok := parties.Get(q.Store, q.Args["id"])
	if !ok {
		return nil, rule.ErrNotFound
	}
	v := View{Party: p, Roles: Roles(q.Store, p.ID), Accounts: []AccountView{}}
	accounts.EachPrefix(q.Store, []any{p.ID}, func(a tx.Account, rec Account) bool {
		v.Accounts = append(v.Accounts, accountView(q.Store, a, rec))
		return true
	})
	return v, nil
}

func accountView(r state.Reader, a tx.Account, rec Account) AccountView {
	v := AccountView{Account: a, Duty: rec.Duty, Opened: rec.Opened, Closed: rec.Closed,
		Keys: []KeyView{}}
	keys.EachPrefix(r, []any{a.Party, a.Number}, func(k keyOf, key Key) bool {
		v.Keys = append(v.Keys, KeyView{k.Number, key, key.Public.Fingerprint()})
		return true
	})
	return v
}

func viewAccount(q rule.Ask) (any, error) {
	a, err := tx.ParseAccount(q.Args["account"])
	if err != nil {
		return nil, rule.Malformed("account", "须形如 gz-bureau/1", "it reads like gz-bureau/1")
	}
	rec, ok := accounts.Get(q.Store, a)
	if !ok {
		return nil, rule.ErrNotFound
	}
	return accountView(q.Store, a, rec), nil
}

func listParties(q rule.Ask) (any, error) {
	limit := 100
	if s := q.Args["limit"]; s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 1000 {
			return nil, rule.Malformed("limit", "须在 1 至 1000 之间", "1 to 1000")
		}
		limit = n
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

func listValidators(r state.Reader) []ValidatorView {
	out := []ValidatorView{}
	EachValidator(r, func(party, name string, v Validator) bool {
		out = append(out, ValidatorView{party, name, v.PubKey[:], v.Power})
		return true
	})
	return out
}
