package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Outcomes of an evaluation.
const (
	Pass    = "pass"    // 通过
	Fail    = "fail"    // 未通过
	Rectify = "rectify" // 限期整改
)

// Evaluation is one result on an operator or developer (评估评价).
type Evaluation struct {
	ID         wire.ID       `json:"id"`
	Subject    string        `json:"subject" max:"10"`
	Agreement  wire.ID       `json:"agreement"`
	Regime     regime.Ref    `json:"regime"`
	Party      string        `json:"party" max:"32"`
	Evaluator  string        `json:"evaluator" max:"32"`
	Period     string        `json:"period" max:"16"`
	Outcome    string        `json:"outcome" max:"10"`
	Evidence   rule.Evidence `json:"evidence"`
	Turn       uint32        `json:"turn"`            // of the periodic evaluation it meets, 0 none
	Third      string        `json:"third" max:"100"` // who gave an opinion, "" nobody
	Opinion    rule.Evidence `json:"opinion"`
	Issued     wire.Time     `json:"issued"`
	Again      string        `json:"again" max:"10"` // outcome of the re-assessment, "" none
	Reissued   wire.Time     `json:"reissued"`
	ReEvidence rule.Evidence `json:"re_evidence"`
}

// States of a rectification.
const (
	Ordered   = "ordered"
	Submitted = "submitted"
	Verified  = "verified"
	NotPassed = "not_passed"
)

// Rectification is an order to put something right (整改), with the unit that ordered it.
type Rectification struct {
	ID        wire.ID       `json:"id"`
	Subject   string        `json:"subject" max:"10"`
	Agreement wire.ID       `json:"agreement"`
	Regime    regime.Ref    `json:"regime"`
	Party     string        `json:"party" max:"32"`
	By        string        `json:"by" max:"32"` // the evaluating unit: it alone assesses again
	What      string        `json:"what" max:"500"`
	Ordered   wire.Time     `json:"ordered"`
	Suspended bool          `json:"suspended"` // access to data is closed meanwhile
	Status    string        `json:"status" max:"10"`
	Submitted wire.Time     `json:"submitted"`
	Report    rule.Evidence `json:"report"` // of what was done
	Late      bool          `json:"late"`
	Verified  wire.Time     `json:"verified"`
	Finding   rule.Evidence `json:"finding"` // of the assessment
}

// DutyRectify is the duty behind an order.
const DutyRectify = "rectify"

func (v Rectification) duty() regime.DutyID {
	return regime.DutyID{Owner: v.Party, Duty: DutyRectify, Object: v.ID.String()}
}
