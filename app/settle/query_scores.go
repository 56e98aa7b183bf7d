package settle

import (
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

var scoreQueries = []rule.Query{
	{Name: "period_scores", Zh: "一个结算期各供数机构的贡献评价（数据质量、审核时效）及其依据的事项",
		En:    "the scores of providers in a settlement period, and the facts that one rests on",
		Serve: askPeriodScores, Args: []rule.Arg{periodArg,
			{Name: "institution", Zh: "机构或控制方，列出其事项", En: "party or group whose facts are listed"}}},
}

// PeriodScore is a score with its facts, where one institution was asked for.
type PeriodScore struct {
	ScoreRow
	Facts []catalog.Fact `json:"facts"`
}

// PeriodScores is the answer of the query "period_scores": what the run of a landed period used; of
// another one, of the party asked for, how it stands at this time.
type PeriodScores struct {
	Period string        `json:"period"`
	Landed bool          `json:"landed"`
	Scores []PeriodScore `json:"scores"`
}

func askPeriodScores(q rule.Ask) (any, error) {
	period, err := askPeriod(q)
	if err != nil {
		return nil, err
	}
	only := q.Args["institution"]
	run, _ := GetRun(q.Store, period)
	out := PeriodScores{Period: period, Landed: run.Stage == Landed || run.Stage == Final,
		Scores: []PeriodScore{}}
	if v, ok := party.Get(q.Store, only); ok && !out.Landed {
		row := ScoreRow{Period: period, Place: party.Province(v.Jurisdiction), Institution: only,
			Members: []string{only}, At: q.Time}
		return with(out, q, row), nil
	}
	scores.EachPrefix(q.Store, []any{period}, func(_ scoreKey, v ScoreRow) bool {
		if only == "" {
			out.Scores = append(out.Scores, PeriodScore{v, []catalog.Fact{}})
		} else if v.Institution == only {
			out = with(out, q, v)
		}
		return len(out.Scores) < maxPage
	})
	return out, nil
}

// with adds a score with its facts; one that no run has found yet is counted from them.
func with(out PeriodScores, q rule.Ask, row ScoreRow) PeriodScores {
	s := PeriodScore{row, []catalog.Fact{}}
	for _, m := range row.Members {
		facts, _ := catalog.FactsOf(q.Store, m, row.Place, row.Period, scoreFacts, row.At)
		s.Facts = append(s.Facts, facts...)
	}
	if !out.Landed {
		criteria := []string{catalog.Quality, catalog.Timeliness}
		if p, ok := regime.Current(q.Store, row.Place, row.At); ok {
			criteria = catalog.Criteria(p)
		}
		sum := catalog.Rate(s.Facts, criteria)
		s.Quality, s.Timeliness, s.Scored, s.Score = sum.Quality, sum.Timeliness, sum.Scored, sum.Score
	}
	out.Scores = append(out.Scores, s)
	return out
}
