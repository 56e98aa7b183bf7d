package trace

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ChallengeContest is the reporter's objection to a finding, or to having failed without an answer.
// It is decided by a body that is linked with neither side, by a deadline.
type ChallengeContest struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Reason   string        `json:"reason" max:"2000" need:"yes"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ChallengeContest) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须写明理由", "says why")
	}
	if err := rule.RequireEvidence("evidence", m.Evidence); err != nil {
		return err
	}
	return checkID(m.ID)
}

// Apply records the objection, once, and opens the duty to decide about it.
func (m *ChallengeContest) Apply(c *rule.Ctx) error {
	v, err := staged(c, m.ID, reporter, StageFailed, StageUnanswered, StageContested)
	if err != nil {
		return err
	}
	if v.Contested != 0 {
		return ErrContested.At("id", "id", m.ID)
	}
	if v.Decider = v.independent(c); v.Decider == "" {
		return ErrNoDecider.At("id", "id", m.ID)
	}
	v.Reason, v.Evidence, v.Contested = m.Reason, m.Evidence, c.Time
	if err := v.open(c, dutyContest, v.Decider); err != nil {
		return err
	}
	challenges.Set(c.Store, m.ID, v)
	c.Emit(SampleContested{ID: m.ID, Reporter: v.Reporter, Decider: v.Decider})
	return nil
}

// independent is who decides about an objection: the implementing body of the agreement, else the
// bureau of the place or of its province, the first that is under common control with neither side.
func (v Challenge) independent(c *rule.Ctx) string {
	k, _ := ContractNamed(c.Store, v.Agreement)
	for _, id := range []string{k.Impl, party.Holder(c.Store, "bureau", v.Jurisdiction, c.Time),
		party.Holder(c.Store, "bureau", party.Province(v.Jurisdiction), c.Time)} {
		if id != "" && !together(c, id, v.Reporter) && !together(c, id, v.ID.Party) {
			return id
		}
	}
	return ""
}

// together tells whether two institutions are under common control now, by their group or by links.
func together(c *rule.Ctx, a, b string) bool {
	_, ok := party.Linked(c.Store, a, b, []string{party.Control}, c.Time, c.Time)
	return ok || party.SameGroup(c.Store, a, b)
}
