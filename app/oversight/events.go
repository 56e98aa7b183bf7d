package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// EvaluationIssued says how an evaluation ended.
type EvaluationIssued struct {
	ID      wire.ID `json:"id"`
	Party   string  `json:"party" max:"32"`
	Outcome string  `json:"outcome" max:"10"`
}

// EvaluationReissued says how the second assessment ended.
type EvaluationReissued struct {
	ID   wire.ID `json:"id"`
	Pass bool    `json:"pass"`
}

// RectificationOrdered says that something has to be put right.
type RectificationOrdered struct {
	ID        wire.ID `json:"id"`
	Party     string  `json:"party" max:"32"`
	Suspended bool    `json:"suspended"`
}

// RectificationSubmitted says that it was reported as done.
type RectificationSubmitted struct {
	ID   wire.ID `json:"id"`
	Late bool    `json:"late"`
}

// RectificationVerified says how it was found.
type RectificationVerified struct {
	ID   wire.ID `json:"id"`
	Pass bool    `json:"pass"`
}

// MeasureImposed says that a measure is in force.
type MeasureImposed struct {
	ID      wire.ID `json:"id"`
	Party   string  `json:"party" max:"32"`
	Measure string  `json:"measure" max:"16"`
}

// MeasureLifted says that it is no longer.
type MeasureLifted struct {
	ID wire.ID `json:"id"`
}

// Blacklisted says that a developer is on a list; Deletion demands proof that its data is deleted.
type Blacklisted struct {
	ID        wire.ID `json:"id"`
	Developer string  `json:"developer" max:"32"`
	Scope     string  `json:"scope" max:"32"`
	Deletion  bool    `json:"deletion"`
}

// BlacklistLifted says that it is off the list.
type BlacklistLifted struct {
	ID        wire.ID `json:"id"`
	Developer string  `json:"developer" max:"32"`
}

// HandedOver says that business and data were handed over.
type HandedOver struct {
	Agreement wire.ID `json:"agreement"`
	By        string  `json:"by" max:"32"`
}

// Destroyed says that data was destroyed, and how.
type Destroyed struct {
	Agreement wire.ID `json:"agreement"`
	Method    string  `json:"method" max:"16"`
}

// LogDeposited says that logs are kept.
type LogDeposited struct {
	ID    wire.ID `json:"id"`
	Class string  `json:"class" max:"12"`
}

// LogReleased says that logs need not be kept any longer.
type LogReleased struct {
	ID wire.ID `json:"id"`
}

// Closed says that nothing is left to do under an agreement.
type Closed struct {
	Agreement wire.ID `json:"agreement"`
}

// Event names the event.
func (EvaluationIssued) Event() string { return "evaluation.issued" }

// Event names the event.
func (EvaluationReissued) Event() string { return "evaluation.reissued" }

// Event names the event.
func (RectificationOrdered) Event() string { return "rectify.ordered" }

// Event names the event.
func (RectificationSubmitted) Event() string { return "rectify.submitted" }

// Event names the event.
func (RectificationVerified) Event() string { return "rectify.verified" }

// Event names the event.
func (MeasureImposed) Event() string { return "measure.imposed" }

// Event names the event.
func (MeasureLifted) Event() string { return "measure.lifted" }

// Event names the event.
func (Blacklisted) Event() string { return "blacklist.added" }

// Event names the event.
func (BlacklistLifted) Event() string { return "blacklist.lifted" }

// Event names the event.
func (HandedOver) Event() string { return "handover.recorded" }

// Event names the event.
func (Destroyed) Event() string { return "destruction.recorded" }

// Event names the event.
func (LogDeposited) Event() string { return "log.deposited" }

// Event names the event.
func (LogReleased) Event() string { return "log.released" }

// Event names the event.
func (Closed) Event() string { return "agreement.closed" }

var events = []rule.Event{EvaluationIssued{}, EvaluationReissued{}, RectificationOrdered{},
	RectificationSubmitted{},
	RectificationVerified{}, MeasureImposed{}, MeasureLifted{}, Blacklisted{},
	BlacklistLifted{}, HandedOver{}, Destroyed{},
	LogDeposited{}, LogReleased{}, Closed{}}
