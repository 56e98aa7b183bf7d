package party

import (
	"cmp"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Role is one interval [From, To) of a role; To is zero while it is open.
type Role struct {
	Role         string    `json:"role"`
	Jurisdiction string    `json:"jurisdiction"`
	From         wire.Time `json:"from"`
	To           wire.Time `json:"to"`
	Document     string    `json:"document"` // number or title of the act that gave it
	Ending       string    `json:"ending"`   // number or title of the act that ended it
}

type roleEnd struct {
	To       wire.Time `json:"to"`
	Document string    `json:"document" max:"200"`
	Ending   string    `json:"ending" max:"200"`
}

// roleZh names every role; its keys are the wire strings (law/matrix 1.1).
var roleZh = map[string]string{
	"government": "本级人民政府", "bureau": "数据主管部门", "impl": "实施机构", "industry": "行业主管部门",
	"provider": "数据提供单位", "operator": "授权运营机构", "developer": "开发利用机构",
	"platform": "平台建设运行单位", "registry": "登记机构", "exchange": "数据交易场所",
	"price": "价格主管部门", "finance": "财政部门", "audit": "审计机关", "treasury": "国库",
	"customer": "用户", "vendor": "技术服务商", "third": "第三方机构", "security": "网信公安等部门",
}

// deciding roles need a second founding institution to be given or ended (rulings E13).
var deciding = []string{"government", "impl", "provider", "industry", "finance", "audit",
	"exchange", "registry", "price", "bureau"}

// IsRole reports whether s names a role.
func IsRole(s string) bool { return roleZh[s] != "" }

// RoleZh is the Chinese name of a role, or the word itself when it is none.
func RoleZh(role string) string {
	if zh := roleZh[role]; zh != "" {
		return zh
	}
	return role
}

// IsDeciding reports whether role is a deciding one (rulings E13).
func IsDeciding(role string) bool { return slices.Contains(deciding, role) }

// HasRole reports whether party holds role at the instant at, in jurisdiction itself or in the
// province above it.
func HasRole(r state.Reader, party, role, jurisdiction string, at wire.Time) bool {
	return RoleDuring(r, party, role, jurisdiction, at, at)
}

// RoleDuring reports whether party holds role without a gap over [from, to), in jurisdiction or in
// the province above it. An empty window means the instant from.
func RoleDuring(r state.Reader, party, role, jurisdiction string, from, to wire.Time) bool {
	held := intervals(r, party, role, jurisdiction)
	if p := Province(jurisdiction); p != jurisdiction {
		held = append(held, intervals(r, party, role, p)...)
		slices.SortStableFunc(held, func(a, b Role) int { return cmp.Compare(a.From, b.From) })
	}
	reached := from
	last := max(to, from+1)
	for _, h := range held {
		if h.From > reached {
			return false
		}
		if h.To == 0 {
			return true
		}
		if reached = max(reached, h.To); reached >= last {
			return true
		}
	}
	return false
}

func intervals(r state.Reader, party, role, jurisdiction string) (out []Role) {
	roleIntervals.EachPrefix(r, []any{party, role, jurisdiction}, func(k roleAt, e roleEnd) bool {
		out = append(out, roleOf(k, e))
		return true
	})
	return out
}

func roleOf(k roleAt, e roleEnd) Role {
	return Role{Role: k.Role, Jurisdiction: k.Jurisdiction, From: k.From, To: e.To,
		Document: e.Document, Ending: e.Ending}
}

// Roles returns every interval of every role of party, past ones too.
func Roles(r state.Reader, party string) (out []Role) {
	roleIntervals.EachPrefix(r, []any{party}, func(k roleAt, e roleEnd) bool {
		out = append(out, roleOf(k, e))
		return true
	})
	return out
}

// SignerWith returns the first signing party that holds role in jurisdiction now, judged by the
// state after the last block: a role given in this block counts from the next one (rulings E1).
func SignerWith(c *rule.Ctx, role, jurisdiction string) (party string, err error) {
	for _, p := range c.Parties() {
		if HasRole(c.Standing(), p, role, jurisdiction, c.Time) {
			return p, nil
		}
	}
	return "", ErrRole.At("", "role", role, "role_zh", RoleZh(role), "jurisdiction", jurisdiction)
}

// openRole returns the open interval of the role in exactly this jurisdiction.
func openRole(r state.Reader, party, role, jurisdiction string) (key roleAt, held bool) {
	roleIntervals.EachPrefix(r, []any{party, role, jurisdiction}, func(k roleAt, e roleEnd) bool {
		if e.To == 0 {
			key, held = k, true
		}
		return true
	})
	return key, held
}

// Holder returns the first party, in order of id, that holds role in exactly this jurisdiction at
// an instant, or "".
func Holder(r state.Reader, role, jurisdiction string, at wire.Time) (id string) {
	holders.EachPrefix(r, []any{role, jurisdiction}, func(k holderKey) bool {
		for _, v := range intervals(r, k.Party, role, jurisdiction) {
			if covers(v.From, v.To, at) {
				id = k.Party
			}
		}
		return id == ""
	})
	return id
}

// giveRole opens an interval.
func giveRole(s state.Store, k roleAt, v roleEnd) {
	roleIntervals.Set(s, k, v)
	holders.Add(s, holderKey{k.Role, k.Jurisdiction, k.Party})
}
