package regime

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// nextBlock runs EndBlock as a machine restarted after every block would: from state alone.
func nextBlock(t *testing.T, l *rule.Ctx, budget int) (told []rule.Event, wrote int) {
	t.Helper()
	o := state.NewOverlay(l.Store)
	c := &rule.Ctx{Store: o, Time: l.Time, Height: l.Height + 1, Chain: l.Chain,
		Budget: &rule.Budget{Left: budget}}
	endBlock(c)
	o.Flush(l.Store)
	l.Height++
	return c.Events(), o.Writes()
}

// Ten thousand deadlines fall due at one instant: every one is told, in the order in which they
// were due, by blocks that each keep to their budget; all are overdue from the first block on.
func TestTenThousandAtOnce(t *testing.T) {
	const many, budget = 10_000, 2000
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", l.Time)
	for i := range many {
		id := DutyID{fmt.Sprintf("p%02d", i%7), "agreement.filing", fmt.Sprintf("x/%05d", i)}
		n := uint32(10)
		if i%1000 == 0 {
			n = 9 // ten of them are a day older
		}
		if err := Open(l, p, id, l.Time.Date(), Span{n, UnitCalendarDays}); err != nil {
			t.Fatal(err)
		}
	}
	last := l.Time.Date().Add(10)
	l.Time = last.Add(-1).End() - 1
	if told, wrote := nextBlock(t, l, budget); len(told) != 0 || wrote != 0 {
		t.Fatalf("a second early: %d events, %d writes", len(told), wrote)
	}
	l.Time = last.End()
	got := pages(t, l, map[string]string{"state": StateOverdue, "limit": "1000"})
	if len(got) != many {
		t.Errorf("%d overdue at the instant, before any notice", len(got))
	}
	var before noticeAt
	seen, blocks := 0, 0
	for ; seen < many; blocks++ {
		told, wrote := nextBlock(t, l, budget)
		if len(told) == 0 || len(told) > maxNotices || wrote > budget-reserve {
			t.Fatalf("block %d: %d events, %d writes", blocks, len(told), wrote)
		}
		for _, e := range told {
			v := e.(DeadlineOverdue)
			at := noticeAt{v.Due, DutyID{v.Owner, v.Duty, v.Object}}
			if !(listed{Due: before.Due, ID: before.ID}).before(listed{Due: at.Due, ID: at.ID}) {
				t.Fatalf("%v told after %v", at, before)
			}
			if v.Since != v.Due.End() {
				t.Fatalf("%+v", v)
			}
			before = at
			seen++
		}
		l.Time += 5
	}
	if told, _ := nextBlock(t, l, budget); len(told) != 0 || blocks != many/maxNotices {
		t.Errorf("%d blocks, then %d events", blocks, len(told))
	}
	if err := checkLists(l.Store); err != nil {
		t.Error(err)
	}
}

// calendar2027 is invented: 1 and 4 January off, Saturday the 9th worked.
func calendar2027(t *testing.T) *CalendarSet {
	return &CalendarSet{Year: 2027, Off: list(t, "2027-01-01", "2027-01-04"),
		Worked: list(t, "2027-01-09"), Test: true, Notice: notice("测试〔2026〕1号")}
}

// A deadline that runs into a year without a calendar is provisional and never overdue; when the
// calendar lands it is counted anew, over as many blocks as it takes, and what was met stays.
func TestProvisionalUntilTheCalendarLands(t *testing.T) {
	const many = 200
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", instant(t, "2026-12-24 00:00:00"))
	l.Time = instant(t, "2026-12-24 10:00:00")
	for i := range many {
		id := DutyID{"impl", "application.review", fmt.Sprintf("x/%03d", i)}
		if err := Open(l, p, id, l.Time.Date(), Span{10, UnitWorkingDays}); err != nil {
			t.Fatal(err)
		}
	}
	met := DutyID{"impl", "application.review", "x/000"}
	one := DutyID{"impl", "application.review", "x/001"}
	l.Time = instant(t, "2027-01-08 10:00:00")
	s, _ := Deadline(l.Store, one, l.Time)
	if !s.Provisional || s.Overdue || s.State != StateDue || s.Due != date(t, "2027-01-07") {
		t.Errorf("without a calendar: %+v", s)
	}
	if err := Meet(l, met); err != nil {
		t.Fatal(err)
	}
	if told, _ := nextBlock(t, l, 2000); len(told) != 0 {
		t.Errorf("told of a provisional deadline: %v", told)
	}
	must(t, calendar2027(t).Apply(signed(l, "gz-bureau", "gz-finance")))
	l.Time = instant(t, "2027-01-11 09:00:00") // 1 and 4 are off, Saturday 9 is worked: due 9 January
	if s, _ := Deadline(l.Store, one, l.Time); s.Provisional || !s.Overdue || s.DaysLate != 1 ||
		s.Due != date(t, "2027-01-09") {
		t.Errorf("at the instant the calendar landed: %+v", s)
	}
	overdue := map[string]string{"state": StateOverdue, "owner": "impl", "limit": "1000"}
	if got := pages(t, l, overdue); len(got) != many-1 {
		t.Errorf("%d overdue before the lists followed", len(got))
	}
	moved, told := 0, 0
	for range 30 {
		events, wrote := nextBlock(t, l, 2000)
		if wrote > 2000-reserve {
			t.Errorf("%d writes in one block", wrote)
		}
		for _, e := range events {
			switch v := e.(type) {
			case DutyMoved:
				moved++
			case DeadlineOverdue:
				told++
				if v.Due != date(t, "2027-01-09") {
					t.Errorf("%+v", v)
				}
			}
		}
		if err := checkLists(l.Store); err != nil {
			t.Fatal(err)
		}
		l.Time += 5
	}
	if moved != many-1 || told != many-1 || Rederiving(l.Store) {
		t.Errorf("%d moved, %d told", moved, told)
	}
	if s, _ := Deadline(l.Store, met, l.Time); s.Due != date(t, "2027-01-07") || s.Overdue {
		t.Errorf("a met duty was derived anew: %+v", s)
	}
	if got := pages(t, l, overdue); len(got) != many-1 || got[0].Due != date(t, "2027-01-09") {
		t.Errorf("%d overdue after", len(got))
	}
}

// An overlay concerns the duties of its place and below alone; an amended list takes a notice back.
func TestOverlayAndAmendment(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", instant(t, "2026-07-01 00:00:00"))
	l.Time = instant(t, "2026-07-20 09:00:00")
	open := func(place string) DutyID {
		id := DutyID{"impl", "d", place}
		must(t, Open(l, p.Within(place), id, l.Time.Date(), Span{5, UnitWorkingDays}))
		return id
	}
	far, near, under := open("520100"), open("522300"), open("522301")
	set := func(place string, off ...string) {
		key := YearOf{place, 2026}
		old, _ := calendars.Get(l.Store, key)
		calendars.Set(l.Store, key, Calendar{Version: old.Version + 1, Title: "x", Issuer: "x",
			Off: list(t, off...)})
		rederivations.Set(l.Store, key, begins(key))
	}
	due := func(id DutyID, want string) {
		t.Helper()
		nextBlock(t, l, 2000)
		d, _ := duties.Get(l.Store, id)
		if s, _ := Deadline(l.Store, id, l.Time); s.Due != date(t, want) || d.Due != s.Due {
			t.Errorf("%s: due %s, listed under %s, want %s", id.Object, s.Due, d.Due, want)
		}
	}
	set("522300", "2026-07-24")
	due(far, "2026-07-27")
	due(near, "2026-07-28")
	due(under, "2026-07-28")
	l.Time = date(t, "2026-07-28").End()
	if told, _ := nextBlock(t, l, 2000); len(told) != 3 {
		t.Errorf("%d notices", len(told))
	}
	set("522300", "2026-07-24", "2026-07-28", "2026-07-29")
	due(near, "2026-07-30")
	if s, _ := Deadline(l.Store, near, l.Time); s.Overdue {
		t.Error("still overdue under the amended list")
	}
	l.Time = date(t, "2026-07-30").End()
	told, _ := nextBlock(t, l, 2000)
	if len(told) != 2 || told[0].(DeadlineOverdue).Due != wire.Date(20260730) {
		t.Errorf("notices of the new day: %v", told)
	}
}
