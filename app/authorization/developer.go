package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a developer's application.
const (
	DeveloperPending     = "applied"
	DeveloperQualified   = "qualified"
	DeveloperRejected    = "rejected"
	DeveloperInPublicity = "in_publicity"
	DeveloperIn          = "admitted"
)

// Developer is a party's application for admission as a developer (开发利用机构).
type Developer struct {
	ID           wire.ID    `json:"id"` // its party is the applicant
	Jurisdiction string     `json:"jurisdiction" max:"6"`
	Regime       regime.Ref `json:"regime"` // in force when it applied
	Evidence     []Item     `json:"evidence" max:"20"`
	Operator     string     `json:"operator" max:"32"` // to whom it applied, where operators admit
	Status       string     `json:"status" max:"16"`
	Reviewer     string     `json:"reviewer" max:"32"`
	Reason       string     `json:"reason" max:"500"`
	Applied      wire.Time  `json:"applied"`
	Reviewed     wire.Time  `json:"reviewed"`
	Admitted     wire.Time  `json:"admitted"`
}

// Admission is an interval in which a developer is admitted; To is 0 while it is open.
type Admission struct {
	Application wire.ID   `json:"application"`
	To          wire.Time `json:"to"`
}

// Admitted reports whether the developer is admitted in the jurisdiction, or in the province above
// it, at the instant at.
func Admitted(r state.Reader, developer, jurisdiction string, at wire.Time) bool {
	return admittedIn(r, developer, jurisdiction, at) ||
		admittedIn(r, developer, party.Province(jurisdiction), at)
}

func admittedIn(r state.Reader, developer, jurisdiction string, at wire.Time) (ok bool) {
	admitted.EachPrefix(r, []any{developer, jurisdiction}, func(k admittedKey, v Admission) bool {
		ok = k.From <= at && (v.To == 0 || at < v.To)
		return !ok && k.From <= at
	})
	return ok
}

// banned returns the operator that stops a party from re-developing in the jurisdiction: itself, or
// one under common control, that holds the role or whose agreement has not ended (GZ §25).
func banned(c *rule.Ctx, applicant, jurisdiction string) (operator string, yes bool) {
	if party.HasRole(c.Standing(), applicant, roleOperator, jurisdiction, c.Time) {
		return applicant, true
	}
	agreements.Each(c.Store, func(_ wire.ID, a Agreement) bool {
		near := a.Jurisdiction == jurisdiction || a.Jurisdiction == party.Province(jurisdiction) ||
			party.Province(a.Jurisdiction) == jurisdiction
		if near && c.Time < a.End() && party.SameGroup(c.Store, applicant, a.Operator) {
			operator, yes = a.Operator, true
		}
		return !yes
	})
	return operator, yes
}
