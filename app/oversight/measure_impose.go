package oversight

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// MeasureImpose imposes a measure on whoever is across an agreement: the implementing body on its
// operator, the operator on its developer. An interview is on record only; a suspension closes
// access to data; a restriction keeps the party from new admissions, agreements and grants there.
//
// YN §21¶4, GD §39(4), HE §34.
type MeasureImpose struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Subject   string        `json:"subject" max:"10" words:"operator|developer" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Measure   string        `json:"measure" max:"16" words:"interview|suspend|restrict_future" need:"yes"`
	Cause     string        `json:"cause" max:"500" need:"yes"`
	Violation wire.ID       `json:"violation"` // of free use, where that is the cause
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *MeasureImpose) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if err := checkKind(m.Subject); err != nil {
		return err
	}
	switch {
	case !slices.Contains(party.Measures, m.Measure) || m.Measure == party.Cancel:
		return rule.Malformed("measure", "须为 interview、suspend 或 restrict_future",
			"must be interview, suspend or restrict_future")
	case m.Cause == "":
		return rule.Malformed("cause", "须说明原因", "must give the cause")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply records the measure and tells the chapter that it concerns.
func (m *MeasureImpose) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, m.Subject, m.Agreement)
	switch {
	case err != nil:
		return err
	case !c.SignedBy(s.over):
		return ErrSigner.At("", "who", s.over)
	case taken(c, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	case !m.Violation.IsZero() && !s.violated(c, m.Violation):
		return ErrNoViolation.At("violation", "id", m.Violation, "agreement", m.Agreement)
	}
	measures.Set(c.Store, m.ID, Measure{ID: m.ID, Subject: m.Subject, Agreement: m.Agreement,
		Party: s.party, Measure: m.Measure, By: s.over, Cause: m.Cause, Evidence: m.Evidence,
		Violation: m.Violation, From: c.Time})
	switch m.Measure {
	case party.Interview:
		if s.kind == Operator {
			authorization.SetMark(c, s.id, m.ID, authorization.MarkInterview, regime.DutyID{})
		}
	case party.Suspend:
		access.Suspend(c, s.covers(), s.id, m.ID, m.Measure)
	case party.RestrictFuture:
		party.Restrict(c, s.party, s.scope(), m.ID, s.over, []string{m.Measure})
	}
	c.Emit(MeasureImposed{ID: m.ID, Party: s.party, Measure: m.Measure})
	return nil
}

// violated reports whether a violation of free use was confirmed under the agreement.
func (s subject) violated(c *rule.Ctx, id wire.ID) bool {
	v, ok := market.GetViolation(c.Store, id)
	return ok && v.Status == market.Confirmed && v.Agreement == s.id
}

// scope is where a restriction holds: with the operator for its developers, else in the province.
func (s subject) scope() string {
	if s.kind == Developer {
		return s.base.Operator
	}
	return party.Province(s.base.Jurisdiction)
}
