package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// BankRegister registers where a party is paid from a day on. The party signs; for a public body or
// a treasury finance of its place does (GZ §22¶3).
type BankRegister struct {
	Party    string        `json:"party" max:"32" need:"yes"`
	From     wire.Date     `json:"from" need:"yes"`
	Account  crypto.Digest `json:"account" need:"yes"` // salted, of the account number
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *BankRegister) Check() error {
	switch {
	case !wire.IsName(m.Party):
		return rule.Malformed("party", "须为主体编号", "must be a party")
	case !m.From.Valid():
		return rule.Malformed("from", "须为日期", "must be a day")
	case m.Account.Check() != nil:
		return rule.Malformed("account", "须写明账户的加盐摘要", "a salted digest of the account is required")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply writes the account. No day that has passed changes its account.
func (m *BankRegister) Apply(c *rule.Ctx) error {
	p, ok := party.Get(c.Store, m.Party)
	if !ok {
		return rule.Malformed("party", "没有该主体", "no such party")
	}
	if m.From < c.Time.Date() {
		return rule.Malformed("from", "不得早于当日", "must not be before today")
	}
	if public(c.Store, p, c.Time) {
		if _, err := party.SignerWith(c, "finance", p.Jurisdiction); err != nil {
			return cite(c, m.Party, ErrRegistrar, "", "party", m.Party, "who", "finance",
				"who_zh", party.RoleZh("finance"))
		}
	} else if !c.SignedBy(m.Party) {
		return cite(c, m.Party, ErrRegistrar, "", "party", m.Party, "who", m.Party,
			"who_zh", m.Party)
	}
	accounts.Set(c.Store, accountKey{m.Party, m.From}, BankAccount{m.Account, m.Evidence, c.Signers,
		c.Time})
	c.Emit(BankRegistered{m.Party, m.From, m.Account})
	return nil
}
