package access

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ApplicationSubmitted says that a scenario was applied for.
type ApplicationSubmitted struct {
	ID        wire.ID `json:"id"`
	Applicant string  `json:"applicant" max:"32"`
	Scenario  string  `json:"scenario" max:"64"`
	Step      string  `json:"step" max:"10"`
}

// ApplicationReviewed says that seats of the panel decided, where the application stands, and how
// many working days after its deadline the decision came.
type ApplicationReviewed struct {
	ID       wire.ID  `json:"id"`
	Status   string   `json:"status" max:"16"`
	DaysLate uint32   `json:"days_late"`
	Flags    []string `json:"flags" max:"4"`
}

// ApplicationClosed says that an application was returned or withdrawn.
type ApplicationClosed struct {
	ID     wire.ID `json:"id"`
	Status string  `json:"status" max:"16"`
}

// DevAgreementEnded says that a development-use agreement ended before its term. The developer's
// rights end with it, and it is urged to delete what it holds (YN §25(5)).
type DevAgreementEnded struct {
	ID        wire.ID `json:"id"`
	Developer string  `json:"developer" max:"32"`
	Cause     string  `json:"cause" max:"10"`
	Destroy   string  `json:"destroy" max:"20"` // how, by terminate.destroy
}

// DevTermException says that a development-use agreement is longer than usual, and why.
type DevTermException struct {
	ID       wire.ID       `json:"id"`
	LastDay  wire.Date     `json:"last_day"`
	Allowed  wire.Date     `json:"allowed"`
	Document rule.Evidence `json:"document"`
}

// GrantSuspended says that a grant is not usable from now on.
type GrantSuspended struct {
	ID    wire.ID `json:"id"`
	Act   wire.ID `json:"act"`
	Cause string  `json:"cause" max:"200"`
}

// GrantResumed says that the suspension Act ended.
type GrantResumed struct {
	ID  wire.ID `json:"id"`
	Act wire.ID `json:"act"`
}

// DevAgreementSigned says that operator and developer agreed.
type DevAgreementSigned struct {
	ID        wire.ID   `json:"id"`
	Operator  string    `json:"operator" max:"32"`
	Developer string    `json:"developer" max:"32"`
	LastDay   wire.Date `json:"last_day"`
}

// GrantOpened says that data is open to a holder.
type GrantOpened struct {
	ID     wire.ID   `json:"id"`
	Holder string    `json:"holder" max:"32"`
	From   wire.Time `json:"from"`
	To     wire.Time `json:"to"`
}

// GrantRevoked says that a grant ended early, and why.
type GrantRevoked struct {
	ID    wire.ID `json:"id"`
	Cause string  `json:"cause" max:"200"`
}

// ProcessingRecorded says that a job and its output are on record.
type ProcessingRecorded struct {
	ID     wire.ID `json:"id"`
	Grant  wire.ID `json:"grant"`
	Output string  `json:"output" max:"256"`
}

// Event names the event.
func (ApplicationSubmitted) Event() string { return "application.submitted" }

// Event names the event.
func (ApplicationReviewed) Event() string { return "application.reviewed" }

// Event names the event.
func (ApplicationClosed) Event() string { return "application.closed" }

// Event names the event.
func (DevAgreementEnded) Event() string { return "dev_agreement.terminated" }

// Event names the event.
func (DevTermException) Event() string { return "dev_agreement.term_exception" }

// Event names the event.
func (GrantSuspended) Event() string { return "grant.suspended" }

// Event names the event.
func (GrantResumed) Event() string { return "grant.resumed" }

// Event names the event.
func (DevAgreementSigned) Event() string { return "dev_agreement.signed" }

// Event names the event.
func (GrantOpened) Event() string { return "grant.opened" }

// Event names the event.
func (GrantRevoked) Event() string { return "grant.revoked" }

// Event names the event.
func (ProcessingRecorded) Event() string { return "processing.recorded" }
