package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

const maxFen = wire.Fen(1_000_000_000_000) // 10^10 yuan

// PaymentRecord reports what the author has paid under its statements to a payee, in part or in
// whole. It counts once the payee has confirmed it.
type PaymentRecord struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Payee     string        `json:"payee" max:"32" need:"yes"`
	Periods   []string      `json:"periods" max:"16" need:"yes"` // of the statements paid
	Amount    wire.Fen      `json:"amount" need:"yes"`
	Date      wire.Date     `json:"date" need:"yes"`
	Reference crypto.Digest `json:"reference" need:"yes"` // of the bank's receipt
	Account   crypto.Digest `json:"account" need:"yes"`   // salted, of the account paid into
}

// Check refuses a body that no state could make right.
func (m *PaymentRecord) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !wire.IsName(m.Payee):
		return rule.Malformed("payee", "须为主体编号", "must be a party")
	case len(m.Periods) == 0 || !slices.IsSorted(m.Periods) ||
		len(slices.Compact(slices.Clone(m.Periods))) != len(m.Periods):
		return rule.Malformed("periods", "须由早到晚、不重复", "must ascend, once each")
	case m.Amount <= 0 || m.Amount > maxFen:
		return rule.Malformed("amount", "须为正数，不超过一百亿元", "must be positive, up to 10^10 yuan")
	case !m.Date.Valid():
		return rule.Malformed("date", "须为日期", "must be a day")
	case m.Reference.Check() != nil:
		return rule.Malformed("reference", "须写明回单摘要", "a digest of the bank's receipt is required")
	case m.Account.Check() != nil:
		return rule.Malformed("account", "须写明账户的加盐摘要", "a salted digest of the account is required")
	}
	return nil
}

// Apply writes the payment, to be confirmed.
func (m *PaymentRecord) Apply(c *rule.Ctx) error {
	if err := ownPayment(c, m.ID, m.Date); err != nil {
		return err
	}
	payer := c.Author()
	if to, other := treasuryFor(c.Store, m.Payee, c.Time); other {
		return cite(c, m.Payee, ErrRouting, "payee", "payee", m.Payee, "treasury", to)
	}
	for _, period := range m.Periods {
		if _, _, err := landedStatement(c, period, payer, m.Payee); err != nil {
			return err
		}
	}
	if isTreasury(c.Store, m.Payee, c.Time) {
		return ErrBySlip.At("payee", "payee", m.Payee)
	}
	at, ok := accountOn(c.Store, m.Payee, m.Date)
	switch {
	case !ok:
		return ErrNoAccount.At("account", "payee", m.Payee, "date", m.Date)
	case at.Account != m.Account:
		return cite(c, m.Payee, ErrAccount, "account", "payee", m.Payee)
	}
	if v := payable(c.Store, payer, m.Payee); m.Amount > v.Payable {
		return v.above(m.Amount)
	}
	ref := referenceOf(payer, m.Reference)
	if used, yes := references.Get(c.Store, ref); yes {
		return ErrReference.At("reference", "payment", used.ID)
	}
	v := Payment{ID: m.ID, Payer: payer, Payee: m.Payee, Periods: m.Periods, Amount: m.Amount,
		Date: m.Date, Reference: m.Reference, Account: m.Account, Status: PaymentRecorded,
		By: c.Signers, Recorded: c.Time}
	payments.Set(c.Store, v.ID, v)
	references.Set(c.Store, ref, recordOf{v.ID})
	openPayments.Add(c.Store, v.ID)
	wait(c, v, v.Amount)
	c.Emit(PaymentReported{v.ID, v.Payer, v.Payee, v.Amount})
	return nil
}

func (v Payable) above(amount wire.Fen) error {
	return ErrAboveOpen.At("amount", "amount", amount, "payable", v.Payable, "open", v.Open,
		"held", v.Held, "waiting", v.Waiting)
}

// ownPayment refuses an id of another party or one used before, a date to come, and any payment
// while a run lands.
func ownPayment(c *rule.Ctx, id wire.ID, date wire.Date) error {
	switch {
	case id.Party != c.Author():
		return rule.Malformed("id", "须以提交方编号开头", "must begin with the author's party")
	case payments.Has(c.Store, id):
		return ErrIDUsed.At("id", "id", id)
	case date > c.Time.Date():
		return rule.Malformed("date", "不得晚于当日", "must not be after today")
	}
	return settled(c)
}
