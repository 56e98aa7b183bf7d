package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// MeasureLift ends a measure, or decides on a result 未通过 so that renewal and grants go on; the
// document gives the reasons.
type MeasureLift struct {
	ID       wire.ID       `json:"id" need:"yes"` // the measure, or the evaluation
	Evidence rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *MeasureLift) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply ends the measure now; what it did stays on record.
func (m *MeasureLift) Apply(c *rule.Ctx) error {
	v, ok := measures.Get(c.Store, m.ID)
	if !ok {
		e, found := evaluations.Get(c.Store, m.ID)
		if !found || e.Outcome != Fail {
			return ErrNoMeasure.At("id", "id", m.ID)
		}
		v = Measure{ID: m.ID, Subject: e.Subject, Agreement: e.Agreement, Party: e.Party,
			Measure: party.RestrictFuture, Evidence: e.Evidence, From: e.Issued}
	}
	s, err := find(c, v.Subject, v.Agreement)
	switch {
	case err != nil:
		return err
	case !c.SignedBy(s.over):
		return ErrSigner.At("", "who", s.over)
	case v.To != 0:
		return ErrLifted.At("id", "id", m.ID, "at", v.To)
	}
	v.By, v.To, v.Lifting = s.over, c.Time, m.Evidence
	measures.Set(c.Store, m.ID, v)
	switch {
	case !ok:
		s.release(c, m.ID)
	case v.Measure == party.Suspend:
		access.Resume(c, s.covers(), s.id, m.ID)
	case v.Measure == party.RestrictFuture:
		party.Unrestrict(c, v.Party, s.scope(), m.ID)
	}
	c.Emit(MeasureLifted{ID: m.ID})
	return nil
}
