package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RawAssess is the operator's safety assessment of a request for raw data (GZ §19¶2, YN §25(3)).
type RawAssess struct {
	ID        wire.ID       `json:"id" need:"yes"`
	Agreement wire.ID       `json:"agreement" need:"yes"`
	Pass      bool          `json:"pass"`
	Report    rule.Evidence `json:"report" need:"yes"`
}

// Check looks at the body alone.
func (m *RawAssess) Check() error {
	if err := checkRaw(m.ID, m.Agreement); err != nil {
		return err
	}
	return rule.RequireEvidence("report", m.Report)
}

// Apply records the assessment.
func (m *RawAssess) Apply(c *rule.Ctx) error {
	v, k, err := needRaw(c, m.Agreement, m.ID)
	switch {
	case err != nil:
		return err
	case c.Author() != v.Operator:
		return ErrWrongSigner.At("", "who", v.Operator)
	case v.Status != RawRequested:
		return k.profile.Refuse(ErrRawStatus, "id", "id", v.ID, "status", v.Status)
	}
	v.Status = RawRejected
	if m.Pass {
		v.Status = RawAssessed
	}
	v.Assessed = ActOf(c, false, m.Report)
	v.put(c)
	return nil
}
