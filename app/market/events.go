package market

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PriceCapped tells that a guided ceiling was set.
type PriceCapped struct {
	Product  wire.ID   `json:"product"`
	Unit     string    `json:"unit" max:"8"`
	From     wire.Date `json:"from"`
	Price    uint64    `json:"price_micro_yuan"`
	Attested bool      `json:"attested"`
}

// Event names it.
func (PriceCapped) Event() string { return "price.capped" }

// TariffPublished tells that an owner published a tariff.
type TariffPublished struct {
	Product  wire.ID   `json:"product"`
	Unit     string    `json:"unit" max:"8"`
	From     wire.Date `json:"from"`
	Brackets []Bracket `json:"brackets" max:"16"`
}

// Event names it.
func (TariffPublished) Event() string { return "tariff.published" }

// ConditionsSet tells that the conditions of free public use were recorded.
type ConditionsSet struct {
	Product wire.ID   `json:"product"`
	From    wire.Date `json:"from"`
}

// Event names it.
func (ConditionsSet) Event() string { return "price.conditions_set" }

// TradeConfirmed tells that a sale was agreed.
type TradeConfirmed struct {
	ID       wire.ID  `json:"id"`
	Product  string   `json:"product" max:"80"`
	Venue    string   `json:"venue" max:"10"`
	Use      string   `json:"use" max:"10"`
	Clearing string   `json:"clearing" max:"32"`
	Flags    []string `json:"flags" max:"4"`
}

// Event names it.
func (TradeConfirmed) Event() string { return "trade.confirmed" }

// ReceiptRecorded tells that money was reported; it does not count yet.
type ReceiptRecorded struct {
	ID     wire.ID  `json:"id"`
	Trade  wire.ID  `json:"trade"`
	Amount wire.Fen `json:"amount"`
	Flags  []string `json:"flags" max:"4"`
}

// Event names it.
func (ReceiptRecorded) Event() string { return "receipt.recorded" }

// ReceiptChecked tells that a receipt was confirmed into its periods, or rejected.
type ReceiptChecked struct {
	ID     wire.ID  `json:"id"`
	Status string   `json:"status" max:"10"`
	Amount wire.Fen `json:"amount"`
	Parts  []Part   `json:"parts" max:"64"`
	By     string   `json:"by" max:"32"`
}

// Event names it.
func (ReceiptChecked) Event() string { return "receipt.checked" }

// LateEntered tells that a row entered a closed settlement period: the next run restates it.
type LateEntered struct {
	Period string  `json:"period" max:"16"`
	Kind   string  `json:"kind" max:"10"`
	ID     wire.ID `json:"id"`
	Height uint64  `json:"height"`
}

// Event names it.
func (LateEntered) Event() string { return "period.late_row" }

// CostRecorded tells that a cost was claimed; it does not count yet.
type CostRecorded struct {
	ID     wire.ID  `json:"id"`
	Class  string   `json:"class" max:"32"`
	Amount wire.Fen `json:"amount"`
}

// Event names it.
func (CostRecorded) Event() string { return "cost.recorded" }

// CostChecked tells that a cost was confirmed into a period, or rejected.
type CostChecked struct {
	ID     wire.ID  `json:"id"`
	Status string   `json:"status" max:"10"`
	Amount wire.Fen `json:"amount"`
	Period string   `json:"period" max:"16"`
	By     string   `json:"by" max:"32"`
}

// Event names it.
func (CostChecked) Event() string { return "cost.checked" }

var events = []rule.Event{PriceCapped{}, TariffPublished{}, ConditionsSet{}, TradeConfirmed{},
	ReceiptRecorded{}, ReceiptChecked{}, CostRecorded{}, CostChecked{}, LateEntered{},
	CostObjected{}, CostDecided{}, FeeCharged{}, InvestmentRecorded{}, InvestmentChecked{},
	RevenueCapped{}, ViolationRecorded{}, ViolationChecked{}}
