package follow

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

// useKey is what uses of a product version are added up by.
type useKey struct {
	Period  string
	By      string
	Purpose string
	Use     string
}

// counted are the uses of one key.
type counted struct {
	Batches uint64
	Units   uint64
	Late    uint64 // batches flagged late
	First   wire.Time
	Last    wire.Time
	Newest  wire.Time // recorded
}

// count adds a batch to its product version.
func (x *Index) count(b trace.Batch) {
	node := product.Place{Kind: access.KindProduct, ID: b.Product, Version: b.Version}.Key()
	sums := x.uses[node]
	if sums == nil {
		sums = map[useKey]*counted{}
		x.uses[node] = sums
	}
	k := useKey{b.Period, b.ID.Party, b.Purpose, b.Use}
	c := sums[k]
	if c == nil {
		c = &counted{First: b.From}
		sums[k] = c
	}
	c.Batches++
	c.Units += b.Count
	if len(b.Flags) > 0 {
		c.Late++
	}
	c.First, c.Last = min(c.First, b.From), max(c.Last, b.To)
	c.Newest = max(c.Newest, b.Recorded)
}
