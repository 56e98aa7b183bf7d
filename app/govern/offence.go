package govern

import (
	"encoding/base64"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// What a block can prove against a validator.
const (
	DuplicateVote     = "duplicate_vote"
	LightClientAttack = "light_client_attack"
)

// fewest is how many validators stay at least: below, one fault more stops the ledger.
const fewest = 4

// offenceAt orders offences by validator, then by the height at which they happened.
type offenceAt struct {
	Key    seatKey
	Height uint64
}

// Offence is what a block proved against a validator.
type Offence struct {
	Party    string    `json:"party" max:"32"`
	What     string    `json:"what" max:"20"`
	Recorded wire.Time `json:"recorded"`
	Block    uint64    `json:"block"`   // height of the block that proves it
	Removed  bool      `json:"removed"` // the seat ended; else the vote decides
}

// recordAll keeps everything that a block proves against validators.
func recordAll(c *rule.Ctx) {
	for _, m := range c.Block.Misbehaved {
		_ = c.Try(func(in *rule.Ctx) error { return record(in, m) })
	}
}

// record keeps an offence. By rule the validator loses its seat, unless fewer than four would stay
// or a group's share would grow to a third: then the offence is a flag and members decide (rulings
// E13). An offence is recorded once, and a validator that left is past removing.
func record(c *rule.Ctx, m rule.Misbehaved) error {
	var key seatKey
	var seat Seat
	var known bool
	seats.Each(c.Store, func(k seatKey, s Seat) bool {
		if sum := crypto.SHA256(k[:]); [20]byte(sum[:20]) == m.Address {
			key, seat, known = k, s, true
		}
		return !known
	})
	at := offenceAt{key, m.Height}
	if !known || offences.Has(c.Store, at) {
		return nil
	}
	o := Offence{Party: seat.Party, What: m.What, Recorded: c.Time, Block: c.Height}
	if seat.Until == 0 && !changes.Has(c.Store, changeAt{c.Height, key}) && dispensable(c, key) {
		o.Removed = true
		seat.Power, seat.Until = 0, c.Time
		seats.Set(c.Store, key, seat)
		changes.Set(c.Store, changeAt{c.Height, key}, Change{Party: seat.Party})
		c.Emit(ValidatorChanged{Party: seat.Party, PubKey: key[:], Height: c.Height})
	}
	offences.Set(c.Store, at, o)
	c.Emit(ValidatorOffended{Party: seat.Party, PubKey: key[:], What: m.What, Height: m.Height,
		Removed: o.Removed})
	return nil
}

// dispensable reports whether the ledger is safe without a validator.
func dispensable(c *rule.Ctx, key seatKey) bool {
	own, _ := seats.Get(c.Store, key)
	n := 0
	EachSeat(c.Store, func(k [32]byte, _ Seat) bool {
		if k != key {
			n++
		}
		return true
	})
	if n < fewest {
		return false
	}
	for _, p := range PowerByGroup(c.Store, c.Time) {
		after := p.Power
		if slices.Contains(p.Parties, own.Party) {
			after -= own.Power
		}
		if concentrated(p.Group, p.Power, p.Total, after, p.Total-own.Power) != nil {
			return false
		}
	}
	return true
}

// Offended is one line of the query "offences".
type Offended struct {
	PubKey string `json:"pub_key"`
	Height uint64 `json:"height"` // at which it happened
	Offence
}

func askOffences(q rule.Ask) (any, error) {
	out := []Offended{}
	offences.Each(q.Store, func(k offenceAt, o Offence) bool {
		out = append(out, Offended{base64.StdEncoding.EncodeToString(k.Key[:]), k.Height, o})
		return len(out) < rule.MaxPage
	})
	return out, nil
}
