package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// AgreementVersion is what an agreement says from a day on. An agreement that was never amended has
// none stored: its one version is the record itself.
type AgreementVersion struct {
	Version   uint32        `json:"version"` // from 1
	Effective wire.Date     `json:"effective"`
	Plan      uint32        `json:"plan"` // version of the plan it stands on
	LastDay   wire.Date     `json:"last_day"`
	Resources []wire.ID     `json:"resources" max:"300"`
	Scenarios []string      `json:"scenarios" max:"50"`
	Rule      wire.Bytes    `json:"rule" max:"20000"`
	RuleHash  wire.Hash     `json:"rule_hash"`
	Reserves  []Reserve     `json:"reserves" max:"10"`
	Document  rule.Evidence `json:"document"`
	Exception rule.Evidence `json:"exception"`
	Signed    wire.Time     `json:"signed"`
}

// newest is the agreement's newest version as the record states it.
func (a Agreement) newest() AgreementVersion {
	return AgreementVersion{Version: max(a.Version, 1), Effective: max(a.Effective, a.FirstDay),
		Plan: a.PlanVersion, LastDay: a.LastDay, Resources: a.Resources, Scenarios: a.Scenarios,
		Rule: a.Rule, RuleHash: a.RuleHash, Reserves: a.Reserves, Document: a.Document,
		Exception: a.Exception,
		Signed:    a.Signed}
}

// EachVersion visits the versions of an agreement from the first, until fn returns false.
func EachVersion(r state.Reader, a Agreement, fn func(AgreementVersion) bool) {
	if a.Version < 2 {
		fn(a.newest())
		return
	}
	versions.EachPrefix(r, []any{a.ID}, func(_ versionKey, v AgreementVersion) bool { return fn(v) })
}

// VersionOn returns the version of an agreement in force on a day; before its first day the first.
func VersionOn(r state.Reader, a Agreement, day wire.Date) AgreementVersion {
	var found AgreementVersion
	EachVersion(r, a, func(v AgreementVersion) bool {
		if found.Version == 0 || v.Effective <= day {
			found = v
		}
		return v.Effective <= day
	})
	return found
}

// RuleOn returns the distribution rule of an agreement in force on a day, and its hash.
func RuleOn(r state.Reader, a Agreement, day wire.Date) (text wire.Bytes, hash wire.Hash) {
	v := VersionOn(r, a, day)
	return v.Rule, v.RuleHash
}

// CoversOn reports whether a resource is in the agreement's scope on a day.
func CoversOn(r state.Reader, a Agreement, resource wire.ID, day wire.Date) bool {
	return contains(VersionOn(r, a, day).Resources, resource)
}

// CoversDuring reports whether a resource is in the agreement's scope over all of [from, to).
func CoversDuring(r state.Reader, a Agreement, resource wire.ID, from, to wire.Time) bool {
	if a.Version < 2 {
		return a.Covers(resource)
	}
	last := max(from, to-1).Date()
	ok := CoversOn(r, a, resource, from.Date())
	EachVersion(r, a, func(v AgreementVersion) bool {
		if v.Effective > from.Date() && v.Effective <= last {
			ok = ok && contains(v.Resources, resource)
		}
		return ok
	})
	return ok
}

// Segment is a run of days under one rule of an agreement.
type Segment struct {
	From, To wire.Date // inclusive
	Rule     wire.Bytes
	RuleHash wire.Hash
}

// Segments cuts the days from first to last where the agreement's rule changes (rulings M4).
func Segments(r state.Reader, a Agreement, first, last wire.Date) (out []Segment) {
	EachVersion(r, a, func(v AgreementVersion) bool {
		from := max(v.Effective, first)
		switch n := len(out); {
		case v.Effective > last && n > 0:
			return false
		case n == 0 || v.Effective <= first:
			out = []Segment{{first, last, v.Rule, v.RuleHash}}
		case out[n-1].RuleHash != v.RuleHash:
			out[n-1].To = from.Add(-1)
			out = append(out, Segment{from, last, v.Rule, v.RuleHash})
		}
		return true
	})
	return out
}

// Cut is a day on which the rule of some agreement changes: the run of its period has segments
// (rulings M4).
type Cut struct {
	Agreement wire.ID   `json:"agreement"` // the first that changes then
	Recorded  wire.Time `json:"recorded"`
}

// Cuts lists the days after first and up to last on which some agreement's rule changes, ascending.
// A cut is recorded before its day begins, so those of past days are complete.
func Cuts(r state.Reader, first, last wire.Date) (days []wire.Date) {
	cuts.EachFrom(r, nil, first, func(day wire.Date, _ Cut) bool {
		if day > first && day <= last {
			days = append(days, day)
		}
		return day <= last
	})
	return days
}

// CutBefore is the last day, up to a day and after first, on which some agreement's rule changed; 0
// when there is none.
func CutBefore(r state.Reader, first, day wire.Date) wire.Date {
	if cut, _, ok := cuts.Before(r, nil, day.Add(1)); ok && cut > first {
		return cut
	}
	return 0
}
