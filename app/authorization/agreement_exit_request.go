package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementExitRequest is the operator's own request to leave before the term is over. It ends
// nothing: the implementing body consents by ending the agreement on that ground.
//
// GZ §30(1), GD §39(2), YN §11(12), HE §18¶2, HB 三(六)1.
type AgreementExitRequest struct {
	ID       wire.ID       `json:"id" need:"yes"`
	Reason   string        `json:"reason" max:"500" need:"yes"`
	Evidence rule.Evidence `json:"evidence"`
}

// Check refuses a body that no state could make right.
func (m *AgreementExitRequest) Check() error {
	if m.Reason == "" {
		return rule.Malformed("reason", "须说明退出原因", "must give the reason")
	}
	return checkID("id", m.ID)
}

// Apply records the request.
func (m *AgreementExitRequest) Apply(c *rule.Ctx) error {
	a, err := asking(c, m.ID, Exit)
	if err != nil {
		return err
	}
	p := regime.At(c.Store, a.Regime)
	if p.Text("agreement.early_exit") == "per_agreement" && !m.Evidence.Given() {
		return p.Refuse(ErrExitClause, "evidence")
	}
	requests.Set(c.Store, requestKey{m.ID, Exit}, Request{At: c.Time, By: c.Author(), Reason: m.Reason,
		Evidence: m.Evidence})
	c.Emit(ExitRequested{ID: m.ID, By: c.Author()})
	return nil
}
