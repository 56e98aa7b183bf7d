package regime

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Contest is an owner's claim that it handed a paper in before a duty's day was over and that the
// ledger took it late or never (rulings E15), and what the reviewer made of it.
type Contest struct {
	Paper      wire.Hash      `json:"paper"` // id of the paper that was handed in
	Admissions []tx.Admission `json:"admissions" max:"4"`
	At         wire.Time      `json:"at"` // the latest of the admissions
	Evidence   rule.Evidence  `json:"evidence"`
	Filed      wire.Time      `json:"filed"`
	Judged     wire.Time      `json:"judged"` // 0: waits
	By         string         `json:"by" max:"32"`
	Upheld     bool           `json:"upheld"`
	Reason     string         `json:"reason" max:"1000"`
}

var contests = state.NewMap[DutyID, Contest](number, 16, "regime/contests",
	"claims that a paper was handed in before its day was over, with the nodes' admissions")

// check refuses an id that can name no duty.
func (id DutyID) check() error {
	if !wire.IsName(id.Owner) || id.Duty == "" {
		return rule.Malformed("duty", "须写明主体与事项", "an owner and a duty are required")
	}
	return nil
}

// overdueDuty returns a duty that is open after its day, or was met after it.
func overdueDuty(c *rule.Ctx, id DutyID) (Duty, Standing, error) {
	d, ok := duties.Get(c.Store, id)
	if !ok {
		return d, Standing{}, ErrNoDuty.At("duty", "duty", id.Duty, "object", id.Object,
			"owner", id.Owner)
	}
	s := standing(c.Store, id, d, c.Time)
	if !s.Overdue || d.Waived != 0 {
		return d, s, ErrNotOverdue.At("duty", "duty", id.Duty, "object", id.Object)
	}
	return d, s, nil
}

// checkAdmission refuses a node's word that proves nothing: not from the key it names, of another
// body than one that founded the ledger or decides on it, or not between the duty's opening and the
// end of its day.
func checkAdmission(c *rule.Ctx, a tx.Admission, field string, d Duty, last wire.Date) error {
	account, ok := party.GetAccount(c.Standing(), a.Node)
	key, held := party.AccountKey(c.Standing(), a.Node, a.Signature.Key)
	if !ok || !held || !account.OpenAt(a.Time) || !key.ActiveAt(a.Time) || !a.SignedBy(key.Public) {
		return ErrAdmission.At(field, "node", a.Node)
	}
	if p, _ := party.Get(c.Standing(), a.Node.Party); !p.Founding && !decides(c, p.ID) {
		return ErrAdmissionNode.At(field, "party", a.Node.Party)
	}
	if a.Time < d.Opened || a.Time >= last.End() || a.Time > c.Time {
		return ErrAdmissionLate.At(field, "time", a.Time, "opened", d.Opened, "due", last)
	}
	return nil
}

// uphold marks the duty as met when its paper was handed in, and sets right what was counted.
func (x Contest) uphold(c *rule.Ctx, id DutyID, d Duty, s Standing) {
	if d.Met != 0 {
		countOn(c, d.Met.Date(), id, func(t *Tally) {
			t.MetLate--
			t.DaysLate -= uint64(s.DaysLate)
			t.MetInTime++
		})
		d.Contested = x.At
		duties.Set(c.Store, id, d)
		return
	}
	d.unlist(c.Store, id)
	d.Met, d.Contested, d.Due, d.Provisional = c.Time, x.At, s.Due, s.Provisional
	duties.Set(c.Store, id, d)
	d.list(c.Store, id)
	count(c, id, func(t *Tally) { t.MetInTime++ })
}

// ContestOf returns the contest of a duty.
func ContestOf(r state.Reader, id DutyID) (Contest, bool) { return contests.Get(r, id) }
