package market

import (
	"math"
	"math/bits"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Bracket is a price for the units above the bracket before, up to and with UpTo; 0 is no end. A
// price of 0 is a metered item that costs nothing.
type Bracket struct {
	UpTo  uint64 `json:"up_to"`
	Price uint64 `json:"price_micro_yuan"`
}

// Bounds of prices and amounts: they keep every product below 2^127, and a sum of a period below
// 2^63 up to nine million receipts or costs. An overflow would park the run of every party, so no
// single paper may come near it.
const (
	maxPrice = 1_000_000_000_000_000 // micro-yuan per unit, 10^9 yuan
	maxUnits = 9_000_000_000_000
	maxFen   = 1_000_000_000_000 // 10^10 yuan
)

const microPerFen = 10_000

// Charge is what units cost by accumulating brackets (rulings M5): each unit at the price of the
// bracket it falls in, the sum rounded half up to the fen. It fails beyond 2^63 fen and where no
// bracket holds the last units.
func Charge(brackets []Bracket, units uint64) (wire.Fen, bool) {
	var hi, lo, below uint64
	for _, b := range brackets {
		end := b.UpTo
		if end == 0 || end > units {
			end = units
		}
		if end > below {
			h, l := bits.Mul64(end-below, b.Price)
			var carry uint64
			lo, carry = bits.Add64(lo, l, 0)
			if hi, carry = bits.Add64(hi, h, carry); carry != 0 {
				return 0, false
			}
			below = end
		}
	}
	lo, carry := bits.Add64(lo, microPerFen/2, 0)
	hi += carry
	if below < units || hi >= microPerFen {
		return 0, false
	}
	fen, _ := bits.Div64(hi, lo, microPerFen)
	return wire.Fen(fen), fen <= math.MaxInt64
}

// Dearest is the highest price of any bracket.
func (t Tariff) Dearest() (price uint64) {
	for _, b := range t.Brackets {
		price = max(price, b.Price)
	}
	return price
}

// TariffOn returns the tariff in force on a day, in one step however many came before.
func TariffOn(r state.Reader, id wire.ID, unit string, day wire.Date) (Tariff, bool) {
	_, t, ok := tariffs.Before(r, []any{id, unit}, priceKey{id, unit, day.Add(1)})
	return t, ok
}

// CapOn returns the guided ceiling in force on a day.
func CapOn(r state.Reader, id wire.ID, unit string, day wire.Date) (Cap, bool) {
	_, v, ok := caps.Before(r, []any{id, unit}, priceKey{id, unit, day.Add(1)})
	return v, ok
}

// lowestCap is the lowest ceiling in force on any day from first to last; false when a day has
// none. It reads the one in force on the first day and those that begin in the window.
func lowestCap(r state.Reader, id wire.ID, unit string, first, last wire.Date) (Cap, bool) {
	low, ok := CapOn(r, id, unit, first)
	if !ok {
		return low, false
	}
	caps.EachFrom(r, []any{id, unit}, priceKey{id, unit, first.Add(1)}, func(k priceKey, c Cap) bool {
		if k.From <= last && c.Price < low.Price {
			low = c
		}
		return k.From <= last
	})
	return low, true
}
