package regime

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestClock returns by how many seconds law time is ahead of header time (behind, when negative),
// and whether the ledger is a test ledger at all (rulings E16).
func TestClock(r state.Reader) (offset wire.Int, ok bool) {
	c, ok := testClock.Get(r)
	return c.Offset, ok
}

// LawTime returns the law time of a block with the given header time, from the state after the
// block before it. On a real ledger both are equal.
func LawTime(r state.Reader, header wire.Time) wire.Time {
	offset, _ := TestClock(r)
	return wire.Time(max(int64(header)+int64(offset), 0))
}
