package govern

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
)

// NewRoot is the root key of an institution whose own is lost, in a genesis document that goes on
// from another ledger's state (rulings E14).
type NewRoot struct {
	Party string           `json:"party" max:"32"`
	Key   crypto.PublicKey `json:"key"`
	// Proof is proof of possession for the root account's next key number on the new ledger.
	Proof tx.RS `json:"proof"`
}

// Succeed puts what the genesis document names in place of what was lost: root keys, and the whole
// set of validators. acknowledged says that members accept a group of a third or more.
func Succeed(c *rule.Ctx, roots []NewRoot, voters []party.GenesisVoter, acknowledged bool) error {
	for _, r := range roots {
		if err := party.CheckRoot(c, r.Party, r.Key, r.Proof); err != nil {
			return fmt.Errorf("the new root of %s: %w", r.Party, err)
		}
		party.ReplaceRoot(c, r.Party, r.Key)
	}
	reseated.Set(c.Store, planAt{c.Height})
	named := map[seatKey]bool{}
	for _, v := range voters {
		key, err := v.Key()
		if err != nil {
			return err
		}
		named[key] = true
		s, known := seats.Get(c.Store, key)
		switch {
		case !IsMember(c.Store, v.Party):
			return fmt.Errorf("validator %s: %s is no member", v.Name, v.Party)
		case known && s.Party != v.Party:
			return fmt.Errorf("validator %s: its key is of %s", v.Name, s.Party)
		case !known || s.Until != 0:
			s = Seat{Party: v.Party, Since: c.Time}
		}
		s.Power = v.Power
		seats.Set(c.Store, key, s)
	}
	var gone []seatKey
	EachSeat(c.Store, func(k [32]byte, _ Seat) bool {
		if !named[k] {
			gone = append(gone, k)
		}
		return true
	})
	for _, k := range gone {
		s, _ := seats.Get(c.Store, k)
		s.Until = c.Time
		seats.Set(c.Store, k, s)
	}
	for _, p := range PowerByGroup(c.Store, c.Time) {
		if p.Third() && !acknowledged {
			return fmt.Errorf("%s would hold %d of %d voting power, a third or more", p.Group, p.Power,
				p.Total)
		}
	}
	return nil
}
