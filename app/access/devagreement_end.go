package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DevAgreementEnd ends a development-use agreement before its term: by both parties, or by one of
// them, or the implementing body, for a breach with its document. Every grant under it ends with it
// in the same transaction, because a grant asks its agreement (rulings E6).
//
// YN §25(5): the operator closes the developer's rights in time and urges deletion; GZ §30¶1(2).
type DevAgreementEnd struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Cause    string        `json:"cause" max:"10" words:"agreed|breach" need:"yes"`
	Reason   string        `json:"reason" max:"500"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check looks at the body alone.
func (m *DevAgreementEnd) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/local")
	case m.Cause != EndAgreed && m.Cause != EndBreach:
		return rule.Malformed("cause", "须为 agreed 或 breach", "must be agreed or breach")
	case m.Cause == EndBreach && m.Reason == "":
		return rule.Malformed("reason", "违约终止须说明违约事实", "a breach must be described")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply ends the agreement now.
func (m *DevAgreementEnd) Apply(c *rule.Ctx) error {
	d, ok := devAgreements.Get(c.Store, m.ID)
	if !ok {
		return ErrUnknownDev.At("id", "id", m.ID)
	}
	a, _ := authorization.GetAgreement(c.Store, d.Parent)
	operator, developer := c.SignedBy(d.Operator), c.SignedBy(d.Developer)
	switch {
	case d.End() <= c.Time:
		return ErrDevEnded.At("id", "id", d.ID)
	case m.Cause == EndAgreed && !operator:
		return ErrWrongSigner.At("", "who", d.Operator)
	case m.Cause == EndAgreed && !developer:
		return ErrWrongSigner.At("", "who", d.Developer)
	case !operator && !developer && !c.SignedBy(a.Impl):
		return ErrWrongSigner.At("", "who", d.Operator)
	}
	p := regime.At(c.Store, d.Regime)

	d.EndedAt, d.EndCause, d.EndReason = c.Time, m.Cause, m.Reason
	d.Ended = ActOf(c, false, m.Evidence)
	if err := oweDeletion(c, d); err != nil {
		return err
	}
	devAgreements.Set(c.Store, d.ID, d)
	c.Emit(DevAgreementEnded{ID: d.ID, Developer: d.Developer, Cause: m.Cause,
		Destroy: p.Text("terminate.destroy")})
	return nil
}
