package settle

import (
	"github.com/suyuan-ledger/suyuan/app/market"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of an objection.
const (
	Filed     = "filed"
	Accepted  = "accepted" // the input was corrected; the lines are held until that has landed
	Rejected  = "rejected"
	Escalated = "escalated" // before the body that reviews
)

// The deadlines of an objection: of the implementing body, and of the body that reviews.
const (
	DutyObjection = "settle.objection"
	DutyReview    = "settle.objection_review"
)

// Objection (异议) names lines of a statement that are held out of payment until it is decided. The
// run goes on by the clock (rulings M9).
type Objection struct {
	ID         wire.ID       `json:"id"`
	Period     string        `json:"period" max:"16"`
	Payer      string        `json:"payer" max:"32"`
	Payee      string        `json:"payee" max:"32"`
	Lines      []HeldLine    `json:"lines" max:"20"`
	Amount     wire.Fen      `json:"amount"` // of the lines
	Reason     string        `json:"reason" max:"500"`
	Evidence   rule.Evidence `json:"evidence"`
	Agreement  wire.ID       `json:"agreement"`
	Regime     regime.Ref    `json:"regime"`
	Place      string        `json:"place" max:"6"`
	Impl       string        `json:"impl" max:"32"`     // implementing body
	Reviewer   string        `json:"reviewer" max:"32"` // "" until it is escalated
	Status     string        `json:"status" max:"10"`
	Opinion    string        `json:"opinion" max:"500"`
	Correction wire.ID       `json:"correction"`
	By         []tx.Account  `json:"by" max:"9"`
	Filed      wire.Time     `json:"filed"`
	DecidedBy  []tx.Account  `json:"decided_by" max:"9"`
	Decided    wire.Time     `json:"decided"` // of the newest decision
	Escalated  wire.Time     `json:"escalated"`
}

// HeldLine is a line of a statement: its place there, its name in the run and its amount.
type HeldLine struct {
	Index  uint32   `json:"index"`
	Line   string   `json:"line" max:"16"`
	Amount wire.Fen `json:"amount"`
}

// decider is who has to decide an objection now.
func (v Objection) decider() string {
	if v.Reviewer != "" {
		return v.Reviewer
	}
	return v.Impl
}

func (v Objection) duty() regime.DutyID {
	d := regime.DutyID{Owner: v.decider(), Duty: DutyObjection, Object: v.ID.String()}
	if v.Reviewer != "" {
		d.Duty = DutyReview
	}
	return d
}

// open starts the decider's time.
func (v Objection) open(c *rule.Ctx) error {
	p := regime.At(c.Store, v.Regime).Within(v.Place)
	span, ok := p.Span("settle.objection.deadline")
	if !ok {
		return nil
	}
	return regime.OpenFor(c, p, v.duty(), v.Agreement, c.Time.Date(), span)
}

// meet ends the decider's time, where there is one.
func (v Objection) meet(c *rule.Ctx, end func(*rule.Ctx, regime.DutyID) error) error {
	if _, ok := regime.Deadline(c.Store, v.duty(), c.Time); !ok {
		return nil
	}
	return end(c, v.duty())
}

// undecided holds a line until somebody decides.
const undecided = ^uint32(0)

func (v Objection) holdKey(line, until uint32) holdKey {
	return holdKey{v.Payer, v.Payee, until, v.Period, line}
}

// hold holds the lines, until the run numbered until has landed.
func (v Objection) hold(c *rule.Ctx, until uint32) {
	for _, l := range v.Lines {
		holds.Set(c.Store, v.holdKey(l.Index, until), hold{v.ID, l.Amount, v.Filed})
	}
}

// letGo ends what was held while nobody had decided.
func (v Objection) letGo(c *rule.Ctx) {
	for _, l := range v.Lines {
		holds.Delete(c.Store, v.holdKey(l.Index, undecided))
	}
}

// holds is the objection that a line of the statement is held by now.
func (v Objection) heldBy(r state.Reader, line uint32) (by wire.ID, yes bool) {
	eachHold(r, pair{v.Payer, v.Payee}, func(k holdKey, h hold) {
		if k.Period == v.Period && k.Line == line {
			by, yes = h.Objection, true
		}
	})
	return by, yes
}

// contractOf is the contract under which a node's money is divided.
func contractOf(r state.Reader, node string) (trace.Contract, bool) {
	id, version, ok := parseNode(node)
	if !ok {
		return trace.Contract{}, false
	}
	p, ok := product.Get(r, id, version)
	if !ok {
		return trace.Contract{}, false
	}
	return trace.ContractOf(r, p)
}

// corrects reports whether id is money, a cost, an investment or a violation that was confirmed, or
// a batch of uses that was recorded, since the objection.
func (v Objection) corrects(r state.Reader, id wire.ID) bool {
	if m, ok := market.GetReceipt(r, id); ok {
		return m.Status == market.Confirmed && m.Confirmed >= v.Filed
	}
	if m, ok := market.GetInvestment(r, id); ok {
		return m.Status == market.Confirmed && m.Confirmed >= v.Filed
	}
	if m, ok := market.GetViolation(r, id); ok {
		return m.Status == market.Confirmed && m.Confirmed >= v.Filed
	}
	if m, ok := trace.GetBatch(r, id); ok {
		return m.Recorded >= v.Filed
	}
	m, ok := market.GetCost(r, id)
	return ok && m.Status == market.Confirmed && m.Confirmed >= v.Filed
}

// nextRun is the number of the next run to be cut: it is the first that a correction is in.
func nextRun(r state.Reader) uint32 {
	at, _ := progress.Get(r)
	if run, ok := Waiting(r); ok && run.Cut != 0 {
		return run.Seq + 1
	}
	return at.Done + 1
}

// holdsAny reports whether one party holds one of the roles in a place.
func holdsAny(c *rule.Ctx, who, place string, roles ...string) bool {
	for _, role := range roles {
		if party.HasRole(c.Standing(), who, role, place, c.Time) {
			return true
		}
	}
	return false
}
