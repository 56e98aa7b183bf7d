package settle

import (
	"maps"
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ScoreRow is what a run found of an institution's punctuality in one province, from facts of the
// ledger that stood at its cut. It is written with the result whether an agreement uses it or not
// (rulings M10), and never changes afterwards.
type ScoreRow struct {
	Period      string        `json:"period" max:"16"`
	Place       string        `json:"place" max:"6"`
	Institution string        `json:"institution" max:"32"` // a controller group, or a party
	Members     []string      `json:"members" max:"256"`    // whose facts count
	Quality     catalog.Ratio `json:"quality"`
	Timeliness  catalog.Ratio `json:"timeliness"`
	Scored      bool          `json:"scored"`
	Score       uint32        `json:"score"` // 0 to 100
	At          wire.Time     `json:"at"`    // when the facts were judged
}

type scoreKey struct {
	Period      string
	Place       string
	Institution string
}

var scores = state.NewMap[scoreKey, ScoreRow](10, 50, "settle/scores",
	"punctuality of providers as a run used it, by period, province and institution")

// scoreFacts bounds the duties that a run reads of one provider.
const scoreFacts = 100_000

// ScoreOf returns what a run found of an institution.
func ScoreOf(r state.Reader, period, place, institution string) (ScoreRow, bool) {
	return scores.Get(r, scoreKey{period, party.Province(place), institution})
}

// readScores computes the scores of the institutions whose data the run touches, each in its
// province (rulings M2). A landed run is read as it was.
func (x *reading) readScores() {
	rows := map[scoreKey]*ScoreRow{}
	rules := map[scoreKey]regime.Ref{}
	for _, n := range x.in.Nodes {
		if n.Kind != settlement.Resource {
			continue
		}
		id, err := wire.ParseID(n.ID)
		v, ok := catalog.Get(x.r, id)
		if err != nil || !ok {
			continue
		}
		k := scoreKey{x.in.Period, party.Province(v.Jurisdiction), x.institution(n.Owner)}
		if rows[k] == nil {
			rows[k], rules[k] = &ScoreRow{Period: k.Period, Place: k.Place, Institution: k.Institution,
				At: x.at}, v.Regime
		}
		if !slices.Contains(rows[k].Members, n.Owner) {
			rows[k].Members = append(rows[k].Members, n.Owner)
		}
	}
	for _, k := range sortedScores(rows) {
		row := rows[k]
		if run, ok := runs.Get(x.r, k.Period); ok && run.LandedAt != 0 && run.Stage != Parked {
			*row, _ = scores.Get(x.r, k)
		} else {
			row.rate(x.r, rules[k])
		}
		if row.Quality.Due+row.Timeliness.Due > 0 {
			x.scored = append(x.scored, *row)
		}
	}
	x.nameScores(rows)
}

func sortedScores(rows map[scoreKey]*ScoreRow) []scoreKey {
	return slices.SortedFunc(maps.Keys(rows), func(a, b scoreKey) int {
		return strings.Compare(a.Place+" "+a.Institution, b.Place+" "+b.Institution)
	})
}

func (x *reading) institution(owner string) string {
	if v, ok := party.Get(x.r, owner); ok && v.Group != "" {
		return v.Group
	}
	return owner
}

func (s *ScoreRow) rate(r state.Reader, rule regime.Ref) {
	slices.Sort(s.Members)
	var facts []catalog.Fact
	for _, m := range s.Members {
		of, _ := catalog.FactsOf(r, m, s.Place, s.Period, scoreFacts, s.At)
		facts = append(facts, of...)
	}
	sum := catalog.Rate(facts, catalog.Criteria(regime.At(r, rule)))
	s.Quality, s.Timeliness, s.Scored, s.Score = sum.Quality, sum.Timeliness, sum.Scored, sum.Score
}

// nameScores gives the pass its scores. One institution has one, unless provinces found different
// ones: then it stands for one institution per province, so that two provinces in one run pay what
// two runs pay.
func (x *reading) nameScores(rows map[scoreKey]*ScoreRow) {
	differ := map[string]bool{}
	first := map[string]*ScoreRow{}
	for _, k := range sortedScores(rows) {
		row, before := rows[k], first[k.Institution]
		if before == nil {
			first[k.Institution] = row
		} else if before.Scored != row.Scored || before.Score != row.Score {
			differ[k.Institution] = true
		}
	}
	for _, k := range sortedScores(rows) {
		if row := rows[k]; row.Scored && !differ[k.Institution] {
			x.in.Scores[k.Institution] = int64(row.Score)
		} else if row.Scored {
			x.in.Scores[placed(k.Institution, k.Place)] = int64(row.Score)
		}
	}
	for i, n := range x.in.Nodes {
		if inst := x.institution(n.Owner); n.Kind == settlement.Resource && differ[inst] {
			id, _ := wire.ParseID(n.ID)
			v, _ := catalog.Get(x.r, id)
			place := party.Province(v.Jurisdiction)
			x.in.Nodes[i].Owner = x.alias(n.Owner, place, placed(inst, place))
		}
	}
}
