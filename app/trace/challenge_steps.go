package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Stage is how far the challenge is at an instant. Lapsed and unanswered follow from a deadline
// alone (rulings E7).
func (v Challenge) Stage(r state.Reader, at wire.Time) string {
	overdue := func(name, owner string) bool {
		s, ok := regime.Deadline(r, v.duty(name, owner), at)
		return ok && s.Overdue
	}
	switch {
	case v.Contested != 0 && v.Decided == 0:
		return StageContested
	case v.Upheld:
		return StageOverturned
	case v.Judged != 0 && v.Passed:
		return StagePassed
	case v.Judged != 0:
		return StageFailed
	case v.Answered != 0:
		return StageAnswered
	case v.Revealed != 0 && overdue(dutyAnswer, v.Reporter):
		return StageUnanswered
	case v.Revealed != 0:
		return StageRevealed
	case v.Drawn != 0 && overdue(dutyReveal, v.ID.Party):
		return StageLapsed
	case v.Drawn != 0:
		return StageDrawn
	}
	return StageCommitted
}

// due is the duty that the challenge waits for.
func (v Challenge) due() regime.DutyID {
	switch {
	case v.Contested != 0:
		return v.duty(dutyContest, v.Decider)
	case v.Answered != 0:
		return v.duty(dutyJudge, v.ID.Party)
	case v.Revealed != 0:
		return v.duty(dutyAnswer, v.Reporter)
	}
	return v.duty(dutyReveal, v.ID.Party)
}

func checkID(id wire.ID) error {
	if !id.Valid() {
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	}
	return nil
}

// staged reads a challenge and refuses one that is at none of the stages wanted, or not this
// party's.
func staged(c *rule.Ctx, id wire.ID, who func(Challenge) string, want ...string) (Challenge,
	error) {
	v, ok := challenges.Get(c.Store, id)
	if !ok {
		return v, ErrNoChallenge.At("id", "id", id)
	}
	if by := who(v); by != c.Author() {
		return v, ErrNotYours.At("", "id", id, "party", by)
	}
	if have := v.Stage(c.Store, c.Time); !slices.Contains(want, have) {
		return v, regime.At(c.Store, v.Regime).Refuse(ErrStage, "id", "id", id, "status", have)
	}
	return v, nil
}

func auditor(v Challenge) string  { return v.ID.Party }
func reporter(v Challenge) string { return v.Reporter }
func decider(v Challenge) string  { return v.Decider }

// meet ends a duty of the challenge where one was opened.
func (v Challenge) meet(c *rule.Ctx, name, owner string) error {
	if _, ok := regime.Deadline(c.Store, v.duty(name, owner), c.Time); !ok {
		return nil
	}
	return regime.Meet(c, v.duty(name, owner))
}
