package regime

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// ContestJudge is the reviewer's decision on a contest: the duty counts as met when its paper was
// handed in, or stays as it is.
type ContestJudge struct {
	Duty   DutyID `json:"duty" need:"yes"`
	Upheld bool   `json:"upheld"`
	Reason string `json:"reason" max:"1000" need:"yes"`
}

// Check requires a duty and a reason.
func (m *ContestJudge) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须写明理由", "a reason is required")
	}
	return m.Duty.check()
}

// judges are the roles that decide on a contest, where they are free of the owner's control.
var judges = []string{"bureau", "government", "audit"}

// judgeOf is the first signer with such a role at the duty's place.
func judgeOf(c *rule.Ctx, owner, place string) (string, error) {
	for _, p := range c.Parties() {
		if party.SameGroup(c.Standing(), p, owner) {
			continue
		}
		for _, r := range judges {
			if party.HasRole(c.Standing(), p, r, place, c.Time) {
				return p, nil
			}
		}
	}
	return "", ErrContestJudge.At("", "place", place, "owner", owner)
}

// Apply decides.
func (m *ContestJudge) Apply(c *rule.Ctx) error {
	x, ok := contests.Get(c.Store, m.Duty)
	if !ok || x.Judged != 0 {
		return ErrNoContest.At("duty", "duty", m.Duty.Duty, "object", m.Duty.Object,
			"owner", m.Duty.Owner)
	}
	d, _ := duties.Get(c.Store, m.Duty)
	by, err := judgeOf(c, m.Duty.Owner, d.Place)
	if err != nil {
		return err
	}
	s := standing(c.Store, m.Duty, d, c.Time)
	if m.Upheld {
		if d, s, err = overdueDuty(c, m.Duty); err != nil {
			return err // a calendar moved its day, or it fell away
		}
		if x.At >= s.Due.End() {
			return ErrAdmissionLate.At("duty", "time", x.At, "opened", d.Opened, "due", s.Due)
		}
	}

	x.Judged, x.By, x.Upheld, x.Reason = c.Time, by, m.Upheld, m.Reason
	contests.Set(c.Store, m.Duty, x)
	if m.Upheld {
		x.uphold(c, m.Duty, d, s)
	}
	c.Emit(ContestJudged{Owner: m.Duty.Owner, Duty: m.Duty.Duty, Object: m.Duty.Object,
		Upheld: m.Upheld, By: by, At: x.At})
	return nil
}
