package catalog

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Criteria of a provider's score (HB 四(七)2). Application is reported, never scored (rulings M10).
const (
	Quality     = "quality"     // 数据质量: quality problems settled in time
	Timeliness  = "timeliness"  // 审核时效: applications reviewed in time
	Application = "application" // 应用情况
)

// Ratio counts facts that are due in a period, and those of them done in time.
type Ratio struct {
	InTime uint32 `json:"in_time"`
	Due    uint32 `json:"due"`
}

func (f *Ratio) add(d regime.Standing) {
	f.Due++
	if !d.Overdue {
		f.InTime++
	}
}

// Fact is one duty that a score counts.
type Fact struct {
	Criterion string `json:"criterion"`
	regime.Standing
}

// FactsOf returns what a provider's score of a period counts in a place: the duties to settle
// quality problems and to review applications that are due in it and were met, or whose day is over
// at the instant at. A duty with a provisional day is no fact. All is false when there are more
// than limit duties.
func FactsOf(r state.Reader, provider, place, period string, limit int, at wire.Time) (out []Fact,
	all bool) {
	from, to, _ := regime.PeriodBounds(period)
	dues, all := duesOf(r, provider, from.Date(), (to - 1).Date(), limit, at)
	for _, d := range dues {
		criterion := ""
		switch {
		case d.Duty == "quality.answer":
			criterion = Quality
		case strings.HasPrefix(d.Duty, "application."):
			criterion = Timeliness
		}
		counts := d.State == regime.StateMet || d.State == regime.StateOverdue
		if criterion != "" && counts && !d.Provisional && within(d.Place, place) {
			out = append(out, Fact{criterion, d})
		}
	}
	return out, all
}

// duesOf lists a provider's duties of some days; where they are more than one question answers, of
// half of the days at a time.
func duesOf(r state.Reader, provider string, from, to wire.Date, limit int, at wire.Time) (
	out []regime.Standing, all bool) {
	out, all = regime.DuesOf(r, provider, from, to, limit, at)
	if all || from >= to || len(out) >= limit {
		return out, all
	}
	middle := from.Add(int((to.Start() - from.Start()) / 86400 / 2))
	out, all = duesOf(r, provider, from, middle, limit, at)
	if !all {
		return out, false
	}
	rest, all := duesOf(r, provider, middle.Add(1), to, limit-len(out), at)
	return append(out, rest...), all
}

// within reports whether a place is another or lies below it.
func within(place, above string) bool {
	for _, tail := range []string{"0000", "00"} {
		if name, wider := strings.CutSuffix(above, tail); wider {
			return strings.HasPrefix(place, name)
		}
	}
	return place == above
}

// Punctuality is how punctual a provider was in a period: the mean of the ratios that exist, in
// percent. Without a fact there is no score.
type Punctuality struct {
	Quality    Ratio  `json:"quality"`
	Timeliness Ratio  `json:"timeliness"`
	Scored     bool   `json:"scored"`
	Score      uint32 `json:"score"` // 0 to 100
}

// Rate counts facts and takes the mean of the ratios that the criteria name: their mean × 100,
// rounded down once. It is the one computation of a score: evaluators issue it and settlements use
// it.
func Rate(facts []Fact, criteria []string) (v Punctuality) {
	for _, f := range facts {
		switch f.Criterion {
		case Quality:
			v.Quality.add(f.Standing)
		case Timeliness:
			v.Timeliness.add(f.Standing)
		}
	}
	var sum, parts, over uint64 = 0, 0, 1
	for _, of := range []struct {
		name string
		Ratio
	}{{Quality, v.Quality}, {Timeliness, v.Timeliness}} {
		if of.Due == 0 || !slices.Contains(criteria, of.name) {
			continue
		}
		sum = sum*uint64(of.Due) + uint64(of.InTime)*over
		over *= uint64(of.Due)
		parts++
	}
	if parts > 0 {
		v.Scored, v.Score = true, uint32(100*sum/(over*parts))
	}
	return v
}

// Criteria are the criteria of a regime; both that can be counted where it names none.
func Criteria(p regime.Profile) []string {
	if named := p.List("eval.provider.criteria"); len(named) > 0 {
		return named
	}
	return []string{Quality, Timeliness}
}
