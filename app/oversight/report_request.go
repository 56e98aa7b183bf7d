package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ReportRequest asks the operator for a report by a day that the implementing body sets (HE §32¶1).
type ReportRequest struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	What      string        `json:"what" max:"500" need:"yes"`
	Limit     wire.Date     `json:"limit" need:"yes"` // the last day
	Evidence  rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *ReportRequest) Check() error {
	if err := checkID("id", m.ID); err != nil {
		return err
	}
	if m.What == "" {
		return rule.Malformed("what", "须写明报告内容", "must say what to report on")
	}
	return rule.RequireEvidence("evidence", m.Evidence)
}

// Apply opens the operator's duty.
func (m *ReportRequest) Apply(c *rule.Ctx) error {
	if err := own(c, m.ID); err != nil {
		return err
	}
	s, err := find(c, Operator, m.Agreement)
	switch {
	case err != nil:
		return err
	case !c.SignedBy(s.over):
		return ErrSigner.At("", "who", s.over)
	case requested.Has(c.Store, m.ID):
		return ErrDuplicate.At("id", "id", m.ID)
	}
	days, err := daysUntil(c, m.Limit)
	if err != nil {
		return err
	}
	o := owed{id: askedDuty(s.party, m.ID), p: s.p, under: s.id, from: c.Time.Date(), span: days}
	o.open(c)
	requested.Set(c.Store, m.ID, Request{ID: m.ID, Agreement: m.Agreement, From: s.party,
		What: m.What, Evidence: m.Evidence, Asked: c.Time})
	c.Emit(ReportRequested{ID: m.ID, From: s.party, Limit: m.Limit})
	return nil
}

func askedDuty(owner string, id wire.ID) regime.DutyID {
	return regime.DutyID{Owner: owner, Duty: DutyAsked, Object: id.String()}
}
