package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// PlanDrafted tells that a plan was drafted or drafted again.
type PlanDrafted struct {
	ID       wire.ID   `json:"id"`
	RuleHash wire.Hash `json:"rule_hash"`
}

// PlanApproved tells that a plan may be carried out.
type PlanApproved struct {
	ID       wire.ID `json:"id"`
	Version  uint32  `json:"version"`
	Attested bool    `json:"attested"`
}

// SelectionAnnounced tells until when applications are taken.
type SelectionAnnounced struct {
	ID     wire.ID   `json:"id"`
	Plan   wire.ID   `json:"plan"`
	Closes wire.Time `json:"closes"`
}

// SelectionApplied tells that a party applied.
type SelectionApplied struct {
	ID        wire.ID `json:"id"`
	Applicant string  `json:"applicant" max:"32"`
}

// SelectionEvaluated tells who was chosen.
type SelectionEvaluated struct {
	ID     wire.ID `json:"id"`
	Chosen string  `json:"chosen" max:"32"`
}

// PublicityStarted tells when the next step becomes possible.
type PublicityStarted struct {
	Subject     string    `json:"subject" max:"12"`
	ID          wire.ID   `json:"id"`
	Opens       wire.Time `json:"opens"`
	Provisional bool      `json:"provisional"` // a calendar year is missing; Opens may move
}

// PublicityObjected tells that somebody objects.
type PublicityObjected struct {
	Subject string  `json:"subject" max:"12"`
	ID      wire.ID `json:"id"`
	No      uint32  `json:"no"`
	By      string  `json:"by" max:"32"`
}

// PublicityResolved tells how an objection ended.
type PublicityResolved struct {
	Subject string  `json:"subject" max:"12"`
	ID      wire.ID `json:"id"`
	No      uint32  `json:"no"`
	Upheld  bool    `json:"upheld"`
}

// SelectionDecided tells that the operator is determined.
type SelectionDecided struct {
	ID     wire.ID `json:"id"`
	Chosen string  `json:"chosen" max:"32"`
}

// AgreementSigned tells the parties, the term and the rule.
type AgreementSigned struct {
	ID       wire.ID   `json:"id"`
	Operator string    `json:"operator" max:"32"`
	FirstDay wire.Date `json:"first_day"`
	LastDay  wire.Date `json:"last_day"`
	RuleHash wire.Hash `json:"rule_hash"`
}

// SoftCapException flags an agreement whose term is above the regime's usual maximum, accepted on a
// government's document.
type SoftCapException struct {
	ID       wire.ID       `json:"id"`
	LastDay  wire.Date     `json:"last_day"`
	Allowed  wire.Date     `json:"allowed"` // last day without the document
	Document rule.Evidence `json:"document"`
	Flags    []string      `json:"flags" max:"2"`
}

// AgreementTerminated tells that an agreement ended early; what depended on it ended with it.
type AgreementTerminated struct {
	ID     wire.ID   `json:"id"`
	At     wire.Time `json:"at"`
	Ground string    `json:"ground" max:"500"`
}

// DeveloperApplied tells that a party asks for admission.
type DeveloperApplied struct {
	ID           wire.ID `json:"id"`
	Jurisdiction string  `json:"jurisdiction" max:"6"`
	Listed       bool    `json:"listed"` // on some operator's blacklist: a warning
}

// DeveloperReviewed tells the outcome of the review.
type DeveloperReviewed struct {
	ID   wire.ID `json:"id"`
	Pass bool    `json:"pass"`
}

// DeveloperAdmitted tells that a developer may take part.
type DeveloperAdmitted struct {
	ID           wire.ID `json:"id"`
	Jurisdiction string  `json:"jurisdiction" max:"6"`
}

// Filed tells that one leg of a filing or a publication is done.
type Filed struct {
	Object   wire.ID `json:"object"`
	Duty     string  `json:"duty" max:"40"`
	No       uint32  `json:"no"`
	By       string  `json:"by" max:"32"`
	Attested bool    `json:"attested"` // the recipient did not sign
}

// ExitRequested tells that an operator asks to leave before its term is over.
type ExitRequested struct {
	ID wire.ID `json:"id"`
	By string  `json:"by" max:"32"`
}

// RenewalRequested tells that an operator asks for a new term.
type RenewalRequested struct {
	ID wire.ID `json:"id"`
	By string  `json:"by" max:"32"`
}

// Event names it.
func (Filed) Event() string { return "filing.done" }

// Event names it.
func (ExitRequested) Event() string { return "agreement.exit_requested" }

// Event names it.
func (RenewalRequested) Event() string { return "agreement.renewal_requested" }

// Event names it.
func (PlanDrafted) Event() string { return "plan.drafted" }

// Event names it.
func (PlanApproved) Event() string { return "plan.approved" }

// Event names it.
func (SelectionAnnounced) Event() string { return "selection.announced" }

// Event names it.
func (SelectionApplied) Event() string { return "selection.applied" }

// Event names it.
func (SelectionEvaluated) Event() string { return "selection.evaluated" }

// Event names it.
func (PublicityStarted) Event() string { return "publicity.started" }

// Event names it.
func (PublicityObjected) Event() string { return "publicity.objected" }

// Event names it.
func (PublicityResolved) Event() string { return "publicity.resolved" }

// Event names it.
func (SelectionDecided) Event() string { return "selection.decided" }

// Event names it.
func (AgreementSigned) Event() string { return "agreement.signed" }

// Event names it.
func (SoftCapException) Event() string { return "agreement.soft_cap_exception" }

// Event names it.
func (AgreementTerminated) Event() string { return "agreement.terminated" }

// Event names it.
func (DeveloperApplied) Event() string { return "developer.applied" }

// Event names it.
func (DeveloperReviewed) Event() string { return "developer.reviewed" }

// Event names it.
func (DeveloperAdmitted) Event() string { return "developer.admitted" }

var events = []rule.Event{PlanDrafted{}, PlanApproved{}, SelectionAnnounced{}, SelectionApplied{},
	SelectionEvaluated{}, PublicityStarted{}, PublicityObjected{}, PublicityResolved{},
	SelectionDecided{}, AgreementSigned{}, SoftCapException{}, AgreementTerminated{},
	Filed{}, ExitRequested{},
	RenewalRequested{}, PlanArgued{}, PlanAmended{}, PlanWithdrawn{}, AgreementAmended{},
	ServiceEntrusted{}, LegacyRegistered{}, LegacyConformed{}}
