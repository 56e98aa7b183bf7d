package settle

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ObjectionDecide is the decision on an objection: by the implementing body, or, once escalated, by
// the body that reviews. Accepted, it names what corrected the input: the lines stay held until the
// run that it is in has landed. Nothing is edited (rulings M9).
type ObjectionDecide struct {
	ID         wire.ID       `json:"id" need:"yes"`
	Accept     bool          `json:"accept"`
	Correction wire.ID       `json:"correction"` // the receipt, refund or cost that corrects the input
	Opinion    string        `json:"opinion" max:"500" need:"yes"`
	Evidence   rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ObjectionDecide) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case m.Accept != m.Correction.Valid():
		return rule.Malformed("correction", "仅接受异议时须写明更正", "is given when accepting, and only then")
	case m.Opinion == "":
		return rule.Malformed("opinion", "须写明意见", "must be given")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the decision.
func (m *ObjectionDecide) Apply(c *rule.Ctx) error {
	v, ok := objections.Get(c.Store, m.ID)
	if !ok || v.Status != Filed && v.Status != Escalated {
		return ErrNoObjection.At("id", "id", m.ID, "status", v.Status)
	}
	who, p := v.decider(), regime.At(c.Store, v.Regime)
	if !c.SignedBy(who) || party.SameGroup(c.Store, who, v.ID.Party) {
		return p.Refuse(ErrDecider, "", "id", v.ID, "who", who)
	}
	if m.Accept && !v.corrects(c.Store, m.Correction) {
		return ErrCorrection.At("correction", "correction", m.Correction)
	}
	if err := v.meet(c, regime.Meet); err != nil {
		return err
	}
	v.letGo(c)
	v.Status, v.Opinion, v.DecidedBy, v.Decided = Rejected, m.Opinion, c.Signers, c.Time
	if m.Accept {
		v.Status, v.Correction = Accepted, m.Correction
		v.hold(c, nextRun(c.Store))
	}
	objections.Set(c.Store, v.ID, v)
	openObjections.Remove(c.Store, v.ID)
	c.Emit(ObjectionDecided{v.ID, v.Status, v.Correction, who})
	return nil
}
