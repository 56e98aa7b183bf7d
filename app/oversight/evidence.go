package oversight

import (
	"fmt"

	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DutyEvidence is a custodian's duty to hand over a document that was asked for, by request.
const DutyEvidence = "evidence.request"

// EvidenceAsked is a document that the bureau, the auditor or finance asked its custodian for
// (rulings U1). The file travels off the ledger; the ledger keeps who asked for what, by when, and
// that the file handed over is the one on record.
type EvidenceAsked struct {
	ID        wire.ID       `json:"id"` // its party asks
	Kind      string        `json:"kind" max:"12"`
	Record    wire.ID       `json:"record"` // that names the document
	Agreement wire.ID       `json:"agreement"`
	Period    string        `json:"period" max:"16"` // that is looked into, "" none
	Digest    crypto.Digest `json:"digest"`          // of the document, as the record has it
	Custodian string        `json:"custodian" max:"32"`
	Why       string        `json:"why" max:"500"`
	Asked     wire.Time     `json:"asked"`
	Answer    rule.Evidence `json:"answer"`          // what was handed over, with the same digest
	Where     string        `json:"where" max:"200"` // where it was handed over
	Answered  wire.Time     `json:"answered"`
	Late      bool          `json:"late"`
	Withdrawn wire.Time     `json:"withdrawn"`
	Reason    string        `json:"reason" max:"500"` // of that
}

// The states of a request.
const (
	EvidenceOpen      = "requested"
	EvidenceFulfilled = "fulfilled"
	EvidenceWithdrawn = "withdrawn"
)

func (v EvidenceAsked) status() string {
	switch {
	case v.Answered != 0:
		return EvidenceFulfilled
	case v.Withdrawn != 0:
		return EvidenceWithdrawn
	}
	return EvidenceOpen
}

func (v EvidenceAsked) duty() regime.DutyID {
	return regime.DutyID{Owner: v.Custodian, Duty: DutyEvidence, Object: v.ID.String()}
}

// askers are the roles that may ask for documents in their place.
var askers = []string{"bureau", "audit", "finance"}

// agreementOf is the agreement of a product version, zero for a third party's.
func agreementOf(r state.Reader, id wire.ID, version uint32) wire.ID {
	p, _ := product.Get(r, id, version)
	return p.Agreement
}

// evidenceInOrder: a request is answered or withdrawn, with its duty met or waived, and answered
// with the document it names.
func evidenceInOrder(r state.Reader) (err error) {
	evidences.Each(r, func(id wire.ID, v EvidenceAsked) bool {
		d, ok := regime.Deadline(r, v.duty(), v.Asked)
		switch {
		case !ok, d.Met != v.Answered, d.Waived != v.Withdrawn,
			v.Answered != 0 && v.Answer.Digest != v.Digest:
			err = fmt.Errorf("evidence request %s is out of order", id)
		}
		return err == nil
	})
	return err
}
