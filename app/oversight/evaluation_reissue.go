package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EvaluationReissue is the re-assessment after a rectification or a result 未通过, by the same
// evaluating unit (YN §26). The first result stays on record beside it.
type EvaluationReissue struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Pass     bool          `json:"pass"`
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *EvaluationReissue) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the second result.
func (m *EvaluationReissue) Apply(c *rule.Ctx) error {
	v, ok := evaluations.Get(c.Store, m.ID)
	switch {
	case !ok:
		return ErrNoEvaluationKnown.At("id", "id", m.ID)
	case !c.SignedBy(v.Evaluator):
		return regime.At(c.Store, v.Regime).Refuse(ErrOtherUnit, "", "who", v.Evaluator)
	case v.Outcome == Pass || v.Again == Pass:
		return ErrStep.At("id", "id", m.ID, "status", Pass)
	}
	s, err := find(c, v.Subject, v.Agreement)
	if err != nil {
		return err
	}
	var r Rectification
	if v.Outcome == Rectify {
		if r, err = toVerify(c, m.ID); err != nil {
			return err
		}
	}
	v.Again = Fail
	if m.Pass {
		v.Again = Pass
	}
	v.Reissued, v.ReEvidence = c.Time, m.Evidence
	evaluations.Set(c.Store, m.ID, v)
	if v.Subject == Operator {
		authorization.Appraise(c, s.base, m.ID, v.Again)
	}
	c.Emit(EvaluationReissued{ID: m.ID, Pass: m.Pass})
	switch {
	case v.Outcome == Rectify:
		verify(c, s, r, m.Pass, m.Evidence)
	case m.Pass:
		s.release(c, m.ID)
	}
	return nil
}
