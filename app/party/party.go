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

// Get returns the party registered as id.
func Get(r state.Reader, id string) (Party, bool) { return parties.Get(r, id) }

// SameGroup reports whether a and b are one party or of one control group, as they were registered:
// what keeps required signers apart (rulings E13). Linked follows dated links too.
func SameGroup(r state.Reader, a, b string) bool {
	if a == b {
		return true
	}
	p, _ := parties.Get(r, a)
	q, _ := parties.Get(r, b)
	return p.Group != "" && p.Group == q.Group
}

// put writes a party that joins, with its place in its control group.
func put(s state.Store, p Party) {
	parties.Set(s, p.ID, p)
	if p.Group != "" {
		groups.Add(s, groupKey{p.Group, p.ID})
	}
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
