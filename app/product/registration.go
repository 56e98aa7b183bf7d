package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
)

// Registration is a version's entry at the registry of one place.
type Registration struct {
	Jurisdiction string     `json:"jurisdiction" max:"6"`
	Number       string     `json:"number" max:"64"`
	Act          access.Act `json:"act"`
}

// The words for registration of re-developed products.
const (
	required   = "required"
	encouraged = "encouraged"
)

// FlagUnregistered marks a version that is public without the registration that its regime
// encourages (HB 四(六)3).
const FlagUnregistered = "unregistered"

// FlagLate marks a review that was given after its day.
const FlagLate = "late"

const keyRedeveloped = "product.registration.redeveloped"

// registration is what a regime wants of a stage: required, encouraged or none.
func registration(profile regime.Profile, stage string) string {
	switch {
	case stage == Redeveloped:
		return profile.Text(keyRedeveloped)
	case profile.Bool("product.registration_required"):
		return required
	}
	return "none"
}

// citing gives a refusal the article on re-developed products where the version is one.
func citing(r *rule.Refused, profile regime.Profile, stage string) *rule.Refused {
	if stage == Redeveloped && r.Key == "product.registration_required" {
		r.Article, r.Mark = profile.Cite(keyRedeveloped)
	}
	return r
}

// registeredAt finds the version's entry at the registry of a place.
func (p Product) registeredAt(jurisdiction string) bool {
	return slices.ContainsFunc(p.Registrations, func(v Registration) bool {
		return v.Jurisdiction == jurisdiction
	})
}

// unregistered is the first law that wants, as the word says, a registration which is missing.
func (p Product) unregistered(r state.Reader, word string) (regime.Profile, bool) {
	for _, l := range p.Laws {
		profile := l.profile(r)
		if registration(profile, p.Stage) == word && !p.registeredAt(l.Jurisdiction) {
			return profile, true
		}
	}
	return regime.Profile{}, false
}
