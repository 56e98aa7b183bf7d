package market

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

const (
	rolePrice    = "price"
	roleBureau   = "bureau"
	roleExchange = "exchange"
	rolePlatform = "platform"
)

// PriceCap sets the guided ceiling of a product per unit kind, from a day on. The price authority
// signs; where it has no key the data bureau records its document, marked attested (rulings L3).
type PriceCap struct {
	Product  wire.ID       `json:"product" need:"yes"`
	Unit     string        `json:"unit" max:"8" words:"item|use|call|hour|day|month|year" need:"yes"`
	From     wire.Date     `json:"from" need:"yes"`
	Price    uint64        `json:"price_micro_yuan" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"` // the price document
}

// Check refuses a body that no state could make right.
func (m *PriceCap) Check() error {
	if err := checkPrice(m.Product, m.Unit, m.From); err != nil {
		return err
	}
	if m.Price > maxPrice {
		return rule.Malformed("price_micro_yuan", "超过十亿元", "is above 10^9 yuan")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

func checkPrice(id wire.ID, unit string, from wire.Date) error {
	switch {
	case !id.Valid():
		return rule.Malformed("product", "须为 主体/编号", "must be party/name")
	case !slices.Contains(unitKinds, unit):
		return rule.Malformed("unit", "计价单位未知", "is no known unit")
	case !from.Valid():
		return rule.Malformed("from", "须为日期", "must be a day")
	}
	return nil
}

// Apply writes the ceiling.
func (m *PriceCap) Apply(c *rule.Ctx) error {
	p, k, err := latest(c.Store, m.Product)
	if err != nil {
		return err
	}
	_, guided := lawsOf(c.Store, p, k).guided(p.Stage)
	attested := false
	if _, err := party.SignerWith(c, rolePrice, k.Jurisdiction); err != nil {
		if _, bureau := party.SignerWith(c, roleBureau, k.Jurisdiction); bureau != nil {
			article, mark := regime.At(c.Store, k.Regime).Cite("price.primary")
			return rule.Cite(err, article, mark)
		}
		attested = true
	}
	if !guided {
		return ErrNotGuided.At("product", "product", m.Product)
	}
	key := priceKey{m.Product, m.Unit, m.From}
	if err := later(c, caps, key); err != nil {
		return err
	}
	caps.Set(c.Store, key, Cap{Product: m.Product, Unit: m.Unit,
		From: m.From, Price: m.Price, Evidence: m.Evidence, Attested: attested, By: c.Signers,
		Recorded: c.Time})
	c.Emit(PriceCapped{m.Product, m.Unit, m.From, m.Price, attested})
	return nil
}

// latest is the newest version of a product with its contract.
func latest(r state.Reader, id wire.ID) (product.Product, trace.Contract, error) {
	p, ok := product.Latest(r, id)
	if ok {
		if k, ok := trace.ContractOf(r, p); ok {
			return p, k, nil
		}
	}
	return p, trace.Contract{}, ErrUnknownProduct.At("product", "product", id)
}

// later refuses a price that would change days gone by, or replace the one from the same day; the
// first one may be dated back to its document. A price may come before one that is announced
// already: a day mistyped far ahead must not be the last word on the product.
func later[V any](c *rule.Ctx, prices state.Map[priceKey, V], at priceKey) error {
	_, _, any := prices.Last(c.Store, []any{at.Product, at.Unit})
	if !any || at.From >= c.Time.Date() && !prices.Has(c.Store, at) {
		return nil
	}
	return ErrVersion.At("from", "from", at.From, "today", c.Time.Date())
}
