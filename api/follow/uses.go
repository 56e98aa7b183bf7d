package follow

import (
	"cmp"
	"slices"

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

// counted are the uses of one key, by the day of their recording, in its order: a day is as fine as
// it gets, so that a busy key costs a record a day however many batches it has.
type counted []onDay

type onDay struct {
	Day     wire.Date // of the recording
	Batches uint64
	Units   uint64
	Late    uint64 // batches flagged late
	First   wire.Time
	Last    wire.Time
}

// count adds a batch to its product version.
func (x *Index) count(b trace.Batch) {
	node := product.Place{Kind: access.KindProduct, ID: b.Product, Version: b.Version}.Key()
	sums := x.uses[node]
	if sums == nil {
		sums = map[useKey]counted{}
		x.uses[node] = sums
	}
	k := useKey{b.Period, b.ID.Party, b.Purpose, b.Use}
	day := b.Recorded.Date()
	days := sums[k]
	i, known := slices.BinarySearchFunc(days, day, func(d onDay, day wire.Date) int {
		return cmp.Compare(d.Day, day)
	})
	if !known {
		days = slices.Insert(days, i, onDay{Day: day, First: b.From})
		sums[k] = days
	}
	d := &days[i]
	d.Batches++
	d.Units += b.Count
	if len(b.Flags) > 0 {
		d.Late++
	}
	d.First, d.Last = min(d.First, b.From), max(d.Last, b.To)
}

// sum adds up the days that are over as of an instant, all of them for 0.
func (c counted) sum(asOf wire.Time) (out onDay) {
	for _, d := range c {
		if asOf != 0 && d.Day.End()-1 > asOf {
			break
		}
		if out.Batches == 0 {
			out.First = d.First
		}
		out.Batches, out.Units, out.Late = out.Batches+d.Batches, out.Units+d.Units, out.Late+d.Late
		out.First, out.Last = min(out.First, d.First), max(out.Last, d.Last)
	}
	return out
}

// wholeDays is the last instant of the last day that is over as of an instant.
func wholeDays(asOf wire.Time) wire.Time {
	if asOf == 0 || asOf.Date().End()-1 == asOf {
		return asOf
	}
	return asOf.Date().Start() - 1
}
