package authorization

import (
	"crypto/sha256"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a plan.
const (
	PlanDraftedStatus   = "drafted"
	PlanArguedStatus    = "argued"
	PlanApprovedStatus  = "approved"
	PlanWithdrawnStatus = "withdrawn"
)

// Plan is an implementation plan (实施方案). Under its id stands the version in force; a change that
// waits for approval is kept apart, as version Pending.
type Plan struct {
	ID           wire.ID       `json:"id"`
	Version      uint32        `json:"version"`
	Title        string        `json:"title" max:"200"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Mode         string        `json:"mode" max:"10"`
	Regime       regime.Ref    `json:"regime"` // in force when it was drafted
	Drafters     []string      `json:"drafters" max:"9"`
	Impl         string        `json:"impl" max:"32"` // implementing body named; "" by the rules
	Resources    []wire.ID     `json:"resources" max:"300"`
	Scenarios    []string      `json:"scenarios" max:"50"` // application scenarios
	Products     []string      `json:"products" max:"100"` // product list
	Items        []string      `json:"items" max:"40"`
	Mechanism    wire.Bytes    `json:"mechanism" max:"20000"` // canonical JSON of the rule
	RuleHash     wire.Hash     `json:"rule_hash"`             // SHA-256 of Mechanism
	Reserves     []Reserve     `json:"reserves" max:"10"`
	Document     rule.Evidence `json:"document"`
	Guidance     rule.Evidence `json:"guidance"` // of the bureau, where another body drafts
	Consent      rule.Evidence `json:"consent"`  // of the level above, for a county
	Status       string        `json:"status" max:"10"`
	Drafted      wire.Time     `json:"drafted"`
	DraftedBy    []tx.Account  `json:"drafted_by" max:"9"` // the accounts that signed that
	Changes      []string      `json:"changes" max:"20"`   // what this version changes
	Reason       string        `json:"reason" max:"500"`
	Study        rule.Evidence `json:"study"` // feasibility study
	Opinions     []Item        `json:"opinions" max:"20"`
	Argued       wire.Time     `json:"argued"`
	Approver     string        `json:"approver" max:"32"` // who signed the approval
	Attested     bool          `json:"attested"`          // a drafter recorded the approval document
	Approval     rule.Evidence `json:"approval"`
	Approved     wire.Time     `json:"approved"`
	ApprovedBy   []tx.Account  `json:"approved_by" max:"9"` // the accounts that signed that
	Filings      uint32        `json:"filings"`             // changes filed so far
	Pending      uint32        `json:"pending"`             // version that waits for approval; 0 none
	Withdrawn    wire.Time     `json:"withdrawn"`
	Withdrawal   rule.Evidence `json:"withdrawal"`
}

// Digest identifies a plan as it stands: SHA-256 of its RLP.
func (v Plan) Digest() wire.Hash { return sha256.Sum256(wire.MustEncode(v)) }

// GetPlanVersion returns an approved version of a plan, or the one that waits for approval.
func GetPlanVersion(r state.Reader, id wire.ID, version uint32) (Plan, bool) {
	return planVersions.Get(r, planVersionKey{id, version})
}

// awaiting returns what is to be argued and approved next: the plan drafted, or the change of it.
func (v Plan) awaiting(r state.Reader) (next Plan, change, ok bool) {
	switch {
	case v.Status == PlanDraftedStatus || v.Status == PlanArguedStatus:
		return v, false, true
	case v.Status == PlanApprovedStatus && v.Pending != 0:
		next, ok = GetPlanVersion(r, v.ID, v.Pending)
		return next, true, ok
	}
	return v, false, false
}

// GetPlan returns the plan named id.
func GetPlan(r state.Reader, id wire.ID) (Plan, bool) { return plans.Get(r, id) }
