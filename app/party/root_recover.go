package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
)

// CheckRoot refuses a key that may not become the next root key of a party: the proof of possession
// is over EnrolPreimage with the root account's next key number.
func CheckRoot(c *rule.Ctx, id string, key crypto.PublicKey, proof tx.RS) error {
	root := tx.Account{Party: id, Number: Root}
	account, ok := accounts.Get(c.Store, root)
	if !ok {
		return ErrUnknown.At("party", "party", id)
	}
	return requireKey(c, "root_key", root, account.LastKey+1, key, proof)
}

// ReplaceRoot ends every active root key of a party and enrols a new one. Only the chapter of the
// members' votes calls it, for a lost root (rulings E14).
func ReplaceRoot(c *rule.Ctx, id string, key crypto.PublicKey) {
	root := tx.Account{Party: id, Number: Root}
	account, _ := accounts.Get(c.Store, root)
	var active []keyOf
	keys.EachPrefix(c.Store, []any{id, uint16(Root)}, func(k keyOf, v Key) bool {
		if v.To == 0 {
			active = append(active, k)
		}
		return true
	})
	for _, k := range active {
		v, _ := keys.Get(c.Store, k)
		v.To = c.Time
		keys.Set(c.Store, k, v)
		c.Emit(KeyRevoked{Account: root, Number: k.Number})
	}
	account.LastKey++
	account.Active = 1
	accounts.Set(c.Store, root, account)
	addKey(c.Store, root, account.LastKey, key, c.Time)
	c.Emit(KeyEnrolled{Account: root, Number: account.LastKey, Public: key})
}
