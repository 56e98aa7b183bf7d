package watch

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/source"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// expiring are the days ahead in which ends of authorizations are counted.
var expiring = []int{30, 90, 180}

// wait bounds one round of questions.
const wait = 30 * time.Second

// page is as much of a list as is ever read.
var page = map[string]string{"limit": strconv.Itoa(rule.MaxPage)}

// records asks what the ledger's records say at a height. A question that fails leaves its number
// as it was: the ledger may not have the chapter's records, or the node is going down.
func (w *Watch) records(ctx context.Context, last *abci.Seen) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	s, err := source.At(ctx, w.ask, 0)
	if err != nil {
		return
	}
	w.countPage(ctx, s, "deadlines_overdue", "deadlines", with("state", "overdue"))
	w.countPage(ctx, s, "objections_open", "line_objections", page)
	w.unpaid(ctx, s)
	w.agreements(ctx, s)
	w.landing(ctx, s, last.Landing)
	w.calendar(ctx, s)
	w.c.set("asked_height", float64(s.Height))
}

func with(name, value string) map[string]string {
	return map[string]string{"limit": page["limit"], name: value}
}

// countPage counts the items of a list's first page.
func (w *Watch) countPage(ctx context.Context, s *source.Source, metric, query string,
	args map[string]string) {
	if p, err := source.Into[rule.Page[struct{}]](ctx, s, query, args); err == nil {
		w.c.set(metric, float64(len(p.Items)))
	}
}

func (w *Watch) unpaid(ctx context.Context, s *source.Source) {
	type pair struct {
		Open wire.Fen `json:"open"`
	}
	p, err := source.Into[rule.Page[pair]](ctx, s, "unpaid", page)
	if err != nil {
		return
	}
	sum := 0.0
	for _, i := range p.Items {
		sum += float64(i.Open)
	}
	w.c.set("unpaid_fen", sum)
	w.c.set("unpaid_pairs", float64(len(p.Items)))
}

func (w *Watch) agreements(ctx context.Context, s *source.Source) {
	type agreement struct {
		LastDay wire.Date `json:"last_day"`
		EndedAt wire.Time `json:"ended_at"`
	}
	p, err := source.Into[rule.Page[agreement]](ctx, s, "agreements", page)
	if err != nil {
		return
	}
	for _, days := range expiring {
		n, until := 0, s.Law+wire.Time(days)*24*3600
		for _, a := range p.Items {
			if end := a.LastDay.End(); a.EndedAt == 0 && end > s.Law && end <= until {
				n++
			}
		}
		w.c.of("agreements_expiring", strconv.Itoa(days)).Set(float64(n))
	}
}

// landing tells how long the oldest of the runs that wait has been frozen.
func (w *Watch) landing(ctx context.Context, s *source.Source, runs []abci.Run) {
	oldest := wire.Time(0)
	for _, r := range runs {
		run, err := source.Into[struct {
			FrozenAt wire.Time `json:"frozen_at"`
			LandedAt wire.Time `json:"landed_at"`
		}](ctx, s, "run", map[string]string{"period": r.Period})
		if err == nil && run.LandedAt == 0 && run.FrozenAt != 0 &&
			(oldest == 0 || run.FrozenAt < oldest) {
			oldest = run.FrozenAt
		}
	}
	lag := 0.0
	if oldest != 0 {
		lag = float64(s.Law - oldest)
	}
	w.c.set("settlement_lag_seconds", lag)
}

// calendar tells for how many days from today the working days are known: a year is known when its
// calendar is on the ledger.
func (w *Watch) calendar(ctx context.Context, s *source.Source) {
	today := s.Law.Date()
	if days, ok := CalendarDays(ctx, s, today); ok {
		w.c.set("calendar_days", float64(days))
	}
}

// CalendarDays is for how many days from one on calendars are on the ledger; false when the ledger
// does not answer. It looks two years ahead.
func CalendarDays(ctx context.Context, s *source.Source, from wire.Date) (days int, ok bool) {
	first := from.Std()
	for year := first.Year(); year <= first.Year()+2; year++ {
		_, err := source.Into[struct{}](ctx, s, "calendar",
			map[string]string{"year": strconv.Itoa(year)})
		if err != nil {
			return days, errors.Is(err, source.ErrNotFound)
		}
		next := time.Date(year+1, 1, 1, 0, 0, 0, 0, first.Location())
		days = int(next.Sub(first).Hours() / 24)
	}
	return days, true
}
