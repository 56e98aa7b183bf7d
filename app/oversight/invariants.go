package oversight

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

var invariants = []rule.Invariant{
	{Name: "oversight.reports_meet_duties", Check: reportsMeetDuties},
	{Name: "oversight.incidents_in_order", Check: incidentsInOrder},
	{Name: "oversight.cases_by_level", Check: casesByLevel},
	{Name: "oversight.scores_count", Check: scoresCount},
	{Name: "oversight.evidence_in_order", Check: evidenceInOrder},
}

// reportsMeetDuties: a report that was filed met its duty, late exactly when it says so; one that
// differs from the ledger did not.
func reportsMeetDuties(r state.Reader) (err error) {
	reported.Each(r, func(id wire.ID, v Report) bool {
		d, ok := regime.Deadline(r, v.Duty, v.Filed)
		if !ok || len(v.Differs) == 0 && (d.Met != v.Filed || d.Overdue != v.Late) ||
			len(v.Differs) > 0 && d.Met == v.Filed {
			err = fmt.Errorf("report %s does not meet its duty", id)
		}
		return err == nil
	})
	return err
}

// incidentsInOrder: a closed incident was contained, after its plan, and everybody was told of it.
func incidentsInOrder(r state.Reader) (err error) {
	incidents.Each(r, func(id wire.ID, v Incident) bool {
		switch {
		case v.Contained != 0 && (v.Plan == 0 || v.Plan > v.Contained),
			v.Closed != 0 && (v.Contained == 0 || v.Contained > v.Closed || !v.reported()),
			v.Occurred > v.Opened:
			err = fmt.Errorf("incident %s is out of order", id)
		}
		return err == nil
	})
	return err
}

// casesByLevel: a case went through the levels one by one, and its last step settled it.
func casesByLevel(r state.Reader) (err error) {
	cases.Each(r, func(id wire.ID, v Case) bool {
		at := len(v.Steps)
		if v.Status == Settled {
			at--
		}
		if at < 0 || at >= len(caseLevels) || caseLevels[at] != v.Level {
			err = fmt.Errorf("case %s lies with %s after %d steps", id, v.Level, len(v.Steps))
		}
		for i, step := range v.Steps {
			if err == nil && step.Level != caseLevels[i] {
				err = fmt.Errorf("case %s passed %s out of order", id, step.Level)
			}
		}
		return err == nil
	})
	return err
}

// scoresCount: a score is at most a hundred and never rests on nothing.
func scoresCount(r state.Reader) (err error) {
	scores.Each(r, func(id wire.ID, v Score) bool {
		due, in := v.Quality.Due+v.Timeliness.Due, v.Quality.InTime+v.Timeliness.InTime
		if v.Score > 100 || in > due || v.Scored && due == 0 || !v.Scored && v.Score != 0 {
			err = fmt.Errorf("score %s is %d of %d facts", id, v.Score, due)
		}
		return err == nil
	})
	return err
}
