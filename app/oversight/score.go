package oversight

import (
	"strings"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Criteria of a provider's score (HB 四(七)2). Application is reported, never scored (rulings M10).
const (
	Quality     = "quality"     // 数据质量: quality problems settled in time
	Timeliness  = "timeliness"  // 审核时效: applications reviewed in time
	Application = "application" // 应用情况
)

// Score is how punctual a provider was in a period: the mean of the ratios that exist, each the
// facts in time of a hundred facts due. None is scored without a fact.
type Score struct {
	ID           wire.ID       `json:"id"`
	Provider     string        `json:"provider" max:"32"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Regime       regime.Ref    `json:"regime"`
	Period       string        `json:"period" max:"16"`
	Evaluator    string        `json:"evaluator" max:"32"`
	Quality      Ratio         `json:"quality"`
	Timeliness   Ratio         `json:"timeliness"`
	Scored       bool          `json:"scored"`
	Score        uint32        `json:"score"`       // 0 to 100
	Application  uint64        `json:"application"` // uses as reported by the evaluator; not scored
	Evidence     rule.Evidence `json:"evidence"`
	Issued       wire.Time     `json:"issued"`
}

// Ratio counts facts that are due in a period, and those of them done in time.
type Ratio struct {
	InTime uint32 `json:"in_time"`
	Due    uint32 `json:"due"`
}

// Fact is one duty that a score counts.
type Fact struct {
	Criterion string `json:"criterion"`
	regime.Standing
}

// maxFacts bounds the facts of one score.
const maxFacts = 2000

// factsOf returns what a provider's score of a period counts: the duties to settle quality problems
// and to review applications that are due in it and were met, or whose day is over. A duty with a
// provisional day is no fact. All is false when there are too many.
func factsOf(r state.Reader, provider, period string, at wire.Time) (out []Fact, all bool) {
	from, to, _ := regime.PeriodBounds(period)
	dues, all := regime.DuesOf(r, provider, from.Date(), (to - 1).Date(), maxFacts, at)
	for _, d := range dues {
		criterion := ""
		switch {
		case d.Duty == "quality.answer":
			criterion = Quality
		case strings.HasPrefix(d.Duty, "application."):
			criterion = Timeliness
		}
		counts := d.State == regime.StateMet || d.State == regime.StateOverdue
		if criterion != "" && counts && !d.Provisional {
			out = append(out, Fact{criterion, d})
		}
	}
	return out, all
}

func (f *Ratio) add(d regime.Standing) {
	f.Due++
	if !d.Overdue {
		f.InTime++
	}
}

// tally fills in the ratios that the criteria ask for and the score: (mean of the ratios) × 100,
// rounded down once.
func (v *Score) tally(facts []Fact, criteria []string) {
	for _, f := range facts {
		switch f.Criterion {
		case Quality:
			v.Quality.add(f.Standing)
		case Timeliness:
			v.Timeliness.add(f.Standing)
		}
	}
	var sum, parts, over uint64 = 0, 0, 1
	for _, name := range criteria {
		ratio := map[string]Ratio{Quality: v.Quality, Timeliness: v.Timeliness}[name]
		if ratio.Due == 0 {
			continue
		}
		sum = sum*uint64(ratio.Due) + uint64(ratio.InTime)*over
		over *= uint64(ratio.Due)
		parts++
	}
	if parts > 0 {
		v.Scored, v.Score = true, uint32(100*sum/(over*parts))
	}
}
