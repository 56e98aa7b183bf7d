package settle

import (
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// paidKey puts the confirmed payments of a pair in the order of their confirmation: a run counts
// those up to the height it is cut at.
type paidKey struct {
	Payer  string
	Payee  string
	Height uint64
	ID     wire.ID
}

// moved is money that moved: paid, or, negative, returned.
type moved struct {
	Amount wire.Fen `json:"amount"`
}

// holdKey is a line held out of payment until the run numbered Until has landed: while nobody has
// decided, for ever.
type holdKey struct {
	Payer  string
	Payee  string
	Until  uint32
	Period string
	Line   uint32
}

// hold is what of a statement is held.
type hold struct {
	Objection wire.ID   `json:"objection"`
	Amount    wire.Fen  `json:"amount"`
	Since     wire.Time `json:"since"`
}

// releaseKey puts what is given out of a reserve in the order of the heights.
type releaseKey struct {
	Reserve string
	Height  uint64
	ID      wire.ID
}

type heightKey struct {
	Height uint64
	ID     wire.ID
}

type accountKey struct {
	Party string
	From  wire.Date
}

type codeKey struct {
	Party string
	From  wire.Date
}

// referenceKey is a bank reference of a payer: nobody uses up another's.
type referenceKey struct {
	Payer string
	Alg   uint8
	Sum   [32]byte
}

func referenceOf(payer string, d crypto.Digest) referenceKey {
	return referenceKey{payer, uint8(d.Alg), d.Sum}
}

// slipKey is a slip's number as those concerned by one due report it: payer, executing unit and
// finance. Whoever names somebody else's number for its own due keeps nobody from reporting it.
type slipKey struct {
	Jurisdiction string
	Number       string
	Payer        string
	Unit         string
}

// numberKey is a slip's number among those written off: it counts once, for whomever.
type numberKey struct {
	Jurisdiction string
	Number       string
}

// unitKey is what is due to a treasury for one executing unit under one statement.
type unitKey struct {
	Period string
	Payer  string
	Payee  string
	Unit   string
}

// slipOf is a slip of what is due.
type slipOf struct {
	Period string
	Payer  string
	Payee  string
	Unit   string
	ID     wire.ID
}

type recordOf struct {
	ID wire.ID `json:"id"`
}

// waitKey puts the newest sum of what waits between a pair first: Back is the height it was reached
// at, counted down from the highest, so that a run finds the sum of its cut in one step.
type waitKey struct {
	Payer string
	Payee string
	Back  uint64
}

type total struct {
	Amount wire.Fen `json:"amount"`
}

var (
	objections = state.NewMap[wire.ID, Objection](10, 30, "settle/objections",
		"objections to lines of statements")
	holds = state.NewMap[holdKey, hold](10, 31, "settle/holds",
		"lines held out of payment by payer and payee")
	payments = state.NewMap[wire.ID, Payment](10, 32, "settle/payments",
		"payments and slips by id")
	paid = state.NewMap[paidKey, moved](10, 33, "settle/paid",
		"confirmed payments of a payer and a payee by height")
	pending = state.NewMap[waitKey, total](10, 34, "settle/pending",
		"payments of a payer and a payee that wait for confirmation, by height")
	references = state.NewMap[referenceKey, recordOf](10, 35, "settle/references",
		"the payment that used a bank reference")
	accounts = state.NewMap[accountKey, BankAccount](10, 36, "settle/accounts",
		"receiving accounts by party and first day")
	codes = state.NewMap[codeKey, Code](10, 37, "settle/codes",
		"codes of non-tax revenue by party and first day")
	slips = state.NewMap[slipKey, recordOf](10, 38, "settle/slips",
		"the slip of non-tax revenue that a payer and a unit know by a number")
	numbers = state.NewMap[numberKey, recordOf](10, 47, "settle/slip_numbers",
		"the slip of non-tax revenue written off under a number")
	dues = state.NewMap[unitKey, Due](10, 39, "settle/dues",
		"what was paid and written off of non-tax revenue due")
	refunds = state.NewMap[wire.ID, Refund](10, 40, "settle/refunds",
		"applications to return money paid to a treasury")
	releases = state.NewMap[wire.ID, Release](10, 41, "settle/releases",
		"releases of reserves by id")
	released = state.NewMap[releaseKey, moved](10, 42, "settle/released",
		"what was given out of a reserve by height")
	releaseOrder = state.NewMap[heightKey, recordOf](10, 43, "settle/release_order",
		"releases of reserves by height")
	openObjections = state.NewIndex[wire.ID](10, 44, "settle/open_objections",
		"objections that nobody has decided")
	slipsOf = state.NewIndex[slipOf](10, 46, "settle/slips_of",
		"slips by what they pay")
	openPayments = state.NewIndex[wire.ID](10, 45, "settle/open_payments",
		"payments and slips that wait for confirmation")
)

type pairOf struct {
	Payer string
	Payee string
}

func (p pairOf) compare(q pairOf) int {
	return pair{p.Payer, p.Payee}.compare(pair{q.Payer, q.Payee})
}

var payingCollections = []state.Collection{objections.Descriptor(), holds.Descriptor(),
	payments.Descriptor(), paid.Descriptor(), pending.Descriptor(), references.Descriptor(),
	accounts.Descriptor(), codes.Descriptor(), slips.Descriptor(), dues.Descriptor(),
	numbers.Descriptor(),
	refunds.Descriptor(), releases.Descriptor(), released.Descriptor(), releaseOrder.Descriptor(),
	openObjections.Descriptor(), slipsOf.Descriptor(),
	openPayments.Descriptor()}
