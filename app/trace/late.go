package trace

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// lateKey is a batch that entered a closed settlement period: it restates the period (rulings M3).
type lateKey struct {
	Period string
	Height uint64
	Batch  wire.ID
}

type lateAtKey struct {
	Height uint64
	Period string
	Batch  wire.ID
}

// late refuses a batch of a closed period unless both the days for late facts and the months for
// restating the period are still running.
func (m *Record) late(c *rule.Ctx, period string) (late bool, err error) {
	if !regime.Closed(c.Store, period, c.Time) {
		return false, nil
	}
	days := wire.Time(regime.Periods(c.Store).LatenessDays) * 86400
	if c.Time > m.To+days || !regime.Restatable(c.Store, period, c.Time) {
		return false, ErrFrozen.At("from", "period", period)
	}
	return true, nil
}

// EachLate visits the batches of a period that entered after it was closed and up to a height,
// until fn returns false.
func EachLate(r state.Reader, period string, upTo uint64, fn func(b Batch) bool) {
	lates.EachPrefix(r, []any{period}, func(k lateKey) bool {
		b, _ := batches.Get(r, k.Batch)
		return k.Height <= upTo && fn(b)
	})
}

// EachLateBetween visits the late batches of all periods that entered after a height and up to
// another, by height and period, until fn returns false.
func EachLateBetween(r state.Reader, after, upTo uint64, fn func(height uint64,
	b Batch) bool) {
	const step = 1000
	from := lateAtKey{Height: after + 1}
	for {
		page, more := latesAt.After(r, nil, &from, step)
		for _, k := range page {
			b, _ := batches.Get(r, k.Batch)
			if k.Height > upTo || !fn(k.Height, b) {
				return
			}
			from = k
		}
		if !more {
			return
		}
	}
}
