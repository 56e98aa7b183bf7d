package regime

import (
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/wire"
)

func TestPeriods(t *testing.T) {
	for _, c := range []struct{ length, at, name, from, to string }{
		{Month, "2026-10-31 23:59:59", "2026-10", "2026-10-01 00:00:00", "2026-11-01 00:00:00"},
		{Quarter, "2026-09-30 23:59:59", "2026Q3", "2026-07-01 00:00:00", "2026-10-01 00:00:00"},
		{Quarter, "2026-10-01 00:00:00", "2026Q4", "2026-10-01 00:00:00", "2027-01-01 00:00:00"},
		{Half, "2026-07-01 00:00:00", "2026H2", "2026-07-01 00:00:00", "2027-01-01 00:00:00"},
		{Half, "2026-06-30 23:59:59", "2026H1", "2026-01-01 00:00:00", "2026-07-01 00:00:00"},
		{Year, "2026-01-01 00:00:00", "2026", "2026-01-01 00:00:00", "2027-01-01 00:00:00"},
	} {
		s := section(t, profile("520000", 1, plain))
		s.Period = c.length
		l := ledger(t, s)
		if got := PeriodOf(l.Store, instant(t, c.at)); got != c.name {
			t.Errorf("%s at %s: %s, want %s", c.length, c.at, got, c.name)
		}
		from, to, ok := PeriodBounds(c.name)
		if !ok || from != instant(t, c.from) || to != instant(t, c.to) {
			t.Errorf("%s: %s to %s (%v)", c.name, from, to, ok)
		}
		if next := NextPeriod(l.Store, c.name); next != PeriodOf(l.Store, to) || next <= c.name {
			t.Errorf("after %s comes %s", c.name, next)
		}
	}
	for _, bad := range []string{"", "2026Q0", "2026Q5", "2026-13", "2026-1", "2026H3", "2026Q",
		"2026-", "x026", "2026Q03", "1960", "2026Q-1", "2026-+1", " 2026", "20261", "2026/1"} {
		if _, _, ok := PeriodBounds(bad); ok {
			t.Errorf("%q is no period", bad)
		}
	}
}

// Oracle: every instant of a period names it, its neighbours do not.
func TestPeriodBoundsAgainstNames(t *testing.T) {
	for _, length := range []string{Month, Quarter, Half, Year} {
		for d := time.Date(2024, 1, 1, 0, 0, 0, 0, wire.Beijing); d.Year() < 2027; d = d.AddDate(0, 0,
			11) {
			name := periodName(length, wire.At(d))
			from, to, ok := PeriodBounds(name)
			if !ok || from > wire.At(d) || to <= wire.At(d) || periodName(length, from-1) == name ||
				periodName(length, to-1) != name || periodName(length, to) == name {
				t.Fatalf("%s %s: %s to %s", length, name, from, to)
			}
		}
	}
}

func TestFreeze(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	Freeze(l, "2026Q1")
	l.Height++
	Freeze(l, "2026Q1")
	f, ok := FrozenAt(l.Store, "2026Q1")
	if !ok || f.Height != 1 || !Frozen(l.Store, "2026Q1") || Frozen(l.Store, "2026Q2") ||
		len(l.Events()) != 1 {
		t.Errorf("frozen %+v, %d events", f, len(l.Events()))
	}
}
