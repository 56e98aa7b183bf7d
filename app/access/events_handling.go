package access

import "github.com/suyuan-ledger/suyuan/wire"

// PersonRegistered says that a worker is on file.
type PersonRegistered struct {
	ID wire.ID `json:"id"`
}

// PersonEnded says that a worker no longer handles data, and why.
type PersonEnded struct {
	ID    wire.ID `json:"id"`
	Cause string  `json:"cause" max:"200"`
}

// ImportRecorded says that non-public data was brought in.
type ImportRecorded struct {
	ID        wire.ID `json:"id"`
	Agreement wire.ID `json:"agreement"`
	Of        string  `json:"of" max:"12"`
}

// RawMoved says where a request for raw data stands.
type RawMoved struct {
	ID     wire.ID `json:"id"`
	Status string  `json:"status" max:"10"`
}

// ConsentsGiven says which numbers consents have: Count of them from First on.
type ConsentsGiven struct {
	ID    wire.ID `json:"id"`
	First uint64  `json:"first"`
	Count uint32  `json:"count"`
}

// ConsentsRevoked says that consents ended.
type ConsentsRevoked struct {
	Handles []uint64  `json:"handles" max:"1500"`
	At      wire.Time `json:"at"`
}

// Event names the event.
func (PersonRegistered) Event() string { return "person.registered" }

// Event names the event.
func (PersonEnded) Event() string { return "person.ended" }

// Event names the event.
func (ImportRecorded) Event() string { return "import.recorded" }

// Event names the event.
func (RawMoved) Event() string { return "raw.moved" }

// Event names the event.
func (ConsentsGiven) Event() string { return "subject_consent.given" }

// Event names the event.
func (ConsentsRevoked) Event() string { return "subject_consent.revoked" }
