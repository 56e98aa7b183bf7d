package market

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PriceTariff publishes the owner's price per unit kind, from a day on. Under the guided price no
// bracket may be dearer than the ceiling (GZ §22).
type PriceTariff struct {
	Product  wire.ID   `json:"product" need:"yes"`
	Unit     string    `json:"unit" max:"8" words:"item|use|call|hour|day|month|year" need:"yes"`
	From     wire.Date `json:"from" need:"yes"`
	Brackets []Bracket `json:"brackets" max:"16" need:"yes"`
	// off the price of every bracket, in basis points; Evidence is its document
	DiscountBP uint32        `json:"discount_bp"`
	Evidence   rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *PriceTariff) Check() error {
	if err := checkPrice(m.Product, m.Unit, m.From); err != nil {
		return err
	}
	if len(m.Brackets) == 0 {
		return rule.Malformed("brackets", "至少一档", "at least one is needed")
	}
	if m.DiscountBP > wholeBP {
		return rule.Malformed("discount_bp", "不超过 10000", "is at most 10,000")
	}
	if m.DiscountBP > 0 {
		if err := rule.RequireEvidence("evidence", m.Evidence); err != nil {
			return err
		}
	}
	last := len(m.Brackets) - 1
	for i, b := range m.Brackets {
		at := "brackets[" + strconv.Itoa(i) + "]."
		switch {
		case b.Price > maxPrice:
			return rule.Malformed(at+"price_micro_yuan", "超过十亿元", "is above 10^9 yuan")
		case i == last && b.UpTo != 0:
			return rule.Malformed(at+"up_to", "最后一档须为 0（不封顶）", "the last bracket has no end: 0")
		case i < last && b.UpTo == 0, i > 0 && i < last && b.UpTo <= m.Brackets[i-1].UpTo:
			return rule.Malformed(at+"up_to", "须逐档递增", "must grow from bracket to bracket")
		}
	}
	return nil
}

// Apply writes the tariff.
func (m *PriceTariff) Apply(c *rule.Ctx) error {
	p, k, err := latest(c.Store, m.Product)
	if err != nil {
		return err
	}
	if c.Author() != p.Maker {
		return ErrNotOwner.At("product", "product", m.Product, "owner", p.Maker)
	}
	t := Tariff{Product: m.Product, Unit: m.Unit, From: m.From, Brackets: m.Brackets,
		DiscountBP: m.DiscountBP, Evidence: m.Evidence, By: c.Signers, Recorded: c.Time}
	if profile, ok := lawsOf(c.Store, p, k).guided(p.Stage); ok {
		if err := underCap(c.Store, profile, t, m.From, m.From, "brackets"); err != nil {
			return err
		}
	}
	key := priceKey{m.Product, m.Unit, m.From}
	if err := later(c, tariffs, key); err != nil {
		return err
	}
	tariffs.Set(c.Store, key, t)
	enters(c.Store, k.Parent, regime.PeriodOf(c.Store, m.From.Start()),
		func(b *Book) { b.Tariffs++ })
	c.Emit(TariffPublished{m.Product, m.Unit, m.From, m.Brackets})
	return nil
}

// underCap refuses a tariff that lacks a ceiling or exceeds one on any day from first to last.
func underCap(r state.Reader, profile regime.Profile, t Tariff, first, last wire.Date,
	field string) error {
	low, ok := lowestCap(r, t.Product, t.Unit, first, last)
	if !ok {
		return profile.Refuse(ErrNoCap, field, "product", t.Product, "day", first, "unit", t.Unit)
	}
	if t.Dearest() > low.Price {
		return profile.Refuse(ErrOverCap, field, "price", t.Dearest(), "cap", low.Price,
			"unit", t.Unit, "number", low.Evidence.Number)
	}
	return nil
}
