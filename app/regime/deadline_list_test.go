package regime

import (
	"fmt"
	"math/rand"
	"slices"
	"strconv"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// busy is a ledger with a history of duties, and the standing of each by plain reading.
func busy(t *testing.T, seed int64) (*rule.Ctx, func() []Standing) {
	t.Helper()
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", instant(t, "2026-01-05 00:00:00"))
	random := rand.New(rand.NewSource(seed))
	places := []string{"520000", "520100", "520102", "522300", "522301"}
	owners := []string{"one", "two", "three"}
	var ids []DutyID
	l.Time = instant(t, "2026-01-05 09:00:00")
	for i := range 300 {
		l.Time += wire.Time(random.Intn(2 * 86400))
		id := DutyID{owners[random.Intn(3)], "d" + strconv.Itoa(random.Intn(3)), fmt.Sprint("x/", i)}
		s := Span{uint32(1 + random.Intn(15)), Units[random.Intn(2)]}
		a := wire.ID{}
		if n := random.Intn(4); n > 0 {
			a = wire.ID{Party: "x", Local: strconv.Itoa(n)}
		}
		if err := OpenFor(l, p.Within(places[random.Intn(5)]), id, a, l.Time.Date(), s); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
		done := ids[random.Intn(len(ids))]
		var err error
		switch random.Intn(4) {
		case 0:
			err = Meet(l, done)
		case 1:
			err = Waive(l, done, "object.withdrawn")
		}
		if err != nil && refused(t, err) != "duty.none" {
			t.Fatal(err)
		}
		endBlock(l)
		if err := checkLists(l.Store); err != nil {
			t.Fatal(err)
		}
	}
	return l, func() (out []Standing) {
		duties.Each(l.Store, func(id DutyID, d Duty) bool {
			out = append(out, standing(l.Store, id, d, l.Time))
			return true
		})
		slices.SortFunc(out, func(a, b Standing) int {
			if (listed{Due: a.Due, ID: a.DutyID}).before(listed{Due: b.Due, ID: b.DutyID}) {
				return -1
			}
			return 1
		})
		return out
	}
}

// pages asks for all pages.
func pages(t *testing.T, l *rule.Ctx, args map[string]string) (out []Standing) {
	t.Helper()
	for range 1000 {
		got, err := serveDeadlines(rule.Ask{Store: l.Store, Time: l.Time, Args: args})
		if err != nil {
			t.Fatal(args, err)
		}
		page := got.(Deadlines)
		out = append(out, page.Items...)
		if page.Next == "" {
			return out
		}
		args["after"] = page.Next
	}
	t.Fatal("no last page", args)
	return nil
}

// Every filter and page size gives what reading all duties would, in due order.
func TestDeadlinesByEverything(t *testing.T) {
	l, plainly := busy(t, 1)
	all := plainly()
	today := l.Time.Date()
	random := rand.New(rand.NewSource(2))
	pick := func(of ...string) string { return of[random.Intn(len(of))] }
	seen := map[string]int{}
	for range 400 {
		args := map[string]string{"owner": pick("", "", "one", "two"),
			"agreement": pick("", "", "x/1", "x/2"), "duty": pick("", "", "d1"),
			"place": pick("", "520000", "520100", "522300", "522301", "530000"),
			"state": pick("", "open", StateDue, StateOverdue, StateMet, StateWaived),
			"limit": pick("1", "7", "100", "1000")}
		if random.Intn(2) == 0 {
			args["from"] = today.Add(-random.Intn(200)).String()
			args["to"] = today.Add(random.Intn(10) - 5).String()
		}
		from, _ := wire.ParseDate(args["from"])
		to, _ := wire.ParseDate(args["to"])
		if to < from {
			continue
		}
		var want []DutyID
		for _, s := range all {
			open := s.Met == 0 && s.Waived == 0
			fits := map[string]bool{"": true, "open": open, "due": open && !s.Overdue,
				"overdue": open && s.Overdue, "met": s.Met != 0, "waived": s.Waived != 0}[args["state"]]
			at := args["place"]
			fits = fits && (at == "" || at == s.Place || at == "520000" ||
				at == "520100" && s.Place == "520102" || at == "522300" && s.Place == "522301")
			fits = fits && at != "530000" && (args["owner"] == "" || args["owner"] == s.Owner)
			fits = fits && (args["agreement"] == "" || args["agreement"] == s.Agreement.String())
			fits = fits && (args["duty"] == "" || args["duty"] == s.Duty)
			if fits && s.Due >= from && (to == 0 || s.Due <= to) {
				want = append(want, s.DutyID)
			}
		}
		var got []DutyID
		for _, s := range pages(t, l, args) {
			got = append(got, s.DutyID)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v\n got %v\nwant %v", args, got, want)
		}
		seen[args["state"]] += len(want)
	}
	for _, state := range []string{"", "open", "due", "overdue", "met", "waived"} {
		if seen[state] == 0 {
			t.Errorf("no answer held a duty in state %q", state)
		}
	}
	for _, bad := range []map[string]string{{"state": "late"}, {"place": "52"}, {"agreement": "x"},
		{"from": "today"}, {"from": "2026-02-02", "to": "2026-02-01"}, {"after": "one|d|a"}} {
		_, err := serveDeadlines(rule.Ask{Store: l.Store, Time: l.Time, Args: bad})
		if refused(t, err) != "body.field" {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

// The tallies give what reading all duties would.
func TestDeadlineStats(t *testing.T) {
	l, plainly := busy(t, 3)
	ask := func(args map[string]string) Punctuality {
		t.Helper()
		args["owner"] = "one"
		got, err := serveStats(rule.Ask{Store: l.Store, Time: l.Time, Args: args})
		if err != nil {
			t.Fatal(err)
		}
		return got.(Punctuality)
	}
	from, to := date(t, "2026-03-01"), date(t, "2026-07-31")
	in := func(at wire.Time) bool { return at != 0 && at.Date() >= from && at.Date() <= to }
	for _, duty := range []string{"", "d1"} {
		var want DutyCounts
		for _, s := range plainly() {
			if s.Owner != "one" || duty != "" && s.Duty != duty {
				continue
			}
			if in(s.Opened) {
				want.Opened++
			}
			switch {
			case in(s.Met) && s.Overdue:
				want.MetLate++
				want.DaysLate += uint64(s.DaysLate)
			case in(s.Met):
				want.MetInTime++
			case in(s.Waived):
				want.Waived++
			}
			if s.Met == 0 && s.Waived == 0 {
				want.Open++
				if s.Overdue {
					want.OpenOverdue++
					want.OpenDaysLate += uint64(s.DaysLate)
				}
			}
		}
		got := ask(map[string]string{"duty": duty, "from": from.String(), "to": to.String()})
		if got.Total != want || want.MetLate == 0 || want.OpenOverdue == 0 || got.Partial {
			t.Errorf("%q: got %+v, want %+v", duty, got.Total, want)
		}
		if n := len(got.By); duty == "" && n != 3 || duty != "" && n != 1 {
			t.Errorf("%q: %d kinds of duty", duty, n)
		}
	}
	if got := ask(map[string]string{}); got.To != l.Time.Date() || got.From != AddYears(got.To,
		0).Add(-364) {
		t.Errorf("a year by default: %s to %s", got.From, got.To)
	}
	_, err := serveStats(rule.Ask{Store: l.Store, Time: l.Time,
		Args: map[string]string{"owner": "one", "from": "2020-01-01"}})
	if refused(t, err) != "body.field" {
		t.Errorf("six years in one answer: %v", err)
	}
}

// A duty that falls away is neither met nor late for ever.
func TestWaive(t *testing.T) {
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", l.Time)
	id := DutyID{"one", "d", "x/1"}
	if err := Open(l, p, id, l.Time.Date(), Span{1, UnitCalendarDays}); err != nil {
		t.Fatal(err)
	}
	l.Time += 86400
	if err := Waive(l, id, "agreement.terminated"); err != nil {
		t.Fatal(err)
	}
	s, _ := Deadline(l.Store, id, l.Time+30*86400)
	if s.State != StateWaived || s.Overdue || s.DaysLate != 0 || s.Cause != "agreement.terminated" {
		t.Errorf("%+v", s)
	}
	for name, err := range map[string]error{"met": Meet(l, id), "waived again": Waive(l, id, "x"),
		"unknown": Waive(l, DutyID{"x", "y", "z"}, "x")} {
		if refused(t, err) != "duty.none" {
			t.Errorf("%s: %v", name, err)
		}
	}
	l.Time += 30 * 86400
	endBlock(l)
	for _, e := range l.Events() {
		if _, late := e.(DeadlineOverdue); late {
			t.Error("a waived duty became overdue")
		}
	}
}
