package market

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TradeConfirm records a sale that seller and customer agreed. On the exchange, the exchange signs
// too. The clearing party collects the money of the product version, for all its trades.
type TradeConfirm struct {
	ID          wire.ID       `json:"id" need:"yes"`
	Product     wire.ID       `json:"product" need:"yes"`
	Version     uint32        `json:"version" need:"yes"`
	Customer    wire.Hash     `json:"customer" need:"yes"`
	Purpose     string        `json:"purpose" max:"32" need:"yes"`
	Unit        string        `json:"unit" max:"8" words:"item|use|call|hour|day|month|year" need:"yes"`
	Venue       string        `json:"venue" max:"10" words:"exchange|direct" need:"yes"`
	Exchange    string        `json:"exchange" max:"32"`     // with venue exchange only
	ExchangeRef string        `json:"exchange_ref" max:"64"` // likewise
	Clearing    string        `json:"clearing" max:"32"`     // "" is the seller
	ForProduct  wire.ID       `json:"for_product"`
	ForVersion  uint32        `json:"for_version"`
	Evidence    rule.Evidence `json:"evidence"`
}

// tradeWrites: the trade, its reference, the collector of the version, the customer, and, for a
// customer that bought before, two flags beside a linked buyer: then its unit is known already.
const tradeWrites = 4 + maxFlags

// Check refuses a body that no state could make right.
func (m *TradeConfirm) Check() error {
	on := m.Venue == OnExchange
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case !m.Product.Valid():
		return rule.Malformed("product", "须为 主体/编号", "must be party/name")
	case m.Version == 0:
		return rule.Malformed("version", "从 1 起", "counts from 1")
	case m.Customer.IsZero():
		return rule.Malformed("customer", "须写明客户代称", "names the customer's pseudonym")
	case m.Purpose == "":
		return rule.Malformed("purpose", "须写明使用目的", "must state the purpose")
	case !slices.Contains(unitKinds, m.Unit):
		return rule.Malformed("unit", "计价单位未知", "is no known unit")
	case !on && m.Venue != Direct:
		return rule.Malformed("venue", "须为 exchange 或 direct", "must be exchange or direct")
	case on != (m.Exchange != ""):
		return rule.Malformed("exchange", "仅场内交易须写明交易所", "names the exchange, on the exchange only")
	case on != (m.ExchangeRef != ""):
		return rule.Malformed("exchange_ref", "仅场内交易须写明成交编号", "is given on the exchange only")
	case m.ForProduct.IsZero() != (m.ForVersion == 0), !m.ForProduct.IsZero() && !m.ForProduct.Valid():
		return rule.Malformed("for_product", "编号与版本须同时填写", "id and version go together")
	}
	return nil
}

// Apply writes the trade.
func (m *TradeConfirm) Apply(c *rule.Ctx) error {
	if trades.Has(c.Store, m.ID) {
		return ErrTradeExists.At("id", "id", m.ID)
	}
	node := product.Node(m.Product, m.Version)
	p, ok := product.Get(c.Store, m.Product, m.Version)
	k, known := trace.ContractOf(c.Store, p)
	if !ok || !known {
		return ErrUnknownProduct.At("product", "product", node)
	}
	if c.Author() != p.Maker || m.ID.Party != p.Maker {
		return ErrNotSeller.At("id", "product", node, "seller", p.Maker)
	}
	if !product.Published(c.Store, m.Product, m.Version, c.Time) {
		return ErrNotTradable.At("product", "product", node)
	}
	if which, cause, ok := p.RunsDuring(c.Store, c.Time, c.Time+1); !ok {
		return ErrNotRunning.At("product", "agreement", which, "from", c.Time, "to", c.Time,
			"cause", cause)
	}
	t := Trade{ID: m.ID, Product: m.Product, Version: m.Version, Seller: p.Maker,
		Customer: m.Customer, Purpose: m.Purpose, Unit: m.Unit, Venue: m.Venue, Exchange: m.Exchange,
		ExchangeRef: m.ExchangeRef, Clearing: m.Clearing, ForProduct: m.ForProduct,
		ForVersion: m.ForVersion, Evidence: m.Evidence, By: c.Signers, Confirmed: c.Time}
	if t.Clearing == "" {
		t.Clearing = p.Maker
	}
	if err := t.price(c, p, k); err != nil {
		return err
	}
	if err := t.place(c, p, k); err != nil {
		return err
	}
	if err := t.put(c); err != nil {
		return err
	}
	trace.Meet(c, p.Maker, t.Customer, rule.Evidence{})
	return nil
}
