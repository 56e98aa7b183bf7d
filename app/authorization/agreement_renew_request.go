package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementRenewRequest is the operator's request for a new term. It prolongs nothing by itself: a
// new term is a new agreement.
//
// HE §18: 届满前3个月内申请, read as a window or as the latest moment; GZ §9: 按程序重新选择.
type AgreementRenewRequest struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Reason   string        `json:"reason" max:"500"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *AgreementRenewRequest) Check() error { return checkID("id", m.ID) }

// Apply records the request.
func (m *AgreementRenewRequest) Apply(c *rule.Ctx) error {
	a, err := asking(c, m.ID, Renewal)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, a.Regime)
	if p.Text("agreement.renewal") == "reselect" {
		return p.Refuse(ErrReselect, "id")
	}
	if err := renewalTime(c, p, a); err != nil {
		return err
	}
	if cause, held := HeldDuring(c.Store, m.ID, c.Time, c.Time+1); held {
		return ErrHeld.At("id", "cause", cause)
	}
	requests.Set(c.Store, requestKey{m.ID, Renewal}, Request{At: c.Time, By: c.Author(),
		Reason: m.Reason, Evidence: m.Evidence})
	c.Emit(RenewalRequested{ID: m.ID, By: c.Author()})
	return nil
}

// renewalTime refuses a request outside the time the regime gives, counted back from the last day.
// The boundary day itself lies in both readings.
func renewalTime(c *rule.Ctx, p regime.Profile, a Agreement) error {
	span, ok := p.Span("agreement.renewal.window")
	if !ok {
		return nil
	}
	boundary := regime.Before(a.LastDay, span)
	window := p.Text("agreement.renewal.reading") == "window"
	if today := c.Time.Date(); window && today < boundary {
		return p.Refuse(ErrRenewEarly, "id", "from", boundary)
	} else if !window && today > boundary {
		return p.Refuse(ErrRenewLate, "id", "until", boundary)
	}
	return nil
}
