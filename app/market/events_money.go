package market

import "github.com/suyuan-ledger/suyuan/wire"

// CostObjected tells that finance or audit objects to a cost; it stays out of every run.
type CostObjected struct {
	ID     wire.ID  `json:"id"`
	Cost   wire.ID  `json:"cost"`
	By     string   `json:"by" max:"32"`
	Amount wire.Fen `json:"amount"`
}

// Event names it.
func (CostObjected) Event() string { return "cost.objected" }

// CostDecided tells what became of a cost that was objected to.
type CostDecided struct {
	ID     wire.ID `json:"id"`
	Cost   wire.ID `json:"cost"`
	Status string  `json:"status" max:"10"`
	Period string  `json:"period" max:"16"`
	By     string  `json:"by" max:"32"`
}

// Event names it.
func (CostDecided) Event() string { return "cost.decided" }

// FeeCharged tells what operators owe of a platform's cost.
type FeeCharged struct {
	Cost     wire.ID    `json:"cost"`
	Platform string     `json:"platform" max:"32"`
	Amount   wire.Fen   `json:"amount"`
	Shares   []FeeShare `json:"shares" max:"64"`
	By       string     `json:"by" max:"32"`
}

// Event names it.
func (FeeCharged) Event() string { return "fee.charged" }

// InvestmentRecorded tells that an investment was claimed; it does not count yet.
type InvestmentRecorded struct {
	ID       wire.ID  `json:"id"`
	Investor string   `json:"investor" max:"32"`
	Class    string   `json:"class" max:"32"`
	Amount   wire.Fen `json:"amount"`
}

// Event names it.
func (InvestmentRecorded) Event() string { return "investment.recorded" }

// InvestmentChecked tells that an investment was confirmed, or rejected.
type InvestmentChecked struct {
	ID     wire.ID  `json:"id"`
	Status string   `json:"status" max:"10"`
	Amount wire.Fen `json:"amount"`
	Parts  uint32   `json:"parts"`
	By     string   `json:"by" max:"32"`
}

// Event names it.
func (InvestmentChecked) Event() string { return "investment.checked" }

// ViolationRecorded tells that free use is reported to have been no public use; it changes nothing
// yet.
type ViolationRecorded struct {
	ID      wire.ID `json:"id"`
	Batch   wire.ID `json:"batch"`
	Product string  `json:"product" max:"80"`
	Found   string  `json:"found" max:"10"`
	Units   uint64  `json:"units"`
}

// Event names it.
func (ViolationRecorded) Event() string { return "violation.recorded" }

// ViolationChecked tells that a violation was confirmed, or rejected. Confirmed, its units count as
// commercial use of the period, unless that can no longer be restated.
type ViolationChecked struct {
	ID        wire.ID `json:"id"`
	Status    string  `json:"status" max:"10"`
	Period    string  `json:"period" max:"16"`
	Units     uint64  `json:"units"`
	Uncounted bool    `json:"uncounted"`
	By        string  `json:"by" max:"32"`
}

// Event names it.
func (ViolationChecked) Event() string { return "violation.checked" }

// RevenueCapped tells the maximum allowed revenue of an operator for a cycle.
type RevenueCapped struct {
	Operator     string   `json:"operator" max:"32"`
	Jurisdiction string   `json:"jurisdiction" max:"6"`
	Cycle        string   `json:"cycle" max:"16"`
	Allowed      wire.Fen `json:"allowed"`
	Scope        string   `json:"scope" max:"8"`
	Mode         string   `json:"mode" max:"8"`
	Attested     bool     `json:"attested"`
}

// Event names it.
func (RevenueCapped) Event() string { return "revenue.capped" }
