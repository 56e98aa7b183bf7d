package regime

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func TestClockAdvance(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	if offset, ok := TestClock(l.Store); !ok || offset != 0 {
		t.Fatalf("offset %d, test %v", offset, ok)
	}
	to := instant(t, "2025-03-01 00:00:00")
	m := &ClockAdvance{To: to}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	if got := refused(t, m.Apply(signed(l, "gz-operator"))); got != "calendar.bureau" {
		t.Errorf("an operator: %q", got)
	}
	if got := refused(t, (&ClockAdvance{To: l.Time}).Apply(signed(l,
		"gz-bureau"))); got != "clock.back" {
		t.Errorf("standing still: %q", got)
	}
	if err := m.Apply(signed(l, "gz-bureau")); err != nil {
		t.Fatal(err)
	}
	if got := LawTime(l.Store, l.Time); got != to {
		t.Errorf("law time %s, want %s", got, to)
	}
	for _, bad := range []wire.Time{0, instant(t, "2999-01-01 00:00:00")} {
		if got := refused(t, (&ClockAdvance{To: bad}).Check()); got != "body.field" {
			t.Errorf("%s: %q", bad, got)
		}
	}
}

// Two papers in one block: the second goes on from where the first left.
func TestClockAdvanceTwiceInABlock(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	before := ledger(t, section(t, profile("520000", 1, plain))).Store
	block := signed(l, "gz-bureau")
	block.Parent = before
	for _, to := range []string{"2025-03-01 00:00:00", "2025-04-01 00:00:00"} {
		if err := (&ClockAdvance{To: instant(t, to)}).Apply(block); err != nil {
			t.Fatal(err)
		}
		if got := LawTime(l.Store, l.Time); got != instant(t, to) {
			t.Errorf("law time %s, want %s", got, to)
		}
	}
	if got := refused(t, (&ClockAdvance{To: instant(t,
		"2025-02-01 00:00:00")}).Apply(block)); got != "clock.back" {
		t.Errorf("back behind the first: %q", got)
	}
}

func TestRealClock(t *testing.T) {
	s := section(t, profile("520000", 1, plain))
	s.TestClock = nil
	l := ledger(t, s)
	if got := refused(t, (&ClockAdvance{To: l.Time + 1}).Apply(signed(l,
		"gz-bureau"))); got != "clock.real" {
		t.Errorf("got %q", got)
	}
	if LawTime(l.Store, l.Time) != l.Time {
		t.Error("law time is header time")
	}
}

// A test ledger may begin in the past or in the future of its header time.
func TestTestClockStart(t *testing.T) {
	for _, start := range []string{"2024-06-01 00:00:00", "2030-01-01 00:00:00"} {
		s := section(t, profile("520000", 1, plain))
		s.TestClock.Start = instant(t, start)
		l := ledger(t, s)
		if got := LawTime(l.Store, l.Time); got != s.TestClock.Start {
			t.Errorf("law time begins at %s, want %s", got, start)
		}
	}
}
