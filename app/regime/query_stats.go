package regime

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Punctuality is the answer of the query "deadline_stats". Duties are counted on the day on which
// they were opened, met or waived; the open ones as they stand now, whatever the range. A
// provisional deadline is open, never overdue.
type Punctuality struct {
	Owner string       `json:"owner"`
	From  wire.Date    `json:"from"`
	To    wire.Date    `json:"to"`
	Total DutyCounts   `json:"total"`
	By    []DutyCounts `json:"by_duty"`
	// true: there are more open duties than were counted here
	Partial bool `json:"partial"`
}

// DutyCounts are the numbers of one kind of duty.
type DutyCounts struct {
	Duty string `json:"duty"`
	Tally
	Open         uint64 `json:"open"`           // not met, the overdue ones among them
	OpenOverdue  uint64 `json:"open_overdue"`   // not met and their day over
	OpenDaysLate uint64 `json:"open_days_late"` // working days since, summed
}

// maxRange is the most days that one answer sums.
const maxRange = 1100

func serveStats(q rule.Ask) (any, error) {
	from, to, err := askedRange(q)
	if err != nil {
		return nil, err
	}
	if to == 0 {
		to = max(q.Time.Date(), from)
	}
	if from == 0 {
		from = Before(to, Span{1, UnitYears}).Add(1)
	}
	if from.Add(maxRange) < to {
		return nil, rule.Malformed("from", "一次至多统计三年", "one answer covers three years at most")
	}
	a := Punctuality{Owner: q.Args["owner"], From: from, To: to, By: []DutyCounts{}}
	a.past(q)
	a.open(q)
	if duty := q.Args["duty"]; duty != "" {
		a.By = slices.DeleteFunc(a.By, func(d DutyCounts) bool { return d.Duty != duty })
	}
	slices.SortFunc(a.By, func(x, y DutyCounts) int {
		if x.Duty < y.Duty {
			return -1
		}
		return 1
	})
	for _, d := range a.By {
		a.Total.add(d.Tally)
		a.Total.Open += d.Open
		a.Total.OpenOverdue += d.OpenOverdue
		a.Total.OpenDaysLate += d.OpenDaysLate
	}
	return a, nil
}

func (a *Punctuality) of(duty string) *DutyCounts {
	i := slices.IndexFunc(a.By, func(d DutyCounts) bool { return d.Duty == duty })
	if i < 0 {
		i = len(a.By)
		a.By = append(a.By, DutyCounts{Duty: duty})
	}
	return &a.By[i]
}

// past sums the days of the range.
func (a *Punctuality) past(q rule.Ask) {
	start := tallyOf{Owner: a.Owner, Day: a.From}
	tallies.EachFrom(q.Store, []any{a.Owner}, start, func(k tallyOf, t Tally) bool {
		if k.Day > a.To {
			return false
		}
		a.of(k.Duty).add(t)
		return true
	})
}

// open counts what is still to be done.
func (a *Punctuality) open(q rule.Ask) {
	w := wanted{owner: a.Owner, state: "open", limit: maxScan, now: q.Time}
	page := w.page(q.Store)
	a.Partial = page.Next != ""
	for _, s := range page.Items {
		d := a.of(s.Duty)
		d.Open++
		if s.Overdue {
			d.OpenOverdue++
			d.OpenDaysLate += uint64(s.DaysLate)
		}
	}
}
