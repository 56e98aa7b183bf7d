package govern

import (
	"crypto/ed25519"
	"encoding/base64"
	"maps"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// MinPower, maxPower and maxSeats bound the validator set (rulings E5).
const (
	MinPower = party.MinPower
	maxPower = 1_000_000_000
	maxSeats = 200
)

// check refuses an act whose own fields are malformed.
func (a Act) check() error {
	switch a.Action {
	case AdmitMember, RemoveMember, RecoverRoot, SetValidator:
		if !wire.IsName(a.Party) {
			return rule.Malformed("act.party", "不是合格的主体编号", "not a party id")
		}
	case SetParameter:
		if _, ok := bound(a.Parameter); !ok {
			return rule.Malformed("act.parameter", "没有这个可议决的参数", "no parameter that members vote on")
		}
	case PlanUpgrade:
		if a.Height == 0 || a.Manifest.IsZero() || a.Manifest.Check() != nil {
			return rule.Malformed("act.height", "须写明生效高度与规则手册摘要",
				"a height and the digest of the book of rules are required")
		}
	case CancelUpgrade:
	default:
		return rule.Malformed("act.action", "没有这种议案", "no such action")
	}
	if a.Action == RecoverRoot && a.RootKey.Check() != nil {
		return rule.Malformed("act.root_key", "不是所标算法的公钥", "not a public key of its algorithm")
	}
	if a.Action != SetValidator {
		return nil
	}
	if _, ok := a.key(); !ok {
		return rule.Malformed("act.pub_key", "须为 Ed25519 公钥的 base64", "must be base64 of an Ed25519 key")
	}
	if a.Value != 0 && (a.Value < MinPower || a.Value > maxPower) {
		return rule.Malformed("act.value", "投票权须为 0（移出）或 100 至 1000000000",
			"power is 0 (remove) or 100 to 1000000000")
	}
	return nil
}

func (a Act) key() (k seatKey, ok bool) {
	b, err := base64.StdEncoding.Strict().DecodeString(a.PubKey)
	if err != nil || len(b) != ed25519.PublicKeySize {
		return k, false
	}
	copy(k[:], b)
	return k, true
}

// allow refuses what the ledger, as it stands, cannot do. It is asked when the proposal is opened
// and again when it is carried out.
func (a Act) allow(c *rule.Ctx) error {
	switch a.Action {
	case AdmitMember, RemoveMember:
		return a.allowMember(c)
	case SetValidator:
		return a.allowValidator(c)
	case SetParameter:
		b, _ := bound(a.Parameter)
		if a.Value < uint64(b.Min) || a.Value > uint64(b.Max) {
			return ErrBounds.At("act.value", "name", a.Parameter, "value", a.Value,
				"min", b.Min, "max", b.Max)
		}
		if uint64(parameter(c.Store, a.Parameter)) == a.Value {
			return ErrUnchanged.At("act.value")
		}
	case PlanUpgrade, CancelUpgrade:
		return a.allowUpgrade(c)
	case RecoverRoot:
		if a.Party == c.Author() {
			return ErrOwnRoot.At("act.party", "party", a.Party)
		}
		return party.CheckRoot(c, a.Party, a.RootKey, a.RootProof)
	}
	return nil
}

func (a Act) allowMember(c *rule.Ctx) error {
	if _, ok := party.Get(c.Store, a.Party); !ok {
		return party.ErrUnknown.At("act.party", "party", a.Party)
	}
	is := IsMember(c.Store, a.Party)
	if is == (a.Action == AdmitMember) {
		return ErrUnchanged.At("act.party")
	}
	var holds bool
	EachSeat(c.Store, func(_ [32]byte, s Seat) bool {
		holds = holds || s.Party == a.Party
		return !holds
	})
	if a.Action == RemoveMember && holds {
		return ErrHoldsSeat.At("act.party", "party", a.Party)
	}
	return nil
}

func (a Act) allowUpgrade(c *rule.Ctx) error {
	from, plan, pending := Planned(c.Store, c.Height)
	if a.Action == CancelUpgrade {
		if !pending || plan.Rules != a.Value {
			return ErrNoPlan.At("act.value", "rules", a.Value)
		}
		return nil
	}
	if now := RulesAt(c.Store, c.Height); a.Value <= now {
		return ErrOldRules.At("act.value", "rules", a.Value, "now", now)
	}
	if pending {
		return ErrPlanned.At("act.value", "rules", plan.Rules, "height", from)
	}
	if a.Height <= c.Height+1 {
		return ErrHeight.At("act.height", "height", a.Height, "now", c.Height)
	}
	return nil
}

// allowValidator refuses a change of the validator set that names no member, changes nothing,
// empties the set, or gives a control group a third or more without an acknowledgement (E13).
func (a Act) allowValidator(c *rule.Ctx) error {
	key, _ := a.key()
	seat, known := seats.Get(c.Store, key)
	active := known && seat.Until == 0
	switch {
	case a.Value != 0 && !IsMember(c.Store, a.Party):
		return ErrNotMember.At("act.party", "party", a.Party)
	case known && seat.Party != a.Party:
		return ErrSeat.At("act.pub_key", "party", seat.Party)
	case a.Value == 0 && !active || active && seat.Power == a.Value:
		return ErrUnchanged.At("act.value")
	}
	before, after, n := map[string]uint64{}, map[string]uint64{}, 0
	var all, left uint64
	names := holdersAt(c.Store, c.Time, a.Party)
	EachSeat(c.Store, func(k [32]byte, s Seat) bool {
		g := names[s.Party]
		before[g] += s.Power
		all += s.Power
		if k != key {
			after[g] += s.Power
			left += s.Power
			n++
		}
		return true
	})
	after[names[a.Party]] += a.Value
	left += a.Value
	if left == 0 || (a.Value != 0 && n >= maxSeats) {
		return ErrSeats.At("act.value", "max", maxSeats)
	}
	if a.Acknowledge.Given() {
		return nil
	}
	for _, g := range slices.Sorted(maps.Keys(after)) {
		if err := concentrated(g, before[g], all, after[g], left); err != nil {
			return err
		}
	}
	return nil
}

// concentrated refuses a group whose share grows to a third or more.
func concentrated(group string, before, all, after, left uint64) error {
	if 3*after < left || after*all <= before*left {
		return nil
	}
	return ErrConcentration.At("act.value", "group", group, "power", after, "total", left)
}
