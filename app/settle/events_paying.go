package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ObjectionFiled tells that lines of a statement are objected to and held.
type ObjectionFiled struct {
	ID     wire.ID  `json:"id"`
	Period string   `json:"period" max:"16"`
	Payer  string   `json:"payer" max:"32"`
	Payee  string   `json:"payee" max:"32"`
	Lines  uint32   `json:"lines"`
	Amount wire.Fen `json:"amount"`
	Impl   string   `json:"impl" max:"32"`
}

// Event names it.
func (ObjectionFiled) Event() string { return "objection.filed" }

// ObjectionDecided tells that an objection was accepted or rejected.
type ObjectionDecided struct {
	ID         wire.ID `json:"id"`
	Status     string  `json:"status" max:"10"`
	Correction wire.ID `json:"correction"`
	By         string  `json:"by" max:"32"`
}

// Event names it.
func (ObjectionDecided) Event() string { return "objection.decided" }

// ObjectionEscalated tells that another body reviews an objection.
type ObjectionEscalated struct {
	ID       wire.ID `json:"id"`
	Reviewer string  `json:"reviewer" max:"32"`
}

// Event names it.
func (ObjectionEscalated) Event() string { return "objection.escalated" }

// BankRegistered tells where a party is paid from a day on.
type BankRegistered struct {
	Party   string        `json:"party" max:"32"`
	From    wire.Date     `json:"from"`
	Account crypto.Digest `json:"account"`
}

// Event names it.
func (BankRegistered) Event() string { return "bank.registered" }

// PaymentReported tells that a payer reports a payment; it does not count yet.
type PaymentReported struct {
	ID     wire.ID  `json:"id"`
	Payer  string   `json:"payer" max:"32"`
	Payee  string   `json:"payee" max:"32"`
	Amount wire.Fen `json:"amount"`
}

// Event names it.
func (PaymentReported) Event() string { return "payment.recorded" }

// PaymentChecked tells that a payment was confirmed or rejected.
type PaymentChecked struct {
	ID      wire.ID  `json:"id"`
	Status  string   `json:"status" max:"10"`
	Counted wire.Fen `json:"counted"`
}

// Event names it.
func (PaymentChecked) Event() string { return "payment.checked" }

// CodesRegistered tells the codes of a party's non-tax revenue from a day on.
type CodesRegistered struct {
	Party string    `json:"party" max:"32"`
	From  wire.Date `json:"from"`
	Codes Codes     `json:"codes"`
}

// Event names it.
func (CodesRegistered) Event() string { return "nontax.codes_registered" }

// SlipImported tells that a slip was recorded, with what is wrong with it.
type SlipImported struct {
	ID     wire.ID  `json:"id"`
	Payer  string   `json:"payer" max:"32"`
	Payee  string   `json:"payee" max:"32"`
	Unit   string   `json:"unit" max:"32"`
	Amount wire.Fen `json:"amount"`
	Flags  []string `json:"flags" max:"4"`
}

// Event names it.
func (SlipImported) Event() string { return "nontax.imported" }

// SlipWrittenOff tells that a slip was written off, or rejected.
type SlipWrittenOff struct {
	ID      wire.ID  `json:"id"`
	Unit    string   `json:"unit" max:"32"`
	Status  string   `json:"status" max:"10"`
	Counted wire.Fen `json:"counted"`
}

// Event names it.
func (SlipWrittenOff) Event() string { return "nontax.written_off" }

// RefundApplied tells that money of a slip is asked back.
type RefundApplied struct {
	ID     wire.ID  `json:"id"`
	Slip   wire.ID  `json:"slip"`
	Amount wire.Fen `json:"amount"`
}

// Event names it.
func (RefundApplied) Event() string { return "refund.applied" }

// RefundDecided tells that finance returned the money, or rejected the application.
type RefundDecided struct {
	ID     wire.ID  `json:"id"`
	Slip   wire.ID  `json:"slip"`
	Status string   `json:"status" max:"10"`
	Amount wire.Fen `json:"amount"`
}

// Event names it.
func (RefundDecided) Event() string { return "refund.decided" }

// ReserveReleased tells that money was given out of a reserve.
type ReserveReleased struct {
	ID        wire.ID  `json:"id"`
	Agreement wire.ID  `json:"agreement"`
	Name      string   `json:"name" max:"32"`
	Payee     string   `json:"payee" max:"32"`
	Amount    wire.Fen `json:"amount"`
}

// Event names it.
func (ReserveReleased) Event() string { return "reserve.released" }

var payingEvents = []rule.Event{ObjectionFiled{}, ObjectionDecided{}, ObjectionEscalated{},
	BankRegistered{}, PaymentReported{}, PaymentChecked{}, CodesRegistered{}, SlipImported{},
	SlipWrittenOff{}, RefundApplied{}, RefundDecided{}, ReserveReleased{}}
