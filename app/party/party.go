package party

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Party is an institution (法人组织); a natural person is never one.
type Party struct {
	ID           string        `json:"id" max:"32"`
	Name         string        `json:"name" max:"200"`
	Nature       string        `json:"nature" max:"20"`
	Jurisdiction string        `json:"jurisdiction" max:"6"` // GB/T 2260; its bureau registered it
	Group        string        `json:"group" max:"32"`       // common control; "" stands alone
	USCC         crypto.Digest `json:"uscc"`                 // of the unified social credit code
	RemitTo      string        `json:"remit_to" max:"32"`    // treasury party its income goes to
	Founding     bool          `json:"founding"`             // named in genesis
	Registered   wire.Time     `json:"registered"`
	// maker–checker is off by recorded decision (rulings L3)
	Single bool `json:"single"`
}

// Natures of a party (机构性质).
const (
	Administrative  = "administrative"   // 行政机关
	Institution     = "institution"      // 事业单位
	StateEnterprise = "state_enterprise" // 国有企业
	Enterprise      = "enterprise"       // 其他企业
)

// reserved words stand in settlement rules where a party could be named: whatever were registered
// under one of them would be asked for in everybody's rules.
var reserved = []string{"owner", "inputs", "lineage"}

var natures = []string{Administrative, Institution, StateEnterprise, Enterprise}

// Chapter is the table of chapter 1.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 1, Name: "party",
		Zh: "主体、角色、账号与密钥", En: "institutions, their roles, accounts and keys",
		Kinds: []rule.Kind{
			{Name: "party.register", Zh: "数据主管部门登记一个主体及其首批账号和密钥",
				En:  "the data bureau registers an institution with its first accounts and keys",
				Law: "GZ §4 §5; rulings E11 E13", New: func() rule.Msg { return new(Register) },
				Writes: 1 + 3*(1+maxAccounts), Weight: rule.Ordinary, Dual: true},
			{Name: "role.grant", Zh: "授予主体一项角色", En: "give an institution a role",
				Law: "GZ §5 §6 §7; rulings E13", New: func() rule.Msg { return new(RoleGrant) },
				Writes: 1, Weight: rule.Ordinary, Dual: true},
			{Name: "role.end", Zh: "终止主体的一项角色", En: "end a role of an institution",
				Law: "GZ §5 §30; rulings E6 E13", New: func() rule.Msg { return new(RoleEnd) },
				Writes: 1, Weight: rule.Urgent, Dual: true},
			{Name: "account.open", Zh: "本机构开立一个账号", En: "open an account of one's own institution",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(AccountOpen) },
				Writes: 3, Weight: rule.Ordinary, Dual: true, Root: true},
			{Name: "account.close", Zh: "本机构关闭一个账号", En: "close an account of one's own institution",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(AccountClose) },
				Writes: 1, Weight: rule.Urgent, Dual: true, Root: true},
			{Name: "key.enroll", Zh: "为账号登记一把新公钥", En: "enrol a new public key of an account",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(KeyEnroll) },
				Writes: 3, Weight: rule.Ordinary, Dual: true, Root: true},
			{Name: "key.revoke", Zh: "停用账号的一把公钥", En: "revoke a public key of an account",
				Law: "rulings E11 E14", New: func() rule.Msg { return new(KeyRevoke) },
				Writes: 2, Weight: rule.Urgent, Dual: true, Root: true},
			{Name: "dual.set", Zh: "开启或关闭本机构的制单复核分离",
				En:  "switch maker–checker of one's own institution on or off",
				Law: "rulings L3", New: func() rule.Msg { return new(DualSet) },
				Writes: 1, Weight: rule.Ordinary, Root: true},
		},
		Refusals:    refusals,
		Events:      events,
		Collections: collections,
		Queries:     queries,
		Genesis:     loadGenesis,
		Invariants:  invariants,
	}
}

// Get returns the party registered as id.
func Get(r state.Reader, id string) (Party, bool) { return parties.Get(r, id) }

// SameGroup reports whether a and b are one party or under one common control.
func SameGroup(r state.Reader, a, b string) bool {
	if a == b {
		return true
	}
	p, _ := parties.Get(r, a)
	q, _ := parties.Get(r, b)
	return p.Group != "" && p.Group == q.Group
}

// TreasuryOf returns the treasury party to which income of id goes, "" if none (GZ §22¶3).
func TreasuryOf(r state.Reader, id string) string {
	p, _ := parties.Get(r, id)
	return p.RemitTo
}

// Each visits every party in order of id until fn returns false.
func Each(r state.Reader, fn func(Party) bool) {
	parties.Each(r, func(_ string, p Party) bool { return fn(p) })
}

// IsJurisdiction reports whether s is a six-digit code of GB/T 2260.
func IsJurisdiction(s string) bool {
	if len(s) != 6 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Province returns the province of a jurisdiction: 520100 is in 520000.
func Province(jurisdiction string) string {
	if !IsJurisdiction(jurisdiction) {
		return jurisdiction
	}
	return jurisdiction[:2] + "0000"
}

// check refuses a party whose own fields are malformed.
func (p Party) check() error {
	switch {
	case !wire.IsName(p.ID):
		return rule.Malformed("id", "须为 1 至 32 个字母、数字或 . _ -", "1 to 32 letters, digits or . _ -")
	case slices.Contains(reserved, p.ID):
		return rule.Malformed("id", "是结算规则的保留词", "is a word of settlement rules")
	case p.Name == "":
		return rule.Malformed("name", "不能为空", "it is empty")
	case !slices.Contains(natures, p.Nature):
		return rule.Malformed("nature", "机构性质未知", "unknown nature")
	case !IsJurisdiction(p.Jurisdiction):
		return rule.Malformed("jurisdiction", "须为六位行政区划代码", "six digits of GB/T 2260")
	case p.Group != "" && !wire.IsName(p.Group):
		return rule.Malformed("group", "不是合格的名称", "not a name")
	case p.RemitTo != "" && !wire.IsName(p.RemitTo):
		return rule.Malformed("remit_to", "不是合格的主体编号", "not a party id")
	case !p.USCC.IsZero() && p.USCC.Check() != nil:
		return rule.Malformed("uscc", "摘要算法未知", "unknown digest algorithm")
	}
	return nil
}
