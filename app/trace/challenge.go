package trace

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The stages of a challenge, derived from it and an instant.
const (
	StageCommitted  = "committed"  // waits for the blocks
	StageDrawn      = "drawn"      // the auditor may reveal its nonce
	StageRevealed   = "revealed"   // the reporter has to answer
	StageAnswered   = "answered"   // the auditor has to judge
	StagePassed     = "passed"     // every drawn use was shown and is right
	StageFailed     = "failed"     // a finding was recorded
	StageUnanswered = "unanswered" // failed: no answer by its deadline
	StageLapsed     = "lapsed"     // without effect: the auditor did not reveal by its deadline
	StageContested  = "contested"  // the reporter objects to the outcome, which awaits a decision
	StageOverturned = "overturned" // the objection was upheld: the outcome does not stand
)

// Limits of one challenge.
const (
	maxChallengeDays = 92
	maxFindings      = 64
	// maxWaiting bounds the challenges that wait for their blocks at one time.
	maxWaiting = 64
)

// The duties of a challenge.
const (
	dutyReveal  = "trace.reveal"
	dutyAnswer  = "trace.answer"
	dutyJudge   = "trace.judge"
	dutyContest = "trace.contest"
)

// Challenge is one random sample of raw uses that an auditor draws from what a reporter recorded.
// The population is what the reporter's days of the product held when the auditor committed.
type Challenge struct {
	ID           wire.ID    `json:"id"`
	Product      wire.ID    `json:"product"`
	Version      uint32     `json:"version"`
	Reporter     string     `json:"reporter" max:"32"`
	Jurisdiction string     `json:"jurisdiction" max:"6"`
	Agreement    wire.ID    `json:"agreement"`
	Regime       regime.Ref `json:"regime"`
	Days         []DayUnits `json:"days" max:"92"`
	Population   uint64     `json:"population"` // units
	Confidence   uint32     `json:"confidence"` // percent
	Tolerated    uint32     `json:"tolerated"`  // bad units in 10,000
	Sample       uint32     `json:"sample"`     // units drawn
	Commitment   wire.Hash  `json:"commitment"`
	Committed    wire.Time  `json:"committed"`
	Height       uint64     `json:"height"`
	Beacon       wire.Hash  `json:"beacon"`
	BeaconFrom   uint64     `json:"beacon_from"` // height of the first of its blocks
	Drawn        wire.Time  `json:"drawn"`
	Nonce        wire.Hash  `json:"nonce"`
	Seed         wire.Hash  `json:"seed"`
	Revealed     wire.Time  `json:"revealed"`

	Answer    crypto.Digest `json:"answer"` // of the answer file; raw uses stay off the ledger
	Answered  wire.Time     `json:"answered"`
	Passed    bool          `json:"passed"`
	Findings  []Finding     `json:"findings" max:"64"`
	Judged    wire.Time     `json:"judged"`
	Reason    string        `json:"reason" max:"2000"` // why the reporter contests
	Evidence  rule.Evidence `json:"evidence"`
	Contested wire.Time     `json:"contested"`

	Decider  string        `json:"decider" max:"32"`   // who decides about the objection
	Upheld   bool          `json:"upheld"`             // the objection: the outcome does not stand
	Grounds  string        `json:"grounds" max:"2000"` // of the decision
	Document rule.Evidence `json:"document"`           // of the decision
	Decided  wire.Time     `json:"decided"`
}

// DayUnits are the units of one day of the population.
type DayUnits struct {
	Day   wire.Date `json:"day"`
	Units uint64    `json:"units"`
}

// Finding is a drawn use that was not shown or is not right.
type Finding struct {
	Draw uint32 `json:"draw"` // its place in the sample, from 0
	Why  string `json:"why" max:"200"`
}

type reporterKey struct {
	Reporter string
	ID       wire.ID
}

var (
	challenges = state.NewMap[wire.ID, Challenge](8, 16, "trace/challenges",
		"random samples of raw uses that auditors draw")
	challengesOf = state.NewIndex[reporterKey](8, 25, "trace/challenges_of",
		"challenges by the reporter whose uses are sampled")
)

// GetChallenge returns a challenge.
func GetChallenge(r state.Reader, id wire.ID) (Challenge, bool) { return challenges.Get(r, id) }

func (v Challenge) duty(name, owner string) regime.DutyID {
	return regime.DutyID{Owner: owner, Duty: name, Object: v.ID.String()}
}

// open opens a duty of the challenge where the regime sets its time.
func (v Challenge) open(c *rule.Ctx, name, owner string) error {
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	span, ok := p.Span(name + ".deadline")
	if !ok {
		return nil
	}
	return regime.OpenFor(c, p, v.duty(name, owner), v.Agreement, c.Time.Date(), span)
}
