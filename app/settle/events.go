package settle

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RunFrozen tells that a period takes no more rows and will be computed.
type RunFrozen struct {
	Period string    `json:"period" max:"16"`
	Seq    uint32    `json:"seq"`
	At     wire.Time `json:"at"`
}

// Event names it.
func (RunFrozen) Event() string { return "run.frozen" }

// RunCut tells from which state a run is computed and when it may land.
type RunCut struct {
	Period   string    `json:"period" max:"16"`
	Cut      uint64    `json:"cut"`
	LandFrom wire.Time `json:"land_from"`
}

// Event names it.
func (RunCut) Event() string { return "run.cut" }

// RunLanding tells that the result of a run is known and begins to be written.
type RunLanding struct {
	Period     string    `json:"period" max:"16"`
	LinesRoot  wire.Hash `json:"lines_root"`
	Lines      uint32    `json:"lines"`
	Statements uint32    `json:"statements"`
}

// Event names it.
func (RunLanding) Event() string { return "run.landing" }

// RunLanded tells that a result is complete.
type RunLanded struct {
	Period    string    `json:"period" max:"16"`
	LinesRoot wire.Hash `json:"lines_root"`
	Payouts   wire.Fen  `json:"payouts"`
}

// Event names it.
func (RunLanded) Event() string { return "run.landed" }

// PeriodRestated tells that late rows of a closed period changed what it pays; Run is the period
// whose run carries the differences.
type PeriodRestated struct {
	Period string   `json:"period" max:"16"`
	Run    string   `json:"run" max:"16"`
	Delta  wire.Fen `json:"delta"`
}

// Event names it.
func (PeriodRestated) Event() string { return "period.restated" }

// RunFinal tells that the days for objections are over. Due is the instant at which they were.
type RunFinal struct {
	Period string    `json:"period" max:"16"`
	Due    wire.Time `json:"due"`
}

// Event names it.
func (RunFinal) Event() string { return "run.final" }

// RunParked is an alarm: a run could not be computed. Nothing of it was written.
type RunParked struct {
	Period string `json:"period" max:"16"`
	Fault  string `json:"fault" max:"64"`
}

// Event names it.
func (RunParked) Event() string { return "run.parked" }

// StatementConfirmed tells that a party signed its statement.
type StatementConfirmed struct {
	Period string    `json:"period" max:"16"`
	Payer  string    `json:"payer" max:"32"`
	Payee  string    `json:"payee" max:"32"`
	Party  string    `json:"party" max:"32"`
	Digest wire.Hash `json:"digest"`
}

// Event names it.
func (StatementConfirmed) Event() string { return "statement.confirmed" }

var events = []rule.Event{RunFrozen{}, RunCut{}, RunLanding{}, RunLanded{}, RunFinal{}, RunParked{},
	StatementConfirmed{}, PeriodRestated{}}
