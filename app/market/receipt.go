package market

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
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
func (v Receipt) checkPrice(r state.Reader, profile regime.Profile, p product.Product,
	t Trade) error {
	tariff, ok := TariffOn(r, t.Product, t.Unit, v.FirstDay)
	if !ok {
		return profile.Refuse(ErrNoTariff, "first_day", "product", t.Product, "unit", t.Unit,
			"day", v.FirstDay)
	}
	if last, _ := TariffOn(r, t.Product, t.Unit, v.LastDay); last.From != tariff.From {
		return ErrTariffChange.At("last_day", "first", v.FirstDay, "last", v.LastDay,
			"change", last.From)
	}
	if guided(profile, p.Stage) {
		if err := underCap(r, profile, tariff, v.FirstDay, v.LastDay, "amount"); err != nil {
			return err
		}
	}
	charge, ok := Charge(tariff.Brackets, v.Units)
	if ok && v.Amount > charge {
		return ErrOverTariff.At("amount", "units", v.Units, "unit", t.Unit, "charge", charge,
			"amount", v.Amount)
	}
	return nil
}

// checkRefund holds a refund to the receipt it returns money of.
func (v Receipt) checkRefund(r state.Reader) error {
	old, ok := receipts.Get(r, v.Ref)
	wrong := func(zh, en string) error {
		return ErrRefund.At("ref", "amount", v.Amount, "ref", v.Ref, "zh", zh, "en", en)
	}
	switch {
	case !ok || old.Trade != v.Trade:
		return wrong("本交易没有该收款", "the trade has no such receipt")
	case old.Status != Confirmed || old.Amount < 0:
		return wrong("原收款未经确认", "the original is not a confirmed receipt")
	case v.FirstDay < old.FirstDay || v.LastDay > old.LastDay:
		return wrong("期间超出原收款", "the window leaves that of the original")
	case old.Refunded-v.Amount > old.Amount:
		return wrong("累计退款超过原收款", "more is returned than was received")
	}
	return nil
}

// partition splits a receipt over the settlement periods of its window by days, by largest
// remainder (rulings M4).
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
	for _, of := range []struct {
		total int64
		put   func(*Part, int64)
	}{
		{int64(v.Amount), func(p *Part, n int64) { p.Amount = wire.Fen(n) }},
		{int64(v.Tax), func(p *Part, n int64) { p.Tax = wire.Fen(n) }},
		{int64(v.Units), func(p *Part, n int64) { p.Units = uint64(n) }},
	} {
		shares, err := settlement.Allocate(of.total, weights)
		if err != nil {
			return nil, ErrWindow.At("last_day", "first", v.FirstDay, "last", v.LastDay, "max", maxDays)
		}
		for i := range parts {
			of.put(&parts[i], shares[i])
		}
	}
	return parts, nil
}

// open refuses when a part belongs to a frozen period: that is a re-settlement, not a receipt.
func (v Receipt) open(r state.Reader, field string) error {
	for _, p := range v.Parts {
		if regime.Frozen(r, p.Period) {
			return ErrFrozen.At(field, "period", p.Period)
		}
	}
	return nil
}
