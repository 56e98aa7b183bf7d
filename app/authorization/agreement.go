package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Agreement is an authorized-operation agreement (授权运营协议). It runs from the start of its first
// day, but not before it was signed, to the end of its last day or its early end. Scope and
// rule are those of its newest version: who asks for a day uses VersionOn, RuleOn and CoversOn.
// An amendment takes effect before the last day it changes, so the newest last day is right at
// any time.
type Agreement struct {
	ID           wire.ID       `json:"id"`
	Plan         wire.ID       `json:"plan"`
	Selection    wire.ID       `json:"selection"`
	Regime       regime.Ref    `json:"regime"` // frozen at signing
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Mode         string        `json:"mode" max:"10"`
	Impl         string        `json:"impl" max:"32"`
	Operator     string        `json:"operator" max:"32"`
	Signers      []string      `json:"signers" max:"9"`
	FirstDay     wire.Date     `json:"first_day"`
	LastDay      wire.Date     `json:"last_day"`
	Version      uint32        `json:"version"`   // 0 and 1 alike: never amended
	Effective    wire.Date     `json:"effective"` // first day of the newest version; 0 the first day
	PlanVersion  uint32        `json:"plan_version"`
	Resources    []wire.ID     `json:"resources" max:"300"`
	Scenarios    []string      `json:"scenarios" max:"50"`
	Topics       []string      `json:"topics" max:"40"`
	Consulted    []Item        `json:"consulted" max:"20"` // opinions taken before signing
	Rule         wire.Bytes    `json:"rule" max:"20000"`   // canonical JSON, of the primary layer
	RuleHash     wire.Hash     `json:"rule_hash"`          // SHA-256 of Rule
	Reserves     []Reserve     `json:"reserves" max:"10"`  // ever declared
	Document     rule.Evidence `json:"document"`
	Exception    rule.Evidence `json:"exception"` // why the term may exceed the usual maximum
	Excepted     bool          `json:"excepted"`
	Signed       wire.Time     `json:"signed"`
	SignedBy     []tx.Account  `json:"signed_by" max:"9"` // the accounts, as it was first signed
	EndedAt      wire.Time     `json:"ended_at"`          // early end, 0 none
	EndCause     string        `json:"end_cause" max:"500"`
	EndEvidence  rule.Evidence `json:"end_evidence"`
	EndedBy      string        `json:"ended_by" max:"32"`
}

// The causes why an agreement does not run over a window.
const (
	CauseNotStarted = "agreement.not_started"
	CauseExpired    = "agreement.expired"
	CauseTerminated = "agreement.terminated"
	CauseStraddles  = "agreement.straddles_end"
	CauseScope      = "agreement.out_of_scope" // of a resource: an amendment took it out
)

// GetAgreement returns the agreement named id.
func GetAgreement(r state.Reader, id wire.ID) (Agreement, bool) { return agreements.Get(r, id) }

// Start is the first instant at which the agreement runs.
func (a Agreement) Start() wire.Time { return max(a.FirstDay.Start(), a.Signed) }

// End is the first instant at which the agreement no longer runs: the end of its last day or its
// early end.
func (a Agreement) End() wire.Time {
	if a.EndedAt != 0 {
		return min(a.EndedAt, a.LastDay.End())
	}
	return a.LastDay.End()
}

// RunsDuring reports whether the agreement runs over the whole window [from, to), or at the instant
// from when to is not later; else it names the cause.
func (a Agreement) RunsDuring(from, to wire.Time) (cause string, ok bool) {
	end := a.End()
	switch {
	case from < a.Start():
		return CauseNotStarted, false
	case from >= end && a.EndedAt != 0:
		return CauseTerminated, false
	case from >= end:
		return CauseExpired, false
	case to > end:
		return CauseStraddles, false
	}
	return "", true
}

// Covers reports whether the resource is in the agreement's scope.
func (a Agreement) Covers(resource wire.ID) bool { return contains(a.Resources, resource) }

func contains(ids []wire.ID, id wire.ID) bool {
	for _, v := range ids {
		if v == id {
			return true
		}
	}
	return false
}
