package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EvidenceAnswer says that the document asked for was handed over. Its digest is that on record:
// another document is no answer. After its day it counts, as late.
type EvidenceAnswer struct {
	Request  wire.ID       `json:"request" need:"yes"`
	Document rule.Evidence `json:"document" need:"yes"` // what was handed over
	Where    string        `json:"where" max:"200"`     // where it was handed over
}

// Check refuses a body that no state could make right.
func (m *EvidenceAnswer) Check() error {
	if err := checkID("request", m.Request); err != nil {
		return err
	}
	return rule.RequireEvidence("document", m.Document)
}

// Apply meets the custodian's duty.
func (m *EvidenceAnswer) Apply(c *rule.Ctx) error {
	v, err := openRequest(c, m.Request)
	switch {
	case err != nil:
		return err
	case !c.SignedBy(v.Custodian):
		return ErrSigner.At("", "who", v.Custodian)
	case m.Document.Digest != v.Digest:
		return ErrOtherDocument.At("document", "want", v.Digest, "got", m.Document.Digest)
	}
	d, _ := regime.Deadline(c.Store, v.duty(), c.Time)
	if err := regime.Meet(c, v.duty()); err != nil {
		return err
	}
	v.Answer, v.Where, v.Answered, v.Late = m.Document, m.Where, c.Time, d.Overdue
	evidences.Set(c.Store, v.ID, v)
	c.Emit(EvidenceAnswered{ID: v.ID, Custodian: v.Custodian, Late: v.Late})
	return nil
}

// openRequest is a request that waits for its answer.
func openRequest(c *rule.Ctx, id wire.ID) (EvidenceAsked, error) {
	v, ok := evidences.Get(c.Store, id)
	switch {
	case !ok:
		return v, ErrNoEvidenceRequest.At("request", "id", id)
	case v.status() != EvidenceOpen:
		return v, ErrStep.At("request", "id", id, "status", v.status())
	}
	return v, nil
}
