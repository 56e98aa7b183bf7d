package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The states of a developer's application.
const (
	DeveloperPending     = "applied"
	DeveloperCorrection  = "correction"
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
	Materials    []Item     `json:"materials" max:"60"`
	Missing      []string   `json:"missing" max:"20"` // sent back for these
	Returns      uint32     `json:"returns"`
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

// maxMaterials caps the documents of one application.
const maxMaterials = 60

// Admitted reports whether the developer is admitted in the jurisdiction, or in the province above
// it, at the instant at, by whomever.
func Admitted(r state.Reader, developer, jurisdiction string, at wire.Time) bool {
	_, ok := admission(r, developer, jurisdiction, at, func(admittedKey) bool { return true })
	return ok
}

// AdmittedBy reports whether the developer is admitted with the operator: by it, or by a body that
// admits for all.
func AdmittedBy(r state.Reader, developer, operator, jurisdiction string, at wire.Time) bool {
	_, ok := admission(r, developer, jurisdiction, at, func(k admittedKey) bool {
		return k.Operator == "" || k.Operator == operator
	})
	return ok
}

// Eligible reports whether the party may stand as a developer under the agreement at an instant.
// Where the regime knows no admission everybody may (rulings L6).
func Eligible(r state.Reader, a Agreement, developer string, at wire.Time) bool {
	return !admits(regime.At(r, a.Regime)) ||
		AdmittedBy(r, developer, a.Operator, a.Jurisdiction, at)
}

// admits tells whether a regime admits developers at all.
func admits(p regime.Profile) bool {
	return p.Text("developer.admission") != "none" && p.Text("developer.review_by") != ""
}

// everAdmitted tells whether the party was admitted there at some time.
func everAdmitted(r state.Reader, developer, jurisdiction string) (yes bool) {
	for _, place := range []string{jurisdiction, party.Province(jurisdiction)} {
		admitted.EachPrefix(r, []any{developer, place}, func(admittedKey, Admission) bool {
			yes = true
			return false
		})
	}
	return yes
}

// admission finds an admission in force. A cancelled qualification (取消资格) ends it, with the
// operator that cancelled or, under the province's name, everywhere in it (YN §21¶4).
func admission(r state.Reader, developer, jurisdiction string, at wire.Time,
	fits func(admittedKey) bool) (found admittedKey, ok bool) {
	province := party.Province(jurisdiction)
	for _, place := range []string{jurisdiction, province} {
		admitted.EachPrefix(r, []any{developer, place}, func(k admittedKey, v Admission) bool {
			ok = k.From <= at && (v.To == 0 || at < v.To) && fits(k) &&
				!party.CancelledSince(r, developer, []string{k.Operator, province}, k.From, at)
			found = k
			return !ok
		})
		if ok || place == province {
			break
		}
	}
	return found, ok
}
