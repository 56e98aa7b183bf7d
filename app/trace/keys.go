package trace

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// windowKey places a batch on its stream; one stream never counts an instant twice.
type windowKey struct {
	Product wire.ID
	Version uint32
	By      string
	Stream  string
	From    wire.Time
}

type window struct {
	To    wire.Time `json:"to"`
	Batch wire.ID   `json:"batch"`
}

// logKey is a log digest as one recorder used it: it reports no log twice, and nobody keeps another
// recorder from its own log by naming its digest first.
type logKey struct {
	By  string
	Alg uint8
	Sum [32]byte
}

type sumKey struct {
	Segment string // of a period
	Product wire.ID
	Version uint32
	Use     string
	Members [32]byte // SHA-256 of the member indexes
}

type totalKey struct {
	Period  string
	Product wire.ID
	Version uint32
	Use     string
}

type totalUnder struct {
	Agreement wire.ID
	Period    string
	Of        totalKey
}

type nodeKey struct {
	Product wire.ID
	Version uint32
}

type customerKey struct {
	Seller   string
	Customer [32]byte
}

type batchOf struct {
	ID wire.ID `json:"id"`
}

var (
	batches = state.NewMap[wire.ID, Batch](8, 1, "trace/batches",
		"usage batches by id")
	windows = state.NewMap[windowKey, window](8, 2, "trace/windows",
		"windows that a stream of a product version has counted, by first instant")
	logs = state.NewMap[logKey, batchOf](8, 3, "trace/logs",
		"the batch that used a log digest, by recorder")
	sums = state.NewMap[sumKey, Sum](8, 4, "trace/counters",
		"uses of a segment of a period added up by product version, use and set of inputs")
	totals = state.NewMap[totalKey, Total](8, 5, "trace/totals",
		"uses and batches of a period added up by product version and use")
	totalsUnder = state.NewIndex[totalUnder](8, 27, "trace/totals_under",
		"totals by the authorized-operation agreement that the product stands under")
	behinds = state.NewMap[nodeKey, behind](8, 6, "trace/behind",
		"what stands behind a product version: personal or secret data, rights of use")
	exports = state.NewMap[wire.ID, Export](8, 7, "trace/exports",
		"product versions that left the operating space")
	customers = state.NewMap[customerKey, Customer](8, 8, "trace/customers",
		"customers as salted hashes, by the seller that registered them")
	lates = state.NewIndex[lateKey](8, 20, "trace/late",
		"batches that entered a closed settlement period, by period and height")
	latesAt = state.NewIndex[lateAtKey](8, 21, "trace/late_at",
		"batches that entered a closed settlement period, by height")
)

var collections = []state.Collection{batches.Descriptor(), windows.Descriptor(), logs.Descriptor(),
	sums.Descriptor(), totals.Descriptor(), behinds.Descriptor(), exports.Descriptor(),
	customers.Descriptor(), lates.Descriptor(),
	latesAt.Descriptor(), totalsUnder.Descriptor(),
	usedBy.Descriptors()[0], usedBy.Descriptors()[1]}

func membersHash(members []uint16) [32]byte {
	b := make([]byte, 0, 2*len(members))
	for _, m := range members {
		b = binary.BigEndian.AppendUint16(b, m)
	}
	return sha256.Sum256(b)
}

// invariants: the logs have every batch, and the counters of a period add up to its totals.
var invariants = []rule.Invariant{{Name: "trace.used_by_whole", Check: usedByWhole}, {
	Name: "trace.counters_add_up",
	Check: func(r state.Reader) error {
		added := map[totalKey]uint64{}
		sums.Each(r, func(k sumKey, s Sum) bool {
			added[totalKey{periodOf(k.Segment), k.Product, k.Version, k.Use}] += s.Units
			return true
		})
		lates.Each(r, func(k lateKey) bool {
			b, _ := batches.Get(r, k.Batch)
			added[totalKey{k.Period, b.Product, b.Version, b.Use}] += b.Count
			return true
		})
		recounts.Each(r, func(k recountKey, v Recount) bool {
			for _, m := range v.Moves {
				added[totalKey{k.Period, v.Product, v.Version, v.Use}] += m.Is - m.Was
			}
			return true
		})
		var err error
		totals.Each(r, func(k totalKey, t Total) bool {
			p, _ := product.Get(r, k.Product, k.Version)
			if a := product.Authorization(r, p).ID; !totalsUnder.Has(r, totalUnder{a, k.Period, k}) {
				err = fmt.Errorf("period %s, %s@%d: not under %s", k.Period, k.Product, k.Version, a)
			}
			if added[k] != t.Units {
				err = fmt.Errorf("period %s, %s@%d, %s: counters %d, total %d",
					k.Period, k.Product, k.Version, k.Use, added[k], t.Units)
			}
			return err == nil
		})
		return err
	}}}
