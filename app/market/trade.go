package market

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
)

// price settles what the purpose counts as and requires the published tariff of chargeable use.
func (t *Trade) price(c *rule.Ctx, p product.Product, k trace.Contract) error {
	profile, node := regime.At(c.Store, k.Regime), product.Node(t.Product, t.Version)
	use, ok := trace.UseOf(profile, p, t.Purpose)
	if !ok {
		return ErrPurpose.At("purpose", "product", node, "purpose", p.Purpose, "asked", t.Purpose)
	}
	t.Use, t.Free = use, free(profile, p.Stage, use)
	today := c.Time.Date()
	if t.Free {
		if profile.Text("price.public_purpose") == "conditional" && !t.Evidence.Given() {
			return profile.Refuse(ErrConditions, "evidence")
		}
		return nil
	}
	tariff, ok := TariffOn(c.Store, t.Product, t.Unit, today)
	if !ok {
		return profile.Refuse(ErrNoTariff, "unit", "product", t.Product, "unit", t.Unit, "day", today)
	}
	if guided(profile, p.Stage) {
		return underCap(c.Store, profile, tariff, today, today, "unit")
	}
	return nil
}

// place holds the trade to its venue, its exchange and its collector. Free supply is no sale and
// needs no exchange.
func (t *Trade) place(c *rule.Ctx, p product.Product, k trace.Contract) error {
	profile, node := regime.At(c.Store, k.Regime), product.Node(t.Product, t.Version)
	if t.Venue != OnExchange && !t.Free && exchangeOnly(profile, p.Stage) {
		return profile.Refuse(ErrVenue, "venue", "product", node)
	}
	if t.Venue == OnExchange {
		if !c.SignedBy(t.Exchange) {
			return profile.Refuse(ErrVenue, "exchange", "product", node)
		}
		if !party.HasRole(c.Standing(), t.Exchange, roleExchange, k.Jurisdiction, c.Time) {
			_, err := party.SignerWith(c, roleExchange, k.Jurisdiction)
			return err
		}
		if used, ok := exchangeRefs.Get(c.Store, refKey{t.Exchange, t.ExchangeRef}); ok {
			return ErrExchangeRef.At("exchange_ref", "ref", t.ExchangeRef, "trade", used.ID)
		}
	}
	fixed, ok := collectors.Get(c.Store, nodeKey{t.Product, t.Version})
	wrong := t.Clearing != p.Maker && t.Clearing != t.Exchange
	if wrong || ok && fixed.Party != t.Clearing {
		return ErrClearing.At("clearing", "clearing", t.Clearing, "fixed", fixed.Party)
	}
	if t.ForProduct.IsZero() {
		return nil
	}
	maker, _ := product.Get(c.Store, t.ForProduct, t.ForVersion)
	for _, in := range maker.Inputs {
		if in.Object == t.Product && in.Version == t.Version && in.Kind == access.KindProduct {
			return nil
		}
	}
	return ErrForProduct.At("for_product", "product", node,
		"for", product.Node(t.ForProduct, t.ForVersion))
}

func (t *Trade) put(c *rule.Ctx) error {
	trades.Set(c.Store, t.ID, *t)
	if t.Venue == OnExchange {
		exchangeRefs.Set(c.Store, refKey{t.Exchange, t.ExchangeRef}, recordOf{t.ID})
	}
	if n := (nodeKey{t.Product, t.Version}); !collectors.Has(c.Store, n) {
		collectors.Set(c.Store, n, collector{t.Clearing, c.Time})
	}
	c.Emit(TradeConfirmed{t.ID, product.Node(t.Product, t.Version), t.Venue, t.Use, t.Clearing})
	return nil
}
