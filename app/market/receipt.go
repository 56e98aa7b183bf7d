package market

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Limits of one receipt: three years of days, hence at most 38 months.
const (
	maxDays  = 1100
	maxParts = 38
)

// checkPrice holds a receipt to the tariff in force in its window and, under the guided price, the
// tariff to every ceiling in force there (rulings M5). A window in which the tariff changes is
// split.
func (v Receipt) checkPrice(r state.Reader, ps laws, p product.Product, t Trade) error {
	tariff, ok := TariffOn(r, t.Product, t.Unit, v.FirstDay)
	if !ok {
		return ps.noTariff(p.Stage, "first_day", t, v.FirstDay)
	}
	if last, _ := TariffOn(r, t.Product, t.Unit, v.LastDay); last.From != tariff.From {
		return ErrTariffChange.At("last_day", "first", v.FirstDay, "last", v.LastDay,
			"change", last.From)
	}
	if profile, yes := ps.guided(p.Stage); yes {
		if err := underCap(r, profile, tariff, v.FirstDay, v.LastDay, "amount"); err != nil {
			return err
		}
	}
	return nil
}

// partition splits a receipt over the settlement periods of its window by days, by largest
// remainder (rulings M4); a refund by what is left of its original in each of them.
func partition(r state.Reader, v Receipt) ([]Part, error) {
	var parts []Part
	var weights []settlement.Weight
	for day := v.FirstDay; day <= v.LastDay; {
		name := regime.PeriodOf(r, day.Start())
		_, to, _ := regime.PeriodBounds(name)
		next := min(to.Date(), v.LastDay.Add(1))
		days := uint64(next.Start()-day.Start()) / 86400
		parts = append(parts, Part{Period: name, Days: uint32(days)})
		weights = append(weights, settlement.Weight{ID: name, W: days})
		day = next
	}
	byAmount := weights
	if v.Amount < 0 {
		var err error
		if byAmount, err = v.remains(r, parts); err != nil {
			return nil, err
		}
	}
	for _, of := range []struct {
		total int64
		by    []settlement.Weight
		put   func(*Part, int64)
	}{
		{int64(v.Amount), byAmount, func(p *Part, n int64) { p.Amount = wire.Fen(n) }},
		{int64(v.Tax), weights, func(p *Part, n int64) { p.Tax = wire.Fen(n) }},
		{int64(v.Units), weights, func(p *Part, n int64) { p.Units = uint64(n) }},
	} {
		shares, err := settlement.Allocate(of.total, of.by)
		if err != nil {
			return nil, ErrWindow.At("last_day", "first", v.FirstDay, "last", v.LastDay, "max", maxDays)
		}
		for i := range parts {
			of.put(&parts[i], shares[i])
		}
	}
	return parts, nil
}

// open refuses when a part belongs to a period that is closed for ever. It lists the periods that
// the receipt restates (rulings M3).
func (v Receipt) open(c *rule.Ctx, field string) (restates []string, err error) {
	for _, p := range v.Parts {
		late, err := enter(c, p.Period, field)
		if err != nil {
			return nil, err
		}
		if late {
			restates = append(restates, p.Period)
		}
	}
	return restates, nil
}

// checkInvoice refuses an invoice that counts for another receipt, or that the same collector has
// reported before. A report of somebody else that nobody has confirmed holds no invoice: it would
// keep the rightful collector from its own.
func (v Receipt) checkInvoice(r state.Reader, field string) error {
	used, ok := invoices.Get(r, keyOf(v.Invoice))
	if !ok || used.ID == v.ID {
		return nil
	}
	old, _ := receipts.Get(r, used.ID)
	own := v.Confirmed == 0 && old.Status == Recorded && old.ID.Party == v.ID.Party
	if own || old.Status == Confirmed {
		return ErrInvoice.At(field, "invoice", v.Invoice, "receipt", used.ID)
	}
	return nil
}
