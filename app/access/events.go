package access

import "github.com/suyuan-ledger/suyuan/wire"

// ApplicationSubmitted says that a scenario was applied for.
type ApplicationSubmitted struct {
	ID        wire.ID `json:"id"`
	Applicant string  `json:"applicant" max:"32"`
	Scenario  string  `json:"scenario" max:"64"`
}

// ApplicationReviewed says that seats of the panel decided, and where the application stands.
type ApplicationReviewed struct {
	ID     wire.ID `json:"id"`
	Status string  `json:"status" max:"10"`
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
func (DevAgreementSigned) Event() string { return "dev_agreement.signed" }

// Event names the event.
func (GrantOpened) Event() string { return "grant.opened" }

// Event names the event.
func (GrantRevoked) Event() string { return "grant.revoked" }

// Event names the event.
func (ProcessingRecorded) Event() string { return "processing.recorded" }
