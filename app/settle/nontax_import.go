package settle

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// NontaxImport records a slip (缴款书) or payment code (缴款码) by which what is due for an executing
// unit was paid to a treasury. Payer, unit or finance sign. A payer's own proof of a payment to any
// other account is refused (GZ §22¶3); unit and finance report such a payment as an exception.
type NontaxImport struct {
	ID      wire.ID       `json:"id" need:"yes"`
	Period  string        `json:"period" max:"16" need:"yes"`
	Payer   string        `json:"payer" max:"32" need:"yes"`
	Payee   string        `json:"payee" max:"32" need:"yes"` // the treasury of the statement
	Unit    string        `json:"unit" max:"32" need:"yes"`  // for whom it is received
	Slip    string        `json:"slip" max:"40" need:"yes"`
	Date    wire.Date     `json:"date" need:"yes"`
	Amount  wire.Fen      `json:"amount" need:"yes"`
	Level   string        `json:"level" max:"6" need:"yes"` // division of the treasury paid
	Account crypto.Digest `json:"account" need:"yes"`       // salted, of the account paid into
}

// Check refuses a body that no state could make right.
func (m *NontaxImport) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case m.Period == "" || !wire.IsName(m.Payer) || !wire.IsName(m.Payee) || !wire.IsName(m.Unit):
		return rule.Malformed("period", "须写明期间、付款方、国库和执收单位",
			"names period, payer, treasury and unit")
	case m.Slip == "":
		return rule.Malformed("slip", "须写明缴款书号或缴款码", "must be given")
	case !m.Date.Valid():
		return rule.Malformed("date", "须为日期", "must be a day")
	case m.Amount <= 0 || m.Amount > maxFen:
		return rule.Malformed("amount", "须为正数，不超过一百亿元", "must be positive, up to 10^10 yuan")
	case !party.IsJurisdiction(m.Level):
		return rule.Malformed("level", "须为六位行政区划代码", "six digits of GB/T 2260")
	case m.Account.Check() != nil:
		return rule.Malformed("account", "须写明账户的加盐摘要", "a salted digest of the account is required")
	}
	return nil
}

// Apply records the slip, to be written off.
func (m *NontaxImport) Apply(c *rule.Ctx) error {
	if err := ownPayment(c, m.ID, m.Date); err != nil {
		return err
	}
	s, _, err := landedStatement(c, m.Period, m.Payer, m.Payee)
	if err != nil {
		return err
	}
	if _, ok := dueFor(c.Store, s, m.Unit); !ok || !isTreasury(c.Store, m.Payee, c.Time) {
		return ErrNoDue.At("unit", "period", m.Period, "payer", m.Payer, "payee", m.Payee,
			"unit", m.Unit)
	}
	to, _ := party.Get(c.Store, m.Payee)
	by := c.Author()
	if by != m.Payer && by != m.Unit && !holdsAny(c, by, to.Jurisdiction, "finance") {
		return ErrPaymentConfirmer.At("", "id", m.ID, "who", m.Unit)
	}
	code, ok := codesOn(c.Store, m.Unit, m.Date)
	if !ok {
		return ErrNoCode.At("unit", "unit", m.Unit, "date", m.Date)
	}
	v := Payment{ID: m.ID, Payer: m.Payer, Payee: m.Payee, Periods: []string{m.Period},
		Amount: m.Amount, Date: m.Date, Account: m.Account, Slip: m.Slip, Unit: m.Unit, Code: code,
		Level: m.Level, Status: PaymentRecorded, By: c.Signers, Recorded: c.Time}
	if v.Wrong = v.mistakes(c.Store); len(v.Wrong) > 0 && c.Author() == m.Payer {
		field := "account"
		if slices.Equal(v.Wrong, []string{WrongLevel}) {
			field = "level"
		}
		return cite(c, m.Payee, ErrAccount, field, "payee", m.Payee)
	}
	if err := v.checkNumber(c.Store, to.Jurisdiction, "slip"); err != nil {
		return err
	}
	d, _ := dues.Get(c.Store, v.unit())
	d.Paid += v.Amount
	dues.Set(c.Store, v.unit(), d)
	payments.Set(c.Store, v.ID, v)
	slips.Set(c.Store, v.slipAt(to.Jurisdiction), recordOf{v.ID})
	slipsOf.Add(c.Store, slipOf{m.Period, m.Payer, m.Payee, m.Unit, m.ID})
	openPayments.Add(c.Store, v.ID)
	c.Emit(SlipImported{v.ID, v.Payer, v.Payee, v.Unit, v.Amount, v.Wrong})
	return nil
}
