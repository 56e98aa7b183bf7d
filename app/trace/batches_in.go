package trace

import (
	"math"

	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// BatchesIn returns the batches of a product version whose windows begin in [from, to), stream by
// stream, up to limit, and whether there are more. It reads the windows wanted and one beside them
// for each stream, however long the history is.
func BatchesIn(r state.Reader, id wire.ID, version uint32, from, to wire.Time, limit int) (
	out []wire.ID, more bool) {
	var after *windowKey
	for {
		page, _ := windows.After(r, []any{id, version}, after, 1)
		if len(page) == 0 {
			return out, false
		}
		k := page[0].Key
		switch {
		case k.From < from:
			k.From = from - 1
		case k.From >= to:
			k.From = math.MaxInt64
		case len(out) == limit:
			return out, true
		default:
			out = append(out, page[0].Value.Batch)
		}
		after = &k
	}
}
