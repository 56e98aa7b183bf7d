package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// LogRelease says that a batch need not be kept any longer. It is refused before its time.
type LogRelease struct {
	ID wire.ID `json:"id" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *LogRelease) Check() error { return checkID("id", m.ID) }

// Apply releases the batch.
func (m *LogRelease) Apply(c *rule.Ctx) error {
	v, ok := logs.Get(c.Store, m.ID)
	switch {
	case !ok:
		return ErrNoLog.At("id", "id", m.ID)
	case v.Released != 0:
		return ErrReleased.At("id", "id", m.ID, "at", v.Released)
	case !c.SignedBy(v.Keeper):
		return ErrSigner.At("", "who", v.Keeper)
	}
	s, err := find(c, v.Subject, v.Agreement)
	if err != nil {
		return err
	}
	if last := s.keptUntil(c, v); c.Time < last.End() {
		return retentionCited(s.p, v.Class, ErrKept.At("id", "until", last))
	}
	v.Released = c.Time
	logs.Set(c.Store, m.ID, v)
	c.Emit(LogReleased{ID: m.ID})
	return nil
}

// retention is how long a class is kept.
func (s subject) retention(class string) (regime.Span, bool) {
	switch class {
	case LogProcessing:
		return s.p.Span("log.processing_retention")
	case LogDestruction:
		return s.p.Span("log.destruction_retention")
	}
	n := s.p.Int("log.retention_years")
	return regime.Span{N: uint32(n), Unit: regime.UnitYears}, n > 0
}

// keptUntil is the last day on which the batch is kept: counted from the end of the agreement, the
// last day logged, or the destruction. While an agreement runs, its end is that of its term.
func (s subject) keptUntil(c *rule.Ctx, v Log) wire.Date {
	span, ok := s.retention(v.Class)
	if !ok {
		span = regime.Span{N: defaultYears, Unit: regime.UnitYears}
	}
	from := (s.ended - 1).Date()
	switch {
	case v.Class == LogDestruction:
		e, _ := endings.Get(c.Store, endingKey{v.Subject, v.Agreement})
		from = e.Destroyed.Date()
	case v.Class == LogNetwork && s.p.Text("log.retention_from") == "log_date",
		v.Class == LogProcessing && s.p.Text("log.processing_from") == "log_date":
		from = v.To
	}
	last, _ := regime.LastDay(s.p, c, from, span)
	return last
}

// defaultYears is how long logs are kept where a regime says nothing of their class.
const defaultYears = 5

func retentionCited(p regime.Profile, class string, r *rule.Refused) *rule.Refused {
	key := map[string]string{LogNetwork: "log.retention_years",
		LogProcessing: "log.processing_retention", LogDestruction: "log.destruction_retention"}[class]
	r.Article, r.Mark = p.Cite(key)
	return r
}
