package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// The causes why a resource may not be authorized.
const (
	CauseUnknown       = "resource.unknown"
	CauseNotPublished  = "resource.not_published"
	CauseNotRegistered = "resource.not_registered"
	CauseNoConsent     = "resource.no_sharing_consent"
	CauseNegativeList  = "resource.negative_list"
	CauseRefused       = "resource.kept_out"
)

// causeKeys are the profile keys behind the causes.
var causeKeys = map[string]string{
	CauseNotRegistered: "catalog.registration_required",
	CauseNoConsent:     "shared_data.consent_required",
	CauseNegativeList:  "neglist.exists",
	CauseRefused:       "neglist.reasons_required",
}

// Authorizable reports whether the resource could be authorized at the instant at, and else why
// not.
func Authorizable(r state.Reader, id wire.ID, at wire.Time) (cause string, ok bool) {
	return AuthorizableDuring(r, id, at, at+1)
}

// AuthorizableDuring reports whether the resource could be authorized over all of [from, to), and
// else the first cause why not: it must be published and, where the profile wants it, registered
// (GZ §14); be kept out by no negative list (GZ §2, YN §15) and no refusal (GD §11¶5); and data
// held only through sharing needs the sharer's consent (GD §11¶6, HE §11¶2). Being published and
// registered, once true, stays true.
func AuthorizableDuring(r state.Reader, id wire.ID, from, to wire.Time) (cause string, ok bool) {
	v, found := Get(r, id)
	if !found {
		return CauseUnknown, false
	}
	to = max(to, from+1)
	p := regime.At(r, v.Regime)
	if v.Published == 0 || v.Published > from {
		return CauseNotPublished, false
	}
	if p.Bool("catalog.registration_required") && (v.Registered == 0 || v.Registered > from) {
		return CauseNotRegistered, false
	}
	if i, out := excludedDuring(r, id, from, to); out {
		return i.Cause, false
	}
	if v.Origin == Shared && p.Bool("shared_data.consent_required") &&
		!throughout(r, consented, id, from, to) {
		return CauseNoConsent, false
	}
	return "", true
}

// Cited gives a refusal because of cause the article that the resource's own profile names for it.
func Cited(r state.Reader, id wire.ID, cause string, refused *rule.Refused) *rule.Refused {
	key, known := causeKeys[cause]
	v, found := Get(r, id)
	if !known || !found {
		return refused
	}
	refused.Article, refused.Mark = regime.At(r, v.Regime).Cite(key)
	return refused
}
