package catalog

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// rulePersonalRestricted is the word of personal.rule under which a provider of personal data names
// the scenarios it restricts, or what it requires of its use (YN §5¶3).
const rulePersonalRestricted = "restricted_scenarios"

// checkRestricted wants purpose classes, none twice.
func checkRestricted(purposes []string) error {
	for i, v := range purposes {
		if !wire.IsName(v) || slices.Contains(purposes[:i], v) {
			return rule.Malformed("restricted", "须为用途类别且不重复", "must be purpose classes, none twice")
		}
	}
	return nil
}

// limited refuses personal data of which nothing is said about its use, where the regime asks that.
func limited(p regime.Profile, id wire.ID, personal bool, restricted []string,
	requirements string) error {
	asked := personal && p.Text("personal.rule") == rulePersonalRestricted
	if asked && len(restricted) == 0 && requirements == "" {
		return p.Refuse(ErrUnrestricted, "restricted", "id", id)
	}
	return nil
}

// Restricts tells whether the provider of a resource rules out a purpose, and under which profile.
func Restricts(r state.Reader, id wire.ID, purpose string) (regime.Profile, bool) {
	v, _ := Get(r, id)
	if !slices.Contains(v.Restricted, purpose) {
		return regime.Profile{}, false
	}
	return regime.At(r, v.Regime), true
}
