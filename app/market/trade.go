package market

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// price settles what the purpose counts as and requires the published tariff of chargeable use.
func (t *Trade) price(c *rule.Ctx, p product.Product, k trace.Contract) error {
	ps, node := lawsOf(c.Store, p, k), product.Node(t.Product, t.Version)
	for i, profile := range ps {
		use, ok := trace.UseOf(profile, p, t.Purpose)
		if !ok {
			return ErrPurpose.At("purpose", "product", node, "purpose", p.Purpose, "asked", t.Purpose)
		}
		if i == 0 {
			t.Use = use
		}
	}
	if _, t.Free = ps.free(p.Stage, t.Use); t.Free {
		return t.requireConditions(c, ps, p)
	}
	today := c.Time.Date()
	tariff, ok := TariffOn(c.Store, t.Product, t.Unit, today)
	if !ok {
		return ps.noTariff(p.Stage, "unit", *t, today)
	}
	if profile, yes := ps.guided(p.Stage); yes {
		return underCap(c.Store, profile, tariff, today, today, "unit")
	}
	return nil
}

// noTariff refuses a sale without a tariff where a regime wants tariffs published, or wants the
// price under a ceiling that only a tariff can be held to.
func (l laws) noTariff(stage, field string, t Trade, day wire.Date) error {
	profile, wanted := l.published()
	if !wanted {
		if profile, wanted = l.guided(stage); !wanted {
			return nil
		}
	}
	return profile.Refuse(ErrNoTariff, field, "product", t.Product, "unit", t.Unit, "day", day)
}

// place holds the trade to its venue, its exchange and its collector. Free supply is no sale and
// needs no exchange.
func (t *Trade) place(c *rule.Ctx, p product.Product, k trace.Contract) error {
	ps, node := lawsOf(c.Store, p, k), product.Node(t.Product, t.Version)
	only, must := ps.exchangeOnly(p.Stage)
	if t.Venue != OnExchange && !t.Free && must {
		return venue(only, p, "venue", node)
	}
	if t.Venue == OnExchange {
		if !c.SignedBy(t.Exchange) {
			return venue(ps[0], p, "exchange", node)
		}
		if err := t.exchange(c, k.Jurisdiction); err != nil {
			return err
		}
	}
	fixed, ok := collectors.Get(c.Store, nodeKey{t.Product, t.Version})
	wrong := t.Clearing != p.Maker && t.Clearing != t.Exchange
	if wrong || ok && !t.Free && fixed.Party != t.Clearing {
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

// exchange refuses a named exchange that is none here or stands under one control with the seller
// (rulings E13), and a reference of its own that another trade has used.
func (t *Trade) exchange(c *rule.Ctx, jurisdiction string) error {
	if !party.HasRole(c.Standing(), t.Exchange, roleExchange, jurisdiction, c.Time) {
		return ErrNoExchange.At("exchange", "exchange", t.Exchange, "jurisdiction", jurisdiction)
	}
	if party.SameGroup(c.Store, t.Seller, t.Exchange) {
		return ErrCommonControl.At("exchange", "exchange", t.Exchange, "seller", t.Seller)
	}
	if used, ok := exchangeRefs.Get(c.Store, refKey{t.Exchange, t.ExchangeRef}); ok {
		return ErrExchangeRef.At("exchange_ref", "ref", t.ExchangeRef, "trade", used.ID)
	}
	return nil
}

// venue cites the venue rule of the product's own stage.
func venue(profile regime.Profile, p product.Product, field, node string) error {
	r := profile.Refuse(ErrVenue, field, "product", node)
	if p.Stage == product.Redeveloped {
		r.Article, r.Mark = profile.Cite("trade.redeveloped.venue")
	}
	return r
}

func (t *Trade) put(c *rule.Ctx) error {
	trades.Set(c.Store, t.ID, *t)
	if t.Venue == OnExchange {
		exchangeRefs.Set(c.Store, refKey{t.Exchange, t.ExchangeRef}, recordOf{t.ID})
	}
	if t.Free {
		freely.Add(c.Store, freeKey{t.Confirmed, t.ID})
	}
	if n := (nodeKey{t.Product, t.Version}); !t.Free && !collectors.Has(c.Store, n) {
		collectors.Set(c.Store, n, collector{t.Clearing, c.Time})
	}
	c.Emit(TradeConfirmed{t.ID, product.Node(t.Product, t.Version), t.Venue, t.Use, t.Clearing,
		t.flag(c)})
	return nil
}
