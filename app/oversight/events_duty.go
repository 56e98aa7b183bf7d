package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// IncidentOpened says that a security incident befell a party.
type IncidentOpened struct {
	ID    wire.ID `json:"id"`
	Party string  `json:"party" max:"32"`
}

// IncidentMoved says how far an incident is.
type IncidentMoved struct {
	ID     wire.ID `json:"id"`
	Status string  `json:"status" max:"16"`
}

// IncidentReported says that an office was told.
type IncidentReported struct {
	ID       wire.ID `json:"id"`
	Office   string  `json:"office" max:"24"`
	Attested bool    `json:"attested"`
}

// Disclosed says that something about an agreement was made public.
type Disclosed struct {
	ID        wire.ID `json:"id"`
	Agreement wire.ID `json:"agreement"`
	By        string  `json:"by" max:"32"`
	Turn      uint32  `json:"turn"`
}

// ReportRequested says that a report was asked for.
type ReportRequested struct {
	ID    wire.ID   `json:"id"`
	From  string    `json:"from" max:"32"`
	Limit wire.Date `json:"limit"`
}

// ReportFiled says that a report was filed.
type ReportFiled struct {
	ID     wire.ID `json:"id"`
	By     string  `json:"by" max:"32"`
	Period string  `json:"period" max:"16"`
	Late   bool    `json:"late"`
	// figures that are not the ledger's: the duty stays open
	Differs []string `json:"differs" max:"8"`
}

// ScoreIssued says how punctual a provider was; Scored is false when there was no fact.
type ScoreIssued struct {
	ID       wire.ID `json:"id"`
	Provider string  `json:"provider" max:"32"`
	Period   string  `json:"period" max:"16"`
	Score    uint32  `json:"score"`
	Scored   bool    `json:"scored"`
	// changed_after_close: the period's run is settled, by another score
	Flags []string `json:"flags" max:"1"`
}

// Recorded says that a fact of supervision is on record.
type Recorded struct {
	ID    wire.ID `json:"id"`
	Sort  string  `json:"sort" max:"12"`
	Word  string  `json:"word" max:"16"`
	Party string  `json:"party" max:"32"`
}

// CaseMoved says where a case lies, or that it is settled.
type CaseMoved struct {
	ID     wire.ID `json:"id"`
	Status string  `json:"status" max:"8"`
	Level  string  `json:"level" max:"16"`
}

// RoundPassedOver is an alarm: what comes back under an agreement could not be opened.
type RoundPassedOver struct {
	Agreement wire.ID   `json:"agreement"`
	Upto      wire.Date `json:"upto"`
}

// Event names the event.
func (RoundPassedOver) Event() string { return "oversight.passed_over" }

// Event names the event.
func (IncidentOpened) Event() string { return "incident.opened" }

// Event names the event.
func (IncidentMoved) Event() string { return "incident.moved" }

// Event names the event.
func (IncidentReported) Event() string { return "incident.reported" }

// Event names the event.
func (Disclosed) Event() string { return "disclosure.published" }

// Event names the event.
func (ReportRequested) Event() string { return "report.requested" }

// Event names the event.
func (ReportFiled) Event() string { return "report.filed" }

// Event names the event.
func (ScoreIssued) Event() string { return "score.issued" }

// Event names the event.
func (Recorded) Event() string { return "oversight.recorded" }

// Event names the event.
func (CaseMoved) Event() string { return "case.moved" }

var dutyEvents = []rule.Event{IncidentOpened{}, IncidentMoved{}, IncidentReported{}, Disclosed{},
	ReportRequested{}, ReportFiled{}, ScoreIssued{}, Recorded{}, CaseMoved{},
	RoundPassedOver{}}
