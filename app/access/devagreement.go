package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DevAgreement is a development-use agreement between operator and developer, with its rule for the
// money of the developer's products.
type DevAgreement struct {
	ID           wire.ID       `json:"id"`
	Regime       regime.Ref    `json:"regime"`
	Jurisdiction string        `json:"jurisdiction" max:"6"`
	Operator     string        `json:"operator" max:"32"`
	Developer    string        `json:"developer" max:"32"`
	Parent       wire.ID       `json:"parent"` // the authorized-operation agreement
	Application  wire.ID       `json:"application"`
	FirstDay     wire.Date     `json:"first_day"`
	LastDay      wire.Date     `json:"last_day"`
	Rule         wire.Bytes    `json:"rule" max:"20000"`
	RuleHash     wire.Hash     `json:"rule_hash"`
	Exception    rule.Evidence `json:"exception"` // why the term exceeds the usual maximum
	Excepted     bool          `json:"excepted"`
	Signed       Act           `json:"signed"`
	EndedAt      wire.Time     `json:"ended_at"` // early end; 0: none
	EndCause     string        `json:"end_cause" max:"10"`
	EndReason    string        `json:"end_reason" max:"500"`
	Ended        Act           `json:"ended"`

	Reserves []authorization.Reserve `json:"reserves" max:"10"` // that the rule keeps money in
}

// Why a development-use agreement ended before its term.
const (
	EndAgreed = "agreed" // both parties
	EndBreach = "breach" // the other party broke it
)

// Start is the first instant at which the agreement runs.
func (d DevAgreement) Start() wire.Time { return max(d.FirstDay.Start(), d.Signed.At) }

// End is the first instant at which the agreement no longer runs by itself; with its parent's end
// it ends too, which readers ask of the parent.
func (d DevAgreement) End() wire.Time {
	if d.EndedAt != 0 {
		return min(d.EndedAt, d.LastDay.End())
	}
	return d.LastDay.End()
}

// RunsDuring tells whether the agreement was in force over all of [from, to) and, if not, why.
func (d DevAgreement) RunsDuring(from, to wire.Time) (cause string, ok bool) {
	switch {
	case from < d.Start():
		return "dev_agreement.not_begun", false
	case to > d.End() && d.EndedAt != 0:
		return "dev_agreement.terminated", false
	case to > d.End():
		return "dev_agreement.ended", false
	}
	return "", true
}
