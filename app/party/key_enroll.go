package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// KeyEnroll adds a key to an account of the author's party, the root account included. Number is
// the account's last key plus one, so that the proof of possession names exactly this place.
type KeyEnroll struct {
	Account uint16           `json:"account"`
	Number  uint16           `json:"number" need:"yes"`
	Key     crypto.PublicKey `json:"key" need:"yes"`
	Proof   tx.RS            `json:"proof" need:"yes"`
	// optional certificates of the key in DER, one after the other, its own first
	Certificate wire.Bytes `json:"certificate" max:"12000"`
}

// Check refuses malformed fields.
func (m *KeyEnroll) Check() error {
	if m.Number < FirstKey {
		return rule.Malformed("number", "公钥序号自 1 起", "key numbers begin at 1")
	}
	if err := checkKey("key", m.Key); err != nil {
		return err
	}
	return checkCertificate(m.Certificate)
}

// Apply enrols the key; it signs from the next block.
func (m *KeyEnroll) Apply(c *rule.Ctx) error {
	a := tx.Account{Party: c.Author(), Number: m.Account}
	account, ok := accounts.Get(c.Store, a)
	if !ok || account.Closed != 0 {
		return ErrAccountUnknown.At("account", "account", a)
	}
	if next := uint32(account.LastKey) + 1; uint32(m.Number) != next {
		return ErrKeyNumber.At("number", "account", a, "number", next)
	}
	if err := requireKey(c, "key", a, m.Number, m.Key, m.Proof); err != nil {
		return err
	}
	leaf, err := requireCertificate(c, m.Key, m.Certificate)
	if err != nil {
		return err
	}

	account.LastKey = m.Number
	account.Active++
	accounts.Set(c.Store, a, account)
	addKey(c.Store, a, m.Number, m.Key, c.Time)

	c.Emit(KeyEnrolled{Account: a, Number: m.Number, Public: m.Key})
	certify(c, a, m.Number, m.Certificate, leaf)
	return nil
}
