package market

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The kinds of units a price is for (件、次、调用量、时间).
const (
	Item  = "item"
	Use   = "use"
	Call  = "call"
	Hour  = "hour"
	Day   = "day"
	Month = "month"
	Year  = "year"
)

var unitKinds = []string{Item, Use, Call, Hour, Day, Month, Year}

// Where a trade is concluded; receipts and settlement call it the channel.
const (
	OnExchange = "exchange"
	Direct     = "direct"
)

// The states of receipts and costs.
const (
	Recorded  = "recorded"
	Confirmed = "confirmed"
	Rejected  = "rejected"
	Objected  = "objected" // a cost that finance or audit objects to, until that is decided
	Charged   = "charged"  // a confirmed cost that its commissioner bears, in no pool
)

// Cap is the government-guided ceiling of a product's price per unit, from a day on until the next.
type Cap struct {
	Product  wire.ID       `json:"product"`
	Unit     string        `json:"unit" max:"8"`
	From     wire.Date     `json:"from"`
	Price    uint64        `json:"price_micro_yuan"`
	Evidence rule.Evidence `json:"evidence"` // the price document
	Attested bool          `json:"attested"` // recorded by the bureau for the price authority
	By       []tx.Account  `json:"by" max:"9"`
	Recorded wire.Time     `json:"recorded"`
}

// Tariff is the owner's published price per unit, from a day on until the next.
type Tariff struct {
	Product  wire.ID   `json:"product"`
	Unit     string    `json:"unit" max:"8"`
	From     wire.Date `json:"from"`
	Brackets []Bracket `json:"brackets" max:"16"`
	// off the price of every bracket, in basis points
	DiscountBP uint32        `json:"discount_bp"`
	Evidence   rule.Evidence `json:"evidence"` // of a discount, where there is one
	By         []tx.Account  `json:"by" max:"9"`
	Recorded   wire.Time     `json:"recorded"`
}

// Trade is a sale agreed between seller and customer.
type Trade struct {
	ID          wire.ID       `json:"id"`
	Product     wire.ID       `json:"product"`
	Version     uint32        `json:"version"`
	Seller      string        `json:"seller" max:"32"`
	Customer    wire.Hash     `json:"customer"` // pseudonym (rulings L5)
	Purpose     string        `json:"purpose" max:"32"`
	Use         string        `json:"use" max:"10"`
	Free        bool          `json:"free"` // public purpose without charge
	Unit        string        `json:"unit" max:"8"`
	Venue       string        `json:"venue" max:"10"`
	Exchange    string        `json:"exchange" max:"32"`
	ExchangeRef string        `json:"exchange_ref" max:"64"`
	Clearing    string        `json:"clearing" max:"32"` // who collects the money
	ForProduct  wire.ID       `json:"for_product"`       // bought to make this product
	ForVersion  uint32        `json:"for_version"`
	Evidence    rule.Evidence `json:"evidence"` // the contract, or the conditions of free use
	By          []tx.Account  `json:"by" max:"9"`
	Confirmed   wire.Time     `json:"confirmed"`
}

// Receipt is money received for uses in a window of days; a negative one is a refund.
type Receipt struct {
	ID       wire.ID       `json:"id"`
	Trade    wire.ID       `json:"trade"`
	Product  wire.ID       `json:"product"`
	Version  uint32        `json:"version"`
	FirstDay wire.Date     `json:"first_day"`
	LastDay  wire.Date     `json:"last_day"`
	Units    uint64        `json:"units"`
	Amount   wire.Fen      `json:"amount"` // net of tax
	Tax      wire.Fen      `json:"tax"`
	Invoice  crypto.Digest `json:"invoice"`
	Ref      wire.ID       `json:"ref"` // the receipt that a refund returns
	Evidence rule.Evidence `json:"evidence"`
	Status   string        `json:"status" max:"10"`
	Reason   string        `json:"reason" max:"200"`
	Refunded wire.Fen      `json:"refunded"` // confirmed refunds so far, positive
	// RefundedTax and Returned are the tax and, part by part, the money that these returned.
	RefundedTax wire.Fen     `json:"refunded_tax"`
	Returned    []wire.Fen   `json:"returned" max:"64"`
	Tariff      wire.Date    `json:"tariff"`       // first day of the tariff that priced it
	Below       bool         `json:"below_tariff"` // less than the tariff, without a document
	Parts       []Part       `json:"parts" max:"64"`
	By          []tx.Account `json:"by" max:"9"`
	Recorded    wire.Time    `json:"recorded"`
	Checked     []tx.Account `json:"checked" max:"9"`
	Confirmed   wire.Time    `json:"confirmed"` // or rejected
}

// Part is what of a receipt belongs to one settlement period.
type Part struct {
	Period string   `json:"period" max:"16"`
	Days   uint32   `json:"days"`
	Units  uint64   `json:"units"`
	Amount wire.Fen `json:"amount"`
	Tax    wire.Fen `json:"tax"`
}

// Sale is the row that a confirmed receipt puts into one settlement period.
type Sale struct {
	Receipt    wire.ID `json:"receipt"`
	Trade      wire.ID `json:"trade"`
	Product    wire.ID `json:"product"`
	Version    uint32  `json:"version"`
	Part       Part    `json:"part"`
	Use        string  `json:"use" max:"10"`
	Channel    string  `json:"channel" max:"10"`
	Ref        wire.ID `json:"ref"`
	ForProduct wire.ID `json:"for_product"`
	ForVersion uint32  `json:"for_version"`
	Clearing   string  `json:"clearing" max:"32"`
	Entered    uint64  `json:"entered"` // height of the block that confirmed it
}

// Cost is an expense that an agreement's rule may recover, net of subsidies. Without a product it
// is common to several.
type Cost struct {
	ID        wire.ID `json:"id"`
	Agreement wire.ID `json:"agreement"`
	Product   wire.ID `json:"product"`
	Version   uint32  `json:"version"`
	Class     string  `json:"class" max:"32"`
	Investor  string  `json:"investor" max:"32"`
	// who commissioned the processing (HE §14); in a pool only where it is a party of it
	Commissioner string        `json:"commissioner" max:"32"`
	Amount       wire.Fen      `json:"amount"`
	Voucher      crypto.Digest `json:"voucher"`
	Date         wire.Date     `json:"date"`
	Evidence     rule.Evidence `json:"evidence"`
	Status       string        `json:"status" max:"10"`
	Reason       string        `json:"reason" max:"200"`
	Objection    wire.ID       `json:"objection"`       // the last one raised
	Period       string        `json:"period" max:"16"` // it enters, once confirmed
	Entered      uint64        `json:"entered"`         // height of the block that confirmed it
	Ref          wire.ID       `json:"ref"`             // of a correction: the cost it takes off
	Part         uint32        `json:"part"`            // of an investment that is corrected
	Corrected    wire.Fen      `json:"corrected"`       // confirmed corrections so far, positive
	Shares       []FeeShare    `json:"shares" max:"64"` // of a platform's cost, where it was charged
	By           []tx.Account  `json:"by" max:"9"`
	Recorded     wire.Time     `json:"recorded"`
	Checked      []tx.Account  `json:"checked" max:"9"`
	Confirmed    wire.Time     `json:"confirmed"` // or rejected
}

// Chapter is the chapter's table.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 9, Name: "market", Zh: "价格、交易、收款与成本", En: "prices, trades, receipts and costs",
		Kinds: append([]rule.Kind{
			{Name: "price.cap", Zh: "登记政府指导价上限", En: "the guided price ceiling of a product is set",
				Law: "GZ §22¶2; GD §29¶2; YN §23; HE §28¶1; HB 四(五)3",
				New: func() rule.Msg { return new(PriceCap) }, Writes: 1,
				Weight: rule.Urgent, Dual: true},
			{Name: "price.tariff", Zh: "产品所有方公布收费标准", En: "the owner publishes its tariff",
				Law: "GZ §22¶2; GD §29¶2 §35; YN §23; HE §28¶1; HB 四(五)3",
				New: func() rule.Msg { return new(PriceTariff) }, Writes: 2,
				Weight: rule.Ordinary, Dual: true},
			{Name: "price.conditions", Zh: "登记公益用途无偿使用的条件",
				En: "the conditions of free public use of a product are recorded", Law: "GD §29¶2; HE §6",
				New: func() rule.Msg { return new(PriceConditions) }, Writes: 1,
				Weight: rule.Urgent, Dual: true},
			{Name: "trade.confirm", Zh: "卖方（及交易所）确认一笔交易",
				En:  "seller and, where needed, exchange confirm a trade",
				Law: "GZ §21; GD §28; YN §24; HE §26; HB 四(五)2 四(六)3",
				New: func() rule.Msg { return new(TradeConfirm) }, Writes: tradeWrites,
				Weight: rule.Ordinary, Dual: true},
			{Name: "receipt.record", Zh: "收款方登记一笔收款或退款",
				En:  "the collector records money received or returned",
				Law: "GZ §22¶1; GD §36; YN §30; HE §27",
				New: func() rule.Msg { return new(ReceiptRecord) }, Writes: receiptWrites,
				Weight: rule.Ordinary, Dual: true},
			{Name: "receipt.confirm", Zh: "交易所或实施机构确认收款",
				En:  "the exchange, else the implementing body, confirms a receipt",
				Law: "GZ §22¶1; GD §36; YN §30; HE §27",
				New: func() rule.Msg { return new(ReceiptConfirm) }, Writes: confirmWrites,
				Weight: rule.Ordinary, Dual: true},
			{Name: "cost.record", Zh: "登记一笔成本", En: "a cost is recorded",
				Law: "GZ §9(4) §22¶1; GD §36; YN §30; HE §20(5) §27",
				New: func() rule.Msg { return new(CostRecord) }, Writes: 2,
				Weight: rule.Ordinary, Dual: true},
			{Name: "cost.confirm", Zh: "实施机构确认成本", En: "the implementing body confirms a cost",
				Law: "GZ §22¶1; GD §36; YN §30; HE §27",
				New: func() rule.Msg { return new(CostConfirm) }, Writes: 5,
				Weight: rule.Ordinary, Dual: true},
		}, moneyKinds...),
		Refusals:    append(refusals, moneyRefusals...),
		Events:      events,
		Collections: append(collections, violationCollections...),
		Queries:     append(queries, moneyQueries...),
		Invariants:  append(invariants, booksAddUp),
	}
}

// GetTrade returns the trade named id.
func GetTrade(r state.Reader, id wire.ID) (Trade, bool) { return trades.Get(r, id) }

// GetReceipt returns the receipt named id.
func GetReceipt(r state.Reader, id wire.ID) (Receipt, bool) { return receipts.Get(r, id) }

// GetCost returns the cost named id.
func GetCost(r state.Reader, id wire.ID) (Cost, bool) { return costs.Get(r, id) }

// EachSale visits the confirmed sales of a period by product version and receipt until fn returns
// false.
func EachSale(r state.Reader, period string, fn func(Sale) bool) {
	sales.EachPrefix(r, []any{period}, func(_ saleKey, s Sale) bool { return fn(s) })
}

// EachCost visits the costs that were confirmed into a period by id until fn returns false. One
// that is objected to is not among them, nor one that entered a later period once that was decided.
func EachCost(r state.Reader, period string, fn func(Cost) bool) {
	periodCosts.EachPrefix(r, []any{period}, func(k costKey) bool {
		v, _ := costs.Get(r, k.ID)
		return v.Status != Confirmed || v.Period != period || fn(v)
	})
}

// Collector is who collects the money of a product version, judged at the instant at: the clearing
// party of its first chargeable trade, before that its maker (rulings M6).
func Collector(r state.Reader, id wire.ID, version uint32, at wire.Time) string {
	if v, ok := collectors.Get(r, nodeKey{id, version}); ok && v.Since <= at {
		return v.Party
	}
	p, _ := product.Get(r, id, version)
	return p.Maker
}
