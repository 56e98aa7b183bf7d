package market

import (
	"math/bits"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// usedKey names the uses of one trade that a tariff's brackets count together: those of a
// settlement period. A new tariff begins to count anew.
type usedKey struct {
	Trade  wire.ID
	Period string
	From   wire.Date // of the tariff
}

// used are the units of receipts that stand, less those of refunds.
type used struct {
	Units uint64 `json:"units"`
}

// charge is what further units cost a trade that had used some before in the period: brackets
// accumulate over the period, not over one receipt (rulings M5). Each sum is rounded half up to the
// fen after the discount, so that many small receipts cost what one large one costs.
func (t Tariff) charge(before, units uint64) (wire.Fen, bool) {
	all, ok := t.price(before + units)
	old, fits := t.price(before)
	return all - old, ok && fits
}

const wholeBP = 10_000 // basis points of a price without discount

func (t Tariff) price(units uint64) (wire.Fen, bool) {
	full, ok := Charge(t.Brackets, units)
	hi, lo := bits.Mul64(uint64(full), uint64(wholeBP-t.DiscountBP))
	lo, carry := bits.Add64(lo, wholeBP/2, 0)
	fen, _ := bits.Div64(hi+carry, lo, wholeBP)
	return wire.Fen(fen), ok
}

// rises reports whether a later bracket is dearer than one before it: then many small purchases
// cost less than one large one.
func (t Tariff) rises() bool {
	for i := 1; i < len(t.Brackets); i++ {
		if t.Brackets[i].Price > t.Brackets[i-1].Price {
			return true
		}
	}
	return false
}

// checkCharge holds the money of a receipt to what its uses cost by the tariff.
func (v *Receipt) checkCharge(r state.Reader, t Trade) error {
	tariff, ok := TariffOn(r, t.Product, t.Unit, v.FirstDay)
	if !ok || t.Free || v.Amount < 0 {
		return nil
	}
	v.Tariff = tariff.From
	var charge wire.Fen
	for _, p := range v.Parts {
		before, _ := uses.Get(r, usedKey{v.Trade, p.Period, tariff.From})
		more, ok := tariff.charge(before.Units, p.Units)
		if !ok {
			return nil // no sum of money is above what cannot be counted
		}
		charge += more
	}
	if v.Amount > charge {
		return ErrOverTariff.At("amount", "units", v.Units, "unit", t.Unit, "charge", charge,
			"amount", v.Amount)
	}
	v.Below = v.Amount < charge && !v.Evidence.Given()
	return nil
}

// use counts the units of a receipt of a tariff with brackets, or, given back, no longer.
func (v Receipt) use(s state.Store, back bool) {
	t, _ := trades.Get(s, v.Trade)
	tariff, ok := tariffs.Get(s, priceKey{t.Product, t.Unit, v.Tariff})
	if !ok || len(tariff.Brackets) < 2 {
		return
	}
	for _, p := range v.Parts {
		k := usedKey{v.Trade, p.Period, v.Tariff}
		sum, _ := uses.Get(s, k)
		if back {
			sum.Units -= min(sum.Units, p.Units)
		} else {
			sum.Units += p.Units
		}
		uses.Set(s, k, sum)
	}
}
