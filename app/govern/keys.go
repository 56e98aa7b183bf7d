package govern

import (
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

type ballotAt struct {
	Proposal wire.ID
	Party    string
}

// dueAt orders what the clock must look at.
type dueAt struct {
	At       wire.Time
	Proposal wire.ID
}

// memberAt is one membership; Since ends the key so that a walk is in order of time.
type memberAt struct {
	Party string
	Since wire.Time
}

type membership struct {
	Until wire.Time `json:"until"` // 0: a member
	By    wire.ID   `json:"by"`    // the proposal that ended it
}

// seatKey is the Ed25519 key of a validator.
type seatKey [32]byte

type changeAt struct {
	Height uint64
	Key    seatKey
}

type planAt struct {
	Height uint64 `json:"height"`
}

// anchorAt is where a log ended; Count ends the key so that a walk follows the log.
type anchorAt struct {
	Party string
	Log   string
	Count uint64
}

type logAt struct {
	Party string
	Log   string
}

var (
	proposals = state.NewMap[wire.ID, Proposal](number, 1, "govern/proposals",
		"what members were asked and what became of it")
	ballots = state.NewMap[ballotAt, Ballot](number, 2, "govern/ballots",
		"the vote of each institution on each proposal")
	queue = state.NewIndex[dueAt](number, 3, "govern/queue",
		"proposals by the instant at which the clock looks at them")
	members = state.NewMap[memberAt, membership](number, 4, "govern/members",
		"intervals during which an institution votes")
	seats = state.NewMap[seatKey, Seat](number, 5, "govern/seats",
		"validators by consensus key with their voting power")
	changes = state.NewMap[changeAt, Change](number, 6, "govern/changes",
		"changes of the validator set by the height that decided them")
	plans = state.NewMap[planAt, Plan](number, 7, "govern/plans",
		"rules versions by the height from which they hold")
	terms = state.NewItem[Terms](number, 8, "govern/terms",
		"how much it takes to decide, and how long")
	offences = state.NewMap[offenceAt, Offence](number, 9, "govern/offences",
		"what blocks proved against validators")
	emergencies = state.NewMap[planAt, Emergency](number, 10, "govern/emergencies",
		"plans that revived the ledger, by the height of their first block")
	reseated = state.NewItem[planAt](number, 11, "govern/reseated",
		"first height of a ledger that goes on from another: its genesis document names the validators")
	anchors = state.NewMap[anchorAt, Anchor](number, 20, "govern/anchors",
		"where logs outside the ledger ended, by institution, log and number of lines")
	logs = state.NewIndex[logAt](number, 21, "govern/logs", "logs that institutions anchor")
)

var collections = []state.Collection{proposals.Descriptor(), ballots.Descriptor(),
	queue.Descriptor(), members.Descriptor(), seats.Descriptor(), changes.Descriptor(),
	plans.Descriptor(), terms.Descriptor(), offences.Descriptor(),
	emergencies.Descriptor(), reseated.Descriptor(), anchors.Descriptor(),
	logs.Descriptor(), archives.Descriptor(), witnesses.Descriptor(), sealedTo.Descriptor(),
	claims.Descriptor()}
