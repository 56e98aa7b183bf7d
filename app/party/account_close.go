package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
)

// AccountClose closes an account of the author's party for good: its number and keys are never
// used again (rulings E11).
type AccountClose struct {
	Number uint16 `json:"number" need:"yes"`
}

// Check refuses the root account, which is never closed.
func (m *AccountClose) Check() error {
	if m.Number == Root {
		return rule.Malformed("number", "根账号不能关闭", "the root account is never closed")
	}
	return nil
}

// Apply closes the account; it signs no more from the next block on.
func (m *AccountClose) Apply(c *rule.Ctx) error {
	a := tx.Account{Party: c.Author(), Number: m.Number}
	account, ok := accounts.Get(c.Store, a)
	if !ok || account.Closed != 0 {
		return ErrAccountUnknown.At("number", "account", a)
	}

	account.Closed = c.Time
	accounts.Set(c.Store, a, account)

	c.Emit(AccountClosed{Account: a})
	return nil
}
