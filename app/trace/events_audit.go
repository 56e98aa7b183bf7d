package trace

import (
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/wire"
)

// BatchRepeated answers a batch that was recorded before with what became of it then.
type BatchRepeated struct {
	ID       wire.ID   `json:"id"`
	Product  string    `json:"product" max:"80"`
	Period   string    `json:"period" max:"16"`
	Use      string    `json:"use" max:"10"`
	Count    uint64    `json:"count"`
	Flags    []string  `json:"flags" max:"4"`
	Recorded wire.Time `json:"recorded"` // the first time
}

// CounterReported tells that the consumer's side counted.
type CounterReported struct {
	ID      wire.ID   `json:"id"`
	Product string    `json:"product" max:"80"`
	Day     wire.Date `json:"day"`
	Count   uint64    `json:"count"`
}

// CountRuleSet tells which count of an agreement settles while both differ.
type CountRuleSet struct {
	Agreement wire.ID   `json:"agreement"`
	Rule      string    `json:"rule" max:"10"`
	From      wire.Date `json:"from"`
}

// MismatchOpened tells that both sides' counts differ.
type MismatchOpened struct {
	Number   uint64    `json:"number"`
	Product  string    `json:"product" max:"80"`
	Day      wire.Date `json:"day"`
	Owner    string    `json:"owner" max:"32"`
	Provider uint64    `json:"provider"`
	Consumer uint64    `json:"consumer"`
}

// MismatchClosed tells that a difference is gone, or which count stands.
type MismatchClosed struct {
	Number uint64 `json:"number"`
	Status string `json:"status" max:"10"`
	Stands string `json:"stands" max:"10"`
}

// Recounted tells that of a day of a closed period another count settles, which restates it.
type Recounted struct {
	Number  uint64    `json:"number"`
	Product string    `json:"product" max:"80"`
	Day     wire.Date `json:"day"`
	Period  string    `json:"period" max:"16"`
	Was     uint64    `json:"was"` // units of the sets of inputs that changed
	Is      uint64    `json:"is"`
}

// SampleCommitted tells that an auditor committed to a random sample.
type SampleCommitted struct {
	ID         wire.ID `json:"id"`
	Reporter   string  `json:"reporter" max:"32"`
	Product    string  `json:"product" max:"80"`
	Population uint64  `json:"population"`
	Sample     uint32  `json:"sample"`
}

// SampleDrawn tells that the blocks of a sample's seed are there.
type SampleDrawn struct {
	ID     wire.ID   `json:"id"`
	From   uint64    `json:"from"` // height of the first of 8 blocks
	Beacon wire.Hash `json:"beacon"`
}

// SampleRevealed tells the reporter that it has to show the drawn uses.
type SampleRevealed struct {
	ID       wire.ID   `json:"id"`
	Reporter string    `json:"reporter" max:"32"`
	Seed     wire.Hash `json:"seed"`
}

// SampleAnswered tells that the answer file exists.
type SampleAnswered struct {
	ID   wire.ID       `json:"id"`
	File crypto.Digest `json:"file"`
}

// SampleJudged tells what the auditor found.
type SampleJudged struct {
	ID       wire.ID `json:"id"`
	Reporter string  `json:"reporter" max:"32"`
	Passed   bool    `json:"passed"`
	Findings uint32  `json:"findings"`
}

// SampleContested tells that the reporter objects to the outcome, and who decides.
type SampleContested struct {
	ID       wire.ID `json:"id"`
	Reporter string  `json:"reporter" max:"32"`
	Decider  string  `json:"decider" max:"32"`
}

// SampleDecided tells whether the objection was upheld, so that the outcome does not stand.
type SampleDecided struct {
	ID       wire.ID `json:"id"`
	Reporter string  `json:"reporter" max:"32"`
	Upheld   bool    `json:"upheld"`
}
