package settle

import (
	"crypto/sha256"
	"slices"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The stages of a run. A period without a run is open.
const (
	Frozen  = "frozen"  // takes no more rows; being computed
	Landing = "landing" // being written, slice by slice
	Landed  = "landed"  // complete; objections may be filed
	Final   = "final"
	Parked  = "parked" // could not be computed; waits for people, the chain goes on
)

// Run is the settlement of one period.
type Run struct {
	Period       string    `json:"period" max:"16"`
	Seq          uint32    `json:"seq"` // runs count from 1
	Stage        string    `json:"stage" max:"8"`
	FrozenAt     wire.Time `json:"frozen_at"`
	FrozenHeight uint64    `json:"frozen_height"`
	// height whose state is computed from; 0 waits for the run before
	Cut        uint64    `json:"cut"`
	CutAt      wire.Time `json:"cut_at"`
	LandFrom   wire.Time `json:"land_from"`
	LandedAt   wire.Time `json:"landed_at"`
	FinalAt    wire.Time `json:"final_at"`
	InputHash  wire.Hash `json:"input_hash"` // SHA-256 of the input's JSON
	LinesRoot  wire.Hash `json:"lines_root"`
	Lines      uint32    `json:"lines"`
	Totals     Totals    `json:"totals"`
	Payouts    uint32    `json:"payouts"`
	Statements uint32    `json:"statements"`
	Restated   uint32    `json:"restated"` // closed periods that the run restated
	// RFC 6962 root over the directory of the statements, see Entry
	Directory wire.Hash `json:"directory"`
	Written   uint32    `json:"written"` // records of the result written so far
	Fault     string    `json:"fault" max:"64"`
}

// Totals are the terms of settlement invariant I1.
type Totals struct {
	Sales            wire.Fen `json:"sales"`
	DeficitIn        wire.Fen `json:"deficit_in"`
	DeficitOut       wire.Fen `json:"deficit_out"`
	ReserveIn        wire.Fen `json:"reserve_in"`
	ReserveOut       wire.Fen `json:"reserve_out"`
	RestateCollected wire.Fen `json:"restate_collected"`
	RestatePaid      wire.Fen `json:"restate_paid"`
	Payouts          wire.Fen `json:"payouts"`
}

// Share is what a payee receives for one party: itself, or a body whose income goes to it.
type Share struct {
	Party  string   `json:"party" max:"32"`
	Amount wire.Fen `json:"amount"`
}

// Payout is what a payee receives in a period from all payers.
type Payout struct {
	Payee    string   `json:"payee" max:"32"`
	Amount   wire.Fen `json:"amount"`
	OnBehalf []Share  `json:"on_behalf" max:"4096"`
}

// Statement (结算单) is what a payer owes a payee for a period:
//
//	closing = opening − paid + amount + transfer + released + adjusted − offset − kept
//
// Amount is the sum of the lines paid out, Transfer that of the lines handed on to the collector of
// an upstream product or to the holder of a reserve, Released what the payer gives out of a reserve
// it holds, Adjusted what restated periods change (see Adjustment). Paid is what was confirmed as
// paid since the cut of the statement before, Offset is set
// off against what the payee owes the payer, Kept what a party that pays itself retains.
type Statement struct {
	Period    string    `json:"period" max:"16"`
	Seq       uint32    `json:"seq"`
	Payer     string    `json:"payer" max:"32"`
	Payee     string    `json:"payee" max:"32"`
	Previous  wire.Hash `json:"previous"` // digest of the pair's statement before, zero for the first
	Opening   wire.Fen  `json:"opening"`  // its closing
	Amount    wire.Fen  `json:"amount"`
	Transfer  wire.Fen  `json:"transfer"`
	Released  wire.Fen  `json:"released"`
	Paid      wire.Fen  `json:"paid"`
	Adjusted  wire.Fen  `json:"adjusted"` // the sum of Adjustments
	Offset    wire.Fen  `json:"offset"`
	Kept      wire.Fen  `json:"kept"`
	Closing   wire.Fen  `json:"closing"`
	Lines     uint32    `json:"lines"`      // of the run, in its order
	LinesRoot wire.Hash `json:"lines_root"` // RFC 6962 root over those lines
	RunRoot   wire.Hash `json:"run_root"`   // over all lines of the run
	OnBehalf  []Share   `json:"on_behalf" max:"4096"`

	Adjustments []Adjustment `json:"adjustments" max:"4096"`
}

// Digest identifies a statement: SHA-256 of its RLP.
func (s Statement) Digest() wire.Hash { return sha256.Sum256(wire.MustEncode(s)) }

// Signature is a party's confirmation of a statement (确认).
type Signature struct {
	Party  string       `json:"party" max:"32"`
	Digest wire.Hash    `json:"digest"` // of the statement confirmed
	By     []tx.Account `json:"by" max:"9"`
	At     wire.Time    `json:"at"`
}

// Carry is what a run hands to the next one about a product version, a cost, a reserve or a cap. A
// row holds from the run that wrote it until a later one does; it is never changed (rulings E6).
type Carry struct {
	Kind     string   `json:"kind" max:"8"` // deficit, cost or reserve
	ID       string   `json:"id" max:"100"`
	Product  string   `json:"product" max:"80"`
	Class    string   `json:"class" max:"120"`
	Investor string   `json:"investor" max:"32"`
	Deficit  wire.Fen `json:"deficit"`
	Out      wire.Fen `json:"out"`          // of a cost: still open
	Rec      wire.Fen `json:"rec"`          // recovered
	Ret      wire.Fen `json:"ret"`          // profit paid on it
	Held     wire.Fen `json:"held"`         // of a reserve: its balance
	Mode     string   `json:"mode" max:"8"` // of a cap
	Scope    string   `json:"scope" max:"8"`
	Seq      uint32   `json:"seq"` // of the run that it closes
}

// The kinds of carry.
const (
	carryDeficit = "deficit"
	carryCost    = "cost"
	carryReserve = "reserve"
	carryCap     = "cap" // Class is its cycle, Out what is allowed, Rec the measure
)

// Chapter is the chapter's table.
func Chapter() rule.Chapter {
	return rule.Chapter{
		Number: 10, Name: "settle", Zh: "收益结算", En: "settlement",
		Kinds: append([]rule.Kind{{Name: "statement.confirm", Zh: "付款方、收款方或实施机构确认结算单",
			En:  "payer, payee or implementing body confirms a statement",
			Law: "GZ §22¶1; GD §31¶1; YN §30; HE §28¶2; rulings M9",
			New: func() rule.Msg { return new(StatementConfirm) }, Writes: 1,
			Weight: rule.Ordinary, Dual: true}}, payingKinds...),
		Refusals:    slices.Concat(refusals, payingRefusals),
		Events:      slices.Concat(events, payingEvents),
		Collections: slices.Concat(collections, payingCollections, restateCollections),
		Queries:     slices.Concat(queries, payingQueries, scoreQueries, revenueQueries, restateQueries),
		EndBlock:    EndBlock,
		Invariants:  slices.Concat(invariants, payingInvariants),
	}
}

// GetRun returns the run of a period, false while the period is open.
func GetRun(r state.Reader, period string) (Run, bool) { return runs.Get(r, period) }

// GetStatement returns what payer owes payee for a period.
func GetStatement(r state.Reader, period, payer, payee string) (Statement, bool) {
	return statements.Get(r, statementKey{period, payer, payee})
}
