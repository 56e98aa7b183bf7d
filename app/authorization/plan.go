package authorization

import (
	"crypto/sha256"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a plan.
const (
	PlanDraftedStatus  = "drafted"
	PlanApprovedStatus = "approved"
)

// Plan is an implementation plan (实施方案).
type Plan struct {
	ID           wire.ID       `json:"id"`
	Version      uint32        `json:"version"`
	Title        string        `json:"title" max:"200"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Mode         string        `json:"mode" max:"10"`
	Regime       regime.Ref    `json:"regime"` // in force when it was drafted
	Drafters     []string      `json:"drafters" max:"9"`
	Resources    []wire.ID     `json:"resources" max:"300"`
	Items        []string      `json:"items" max:"40"`
	Mechanism    wire.Bytes    `json:"mechanism" max:"20000"` // canonical JSON of the rule
	RuleHash     wire.Hash     `json:"rule_hash"`             // SHA-256 of Mechanism
	Document     rule.Evidence `json:"document"`
	Status       string        `json:"status" max:"10"`
	Drafted      wire.Time     `json:"drafted"`
	Approver     string        `json:"approver" max:"32"` // who signed the approval
	Attested     bool          `json:"attested"`          // a drafter recorded the approval document
	Approval     rule.Evidence `json:"approval"`
	Approved     wire.Time     `json:"approved"`
}

// Digest identifies a plan as it stands: SHA-256 of its RLP.
func (v Plan) Digest() wire.Hash { return sha256.Sum256(wire.MustEncode(v)) }

// GetPlan returns the plan named id.
func GetPlan(r state.Reader, id wire.ID) (Plan, bool) { return plans.Get(r, id) }
