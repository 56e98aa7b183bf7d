package trace

import (
	"math"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// placeKey is where a batch lies among the uses that a recorder counted of a product version on one
// day, in the order of recording. Places of a day never move, so what a day held at some block is
// what lies below the units it had then: a population that an auditor can draw from.
type placeKey struct {
	Product wire.ID
	Version uint32
	By      string
	Day     wire.Date
	Offset  uint64 // units of the day before the batch
}

type place struct {
	Batch wire.ID `json:"batch"`
	Units uint64  `json:"units"`
}

var places = state.NewMap[placeKey, place](8, 9, "trace/places",
	"batches of a recorder's day of a product version, by the units before them")

// unitsOf are the units that a recorder has counted of a product version on a day.
func unitsOf(r state.Reader, product wire.ID, version uint32, by string, day wire.Date) uint64 {
	end := placeKey{product, version, by, day, math.MaxUint64}
	k, p, ok := places.Before(r, []any{product, version, by, day}, end)
	if !ok {
		return 0
	}
	return k.Offset + p.Units
}

// batchAt is the batch that counted a unit of a day, from 0, and the unit's number inside it.
func batchAt(r state.Reader, k placeKey, unit uint64) (batch wire.ID, inside uint64, ok bool) {
	k.Offset = unit + 1
	at, p, ok := places.Before(r, []any{k.Product, k.Version, k.By, k.Day}, k)
	if !ok || unit >= at.Offset+p.Units {
		return wire.ID{}, 0, false
	}
	return p.Batch, unit - at.Offset, true
}
