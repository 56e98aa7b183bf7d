package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
)

// KeyRevoke ends a key of an account of the author's party. The key stays on record and can never
// be enrolled again.
type KeyRevoke struct {
	Account uint16 `json:"account"`
	Number  uint16 `json:"number" need:"yes"`
}

// Check refuses malformed fields.
func (m *KeyRevoke) Check() error {
	if m.Number < FirstKey {
		return rule.Malformed("number", "公钥序号自 1 起", "key numbers begin at 1")
	}
	return nil
}

// Apply ends the key; it signs no more from the next block on.
func (m *KeyRevoke) Apply(c *rule.Ctx) error {
	a := tx.Account{Party: c.Author(), Number: m.Account}
	at := keyOf{a.Party, a.Number, m.Number}
	key, ok := keys.Get(c.Store, at)
	if !ok || key.To != 0 {
		return ErrKeyUnknown.At("number", "account", a, "number", m.Number)
	}
	account, _ := accounts.Get(c.Store, a)
	if m.Account == Root && account.Active == 1 {
		return ErrLastRootKey.At("number")
	}

	key.To = c.Time
	keys.Set(c.Store, at, key)
	account.Active--
	accounts.Set(c.Store, a, account)

	c.Emit(KeyRevoked{Account: a, Number: m.Number})
	return nil
}
