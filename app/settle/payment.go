package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a payment, a slip and an application for money back; confirmed means written off of
// a slip.
const (
	PaymentRecorded  = "recorded"
	PaymentConfirmed = "confirmed"
	PaymentRejected  = "rejected"
)

// Payment is money that a payer reports to have paid under its statements; what is paid to a
// treasury is a slip of non-tax revenue (rulings M7).
type Payment struct {
	ID        wire.ID       `json:"id"`
	Payer     string        `json:"payer" max:"32"`
	Payee     string        `json:"payee" max:"32"`
	Periods   []string      `json:"periods" max:"16"` // of the statements paid
	Amount    wire.Fen      `json:"amount"`
	Date      wire.Date     `json:"date"`
	Reference crypto.Digest `json:"reference"`     // of the bank's receipt
	Account   crypto.Digest `json:"account"`       // salted, of the account paid into
	Slip      string        `json:"slip" max:"40"` // 缴款书号或缴款码, "" of other payments
	Unit      string        `json:"unit" max:"32"` // 执收单位 of a slip
	Code      Codes         `json:"code"`          // of unit and item, of a slip
	Level     string        `json:"level" max:"6"` // division of the treasury a slip was paid to
	Wrong     []string      `json:"wrong" max:"4"` // why a slip is not written off
	Counted   wire.Fen      `json:"counted"`       // towards the statements, once confirmed
	Returned  wire.Fen      `json:"returned"`      // of what counts towards no statement
	GivenBack wire.Fen      `json:"given_back"`    // of what a later run found not to be due
	Applied   wire.Fen      `json:"applied"`       // for by applications not decided
	Status    string        `json:"status" max:"10"`
	Reason    string        `json:"reason" max:"200"`
	By        []tx.Account  `json:"by" max:"9"`
	Recorded  wire.Time     `json:"recorded"`
	Checked   []tx.Account  `json:"checked" max:"9"`
	Confirmed wire.Time     `json:"confirmed"` // or rejected
}

// BankAccount (收款账户) is where a party is paid from a day on, as a salted digest: the number is in
// the local account book (rulings U1).
type BankAccount struct {
	Account    crypto.Digest `json:"account"`
	Evidence   rule.Evidence `json:"evidence"`
	By         []tx.Account  `json:"by" max:"9"`
	Registered wire.Time     `json:"registered"`
}

// accountOn is the account registered for a party on a day.
func accountOn(r state.Reader, who string, on wire.Date) (BankAccount, bool) {
	_, v, ok := accounts.Before(r, []any{who}, accountKey{who, on.Add(1)})
	return v, ok
}

// public reports whether a party is a public body or a treasury: finance signs what concerns where
// its money goes.
func public(r state.Reader, p party.Party, at wire.Time) bool {
	return p.Nature == party.Administrative || p.Nature == party.Institution ||
		isTreasury(r, p.ID, at)
}

func isTreasury(r state.Reader, id string, at wire.Time) bool {
	for _, v := range party.Roles(r, id) {
		if v.Role == roleTreasury && v.From <= at && (v.To == 0 || at < v.To) {
			return true
		}
	}
	return false
}

// treasuryFor is where income of a party goes, if not to itself.
func treasuryFor(r state.Reader, id string, at wire.Time) (to string, yes bool) {
	x := &reading{r: r, at: at, payees: map[string]string{}, treasuries: map[string]bool{}}
	to = x.payee(id)
	return to, to != id
}

// cite refuses under the profile in force where a party is at home, where there is one.
func cite(c *rule.Ctx, who string, def *rule.Refusal, field string, args ...any) error {
	v, _ := party.Get(c.Store, who)
	if p, ok := regime.Current(c.Store, v.Jurisdiction, c.Time); ok {
		return p.Refuse(def, field, args...)
	}
	return def.At(field, args...)
}

// Payable is what may be paid now: what is open, less what is held and what waits for confirmation.
type Payable struct {
	Open    wire.Fen `json:"open"`
	Held    wire.Fen `json:"held"`
	Waiting wire.Fen `json:"waiting"`
	Payable wire.Fen `json:"payable"`
}

func payable(r state.Reader, payer, payee string) Payable {
	v := Payable{Open: Open(r, payer, payee), Held: Held(r, payer, payee),
		Waiting: waiting(r, pair{payer, payee}, ^uint64(0))}
	v.Payable = max(v.Open-v.Held-v.Waiting, 0)
	return v
}

// wait adds to what waits for confirmation between a payer and a payee from this block on.
func wait(c *rule.Ctx, v Payment, amount wire.Fen) {
	sum := amount + waiting(c.Store, pair{v.Payer, v.Payee}, c.Height)
	pending.Set(c.Store, waitKey{v.Payer, v.Payee, ^c.Height}, total{sum})
}

// waiting is what waited for confirmation between a payer and a payee at a height. The money has
// moved, only nobody has confirmed it yet: a run neither sets it off nor keeps it back, so that
// what was recorded before its cut can still be confirmed as it stands after it.
func waiting(r state.Reader, p pair, at uint64) (sum wire.Fen) {
	pending.EachFrom(r, []any{p.payer, p.payee}, waitKey{p.payer, p.payee, ^at},
		func(_ waitKey, t total) bool {
			sum = t.Amount
			return false
		})
	return sum
}

// count lets a payment reduce what is open from this block on; a negative amount raises it.
func (v Payment) count(c *rule.Ctx, amount wire.Fen, by wire.ID) {
	if amount != 0 {
		paid.Set(c.Store, paidKey{v.Payer, v.Payee, c.Height, by}, moved{amount})
	}
}

// checkVerdict refuses a verdict without an id, and a reason where none is due or the other way
// round.
func checkVerdict(id wire.ID, accept bool, reason string) error {
	switch {
	case !id.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case accept != (reason == ""):
		return rule.Malformed("reason", "仅不予确认时须写明理由", "is given when rejecting, and only then")
	}
	return nil
}
