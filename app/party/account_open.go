package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AccountOpen opens an account of the author's party with its first key. The root account authors
// it, another account of the party signs too unless maker–checker is off (rulings E14, L3).
type AccountOpen struct {
	Number uint16           `json:"number" need:"yes"`
	Duty   string           `json:"duty" max:"32" need:"yes"`
	Key    crypto.PublicKey `json:"key" need:"yes"`
	Proof  tx.RS            `json:"proof" need:"yes"`
	// optional certificates of the key in DER, one after the other, its own first
	Certificate wire.Bytes `json:"certificate" max:"12000"`
}

// Check refuses malformed fields.
func (m *AccountOpen) Check() error {
	if m.Number == Root {
		return rule.Malformed("number", "0 号为根账号", "number 0 is the root account")
	}
	if m.Duty == "" {
		return rule.Malformed("duty", "不能为空", "it is empty")
	}
	if err := checkKey("key", m.Key); err != nil {
		return err
	}
	return checkCertificate(m.Certificate)
}

// Apply opens the account; it signs from the next block.
func (m *AccountOpen) Apply(c *rule.Ctx) error {
	a := tx.Account{Party: c.Author(), Number: m.Number}
	if accounts.Has(c.Store, a) {
		return ErrAccountExists.At("number", "account", a)
	}
	if err := requireKey(c, "key", a, FirstKey, m.Key, m.Proof); err != nil {
		return err
	}
	leaf, err := requireCertificate(c, m.Key, m.Certificate)
	if err != nil {
		return err
	}

	openAccount(c, a, m.Duty, m.Key)

	c.Emit(AccountOpened{Account: a, Duty: m.Duty})
	certify(c, a, FirstKey, m.Certificate, leaf)
	return nil
}
