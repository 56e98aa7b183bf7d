package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
)

// What a version of a plan changes. The ledger sees the first four itself; the others are declared.
const (
	ChangeCatalog      = "catalog" // resources: the catalogue, the scope, the scale of data
	ChangeProducts     = "product_list"
	ChangeScenario     = "scenario"
	ChangeDistribution = "distribution"
	ChangeConditions   = "operator_conditions"
	ChangeAccounting   = "accounting"
	ChangeTerm         = "term"
	ChangeLarger       = "larger_change" // a larger change (较大变更) of anything else
	ChangeOther        = "other"
)

// declared are the changes a paper states, because they stand in the plan's text alone.
var declared = []string{ChangeConditions, ChangeAccounting, ChangeTerm, ChangeLarger, ChangeOther}

// larger are the changes that are larger ones (较大变更) by themselves: all but new products and what
// is declared as other.
var larger = []string{ChangeCatalog, ChangeScenario, ChangeDistribution, ChangeConditions,
	ChangeAccounting, ChangeTerm, ChangeLarger}

// alike are the profile's words for a change: a scope is a catalogue is a scale of data.
func alike(change string) []string {
	if change == ChangeCatalog {
		return []string{ChangeCatalog, "data_scale", "scope"}
	}
	return []string{change}
}

// needsApproval reports whether a change takes a new approval of the plan (GD §19, YN §10, HE
// §13, HB 三(三)): it does when the profile names it, or a group it belongs to, and does not when
// the profile frees it; what the profile does not speak of takes one unless it frees minor or
// other changes.
func needsApproval(p regime.Profile, change string) bool {
	names := func(key string) bool {
		return slices.ContainsFunc(alike(change), func(w string) bool { return p.Has(key, w) })
	}
	const triggers, free = "plan.change.reapproval_triggers", "plan.change.free_items"
	switch {
	case names(triggers):
		return true
	case names(free):
		return false
	case p.Has(triggers, ChangeLarger) && slices.Contains(larger, change):
		return true
	}
	return !p.Has(free, "minor") && !p.Has(free, "other")
}

// approvalFor returns the first change that takes a new approval.
func approvalFor(p regime.Profile, changes []string) (change string, yes bool) {
	for _, v := range changes {
		if needsApproval(p, v) {
			return v, true
		}
	}
	return "", false
}
