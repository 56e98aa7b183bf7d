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
	{Name: "certificate", Zh: "一把公钥登记时所附的证书", En: "the certificate that a key was enrolled with",
		Args: []rule.Arg{{Name: "account", Zh: "账号，如 gz-bureau/1", En: "account such as gz-bureau/1",
			Required: true}, {Name: "key", Zh: "公钥序号", En: "number of the key", Required: true}},
		Serve: viewCertificate},
	{Name: "links", Zh: "一个主体或客户假名的全部关联，含已终止的",
		En: "every link of an institution or pseudonym, past ones too",
		Args: []rule.Arg{{Name: "party", Zh: "主体编号或客户假名", En: "party id or pseudonym", Required: true},
			{Name: "after", Zh: "从该关联之后开始", En: "start after this link"},
			{Name: "limit", Zh: "最多条数，不超过 1000", En: "at most so many, up to 1000"}},
		Serve: func(q rule.Ask) (any, error) { return listLinks(q) }},
	{Name: "linked", Zh: "与一个主体有控制、法定代表人或协议关联的全部主体及路径",
		En: "who is linked to an institution by control, legal representative or agreement, and how",
		Args: []rule.Arg{{Name: "party", Zh: "主体编号或客户假名", En: "party id or pseudonym", Required: true},
			{Name: "kind", Zh: "只看该类关联", En: "only by links that make this relation"}},
		Serve: func(q rule.Ask) (any, error) { return listLinked(q) }},
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

func viewCertificate(q rule.Ask) (any, error) {
	a, err := tx.ParseAccount(q.Args["account"])
	if err != nil {
		return nil, rule.Malformed("account", "须形如 gz-bureau/1", "it reads like gz-bureau/1")
	}
	n, err := strconv.ParseUint(q.Args["key"], 10, 16)
	if err != nil {
		return nil, rule.Malformed("key", "不是公钥序号", "no number of a key")
	}
	v, ok := CertificateOf(q.Store, a, uint16(n))
	if !ok {
		return nil, rule.ErrNotFound
	}
	return v, nil
}

func listValidators(r state.Reader) []ValidatorView {
	out := []ValidatorView{}
	EachValidator(r, func(party, name string, v Validator) bool {
		out = append(out, ValidatorView{party, name, v.PubKey[:], v.Power})
		return true
	})
	return out
}
