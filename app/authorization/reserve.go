package authorization

import (
	"slices"
	"strconv"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Reserve declares money that a rule keeps under "reserve:NAME": who holds it, what for, and what
// must be so before it is given out (rulings M8).
type Reserve struct {
	Name    string `json:"name" max:"32"`
	Holder  string `json:"holder" max:"32"`
	Purpose string `json:"purpose" max:"200"`
	Release string `json:"release" max:"500"` // the condition of its release
}

// MaxReserves bounds the reserves of one rule.
const MaxReserves = 10

// CheckReserves refuses declarations that no state could make right.
func CheckReserves(field string, list []Reserve) error {
	if len(list) > MaxReserves {
		return rule.Malformed(field, "至多十项", "are ten at most")
	}
	for i, v := range list {
		at := field + "[" + strconv.Itoa(i) + "]"
		twice := slices.ContainsFunc(list[:i], func(o Reserve) bool { return o.Name == v.Name })
		switch {
		case !wire.IsName(v.Name) || twice:
			return rule.Malformed(at+".name", "须为不重复的名称", "must be a name, once")
		case !wire.IsName(v.Holder):
			return rule.Malformed(at+".holder", "须为主体编号", "must be a party")
		case v.Purpose == "":
			return rule.Malformed(at+".purpose", "不能为空", "must not be empty")
		case v.Release == "":
			return rule.Malformed(at+".release", "不能为空", "must not be empty")
		}
	}
	return nil
}

// ReadMechanismWith is ReadMechanism of a rule that keeps money in declared reserves.
func ReadMechanismWith(r state.Reader, p regime.Profile, field, layer string, text []byte,
	declared []Reserve) ([]byte, error) {
	for _, v := range declared {
		if _, ok := party.Get(r, v.Holder); !ok {
			return nil, ErrReserve.At(field, "payee", settlement.ReservePrefix+v.Name)
		}
		if err := withTreasury(r, p, field, v.Holder); err != nil {
			return nil, err
		}
	}
	return readMechanism(r, p, field, layer, text, declared)
}

// declares reports whether a payee "reserve:NAME" is declared.
func declares(declared []Reserve, payee string) bool {
	name := strings.TrimPrefix(payee, settlement.ReservePrefix)
	return slices.ContainsFunc(declared, func(v Reserve) bool { return v.Name == name })
}

// withReserves adds declarations to those of before. What was declared keeps its terms: money is
// held under them.
func withReserves(old, more []Reserve) []Reserve {
	out := slices.Clone(old)
	for _, v := range more {
		if !declares(old, v.Name) {
			out = append(out, v)
		}
	}
	return out
}

// mechanism reads the new rule of a plan with the reserves it adds.
func (m *PlanAmend) mechanism(c *rule.Ctx, p regime.Profile, next *Plan) error {
	next.Reserves = withReserves(next.Reserves, m.Reserves)
	if len(next.Reserves) > MaxReserves {
		return rule.Malformed("reserves", "连同已声明的至多十项", "with those declared are ten at most")
	}
	rules, err := ReadMechanismWith(c.Store, p, "mechanism", settlement.LayerPrimary, m.Mechanism,
		next.Reserves)
	if err != nil {
		return err
	}
	next.Mechanism, next.RuleHash = rules, RuleHash(rules)
	return nil
}
