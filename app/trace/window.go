package trace

import (
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// checkWindow refuses a window in which the uses could not have happened, or that was counted
// before.
func (m *Record) checkWindow(c *rule.Ctx, p product.Product, k Contract) error {
	ahead := wire.Time(regime.Periods(c.Store).LateSecondsAhead)
	if m.To > c.Time+ahead {
		return ErrFuture.At("to", "to", m.To, "now", c.Time, "seconds", uint64(ahead))
	}
	if which, cause, ok := k.RunsDuring(m.From, m.To); !ok {
		at := []any{"agreement", which, "from", m.From, "to", m.To, "cause", cause}
		if _, _, begun := k.RunsDuring(m.From, m.From+1); begun {
			return ErrStraddles.At("to", at...)
		}
		return ErrNotRunning.At("from", at...)
	}
	if !p.PublishedDuring(m.From, m.To) {
		return ErrNotPublished.At("from", "product", product.Node(m.Product, m.Version),
			"from", m.From, "to", m.To)
	}
	if _, err := m.late(c, regime.PeriodOf(c.Store, m.From)); err != nil {
		return err
	}
	if used, ok := logs.Get(c.Store, m.logKey()); ok {
		return ErrLogUsed.At("log", "log", m.Log, "batch", used.ID)
	}
	if at, w, ok := m.overlap(c.Store); ok {
		return ErrOverlap.At("from", "stream", m.Stream, "batch", w.Batch, "from", at, "to", w.To)
	}
	return nil
}

func (m *Record) logKey() logKey { return logKey{m.ID.Party, uint8(m.Log.Alg), m.Log.Sum} }

// overlap finds a counted window of the stream that shares an instant with the batch. Windows of a
// stream never overlap one another, so the last one that begins before the batch ends is the only
// one that can.
func (m *Record) overlap(r state.Reader) (from wire.Time, w window, found bool) {
	end := m.window()
	end.From = m.To
	k, w, ok := windows.Before(r, []any{m.Product, m.Version, m.ID.Party, m.Stream}, end)
	if !ok || w.To <= m.From {
		return 0, window{}, false
	}
	return k.From, w, true
}

func (m *Record) window() windowKey {
	return windowKey{m.Product, m.Version, m.ID.Party, m.Stream, m.From}
}

// flags marks a batch of a good hour that is recorded after its agreement or a right of use behind
// it ended, or after the regime's lateness window (rulings E6).
func (m *Record) flags(c *rule.Ctx, p product.Product, k Contract, b behind) []string {
	late := wire.Time(regime.Periods(c.Store).LatenessDays) * 86400
	_, _, running := k.RunsDuring(c.Time, c.Time+1)
	_, _, good := usable(c, p, b, c.Time, c.Time+1)
	if !running || !good || late > 0 && c.Time > m.To+late {
		return []string{FlagLate}
	}
	return nil
}
