package trace

import (
	"strconv"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// maxConsents is how many consents one batch names (rulings L4).
const maxConsents = 10_000

// What regimes ask of personal data (profile key personal.rule).
const (
	ruleConsentAtCall = "consent_at_call"      // HB 四(五)2: individuals and enterprises
	ruleAnonymize     = "anonymize_or_consent" // GD §25¶2: individuals
	ruleNoLeak        = "no_leak_on_export"    // GZ §27
)

// Covered says that N uses of the batch point to the subject of one consent.
type Covered struct {
	Handle uint64 `json:"handle"` // number of the consent
	N      uint64 `json:"n"`
}

type consentList struct {
	Consents []Covered `json:"consents" max:"10000"`
}

// checkConsents is the stateless part: ascending numbers, each for at least one use.
func (m *Record) checkConsents() error {
	for i, u := range m.Consents {
		if u.N == 0 || u.N > maxUnits || u.Handle == 0 || i > 0 && u.Handle <= m.Consents[i-1].Handle {
			return rule.Malformed("consents["+strconv.Itoa(i)+"]", "同意序号须严格递增，次数至少为一",
				"numbers of consents ascend, each for at least one use")
		}
	}
	return nil
}

// consentsRoot commits to the list that the paper carries; the batch's record does not repeat it.
func (m *Record) consentsRoot() (h wire.Hash) {
	if len(m.Consents) > 0 {
		h = crypto.SHA256(wire.MustEncode(consentList{m.Consents}))
	}
	return h
}

// asker is the first regime of the product that asks for consents, if any does.
func (b behind) asker(r state.Reader, p product.Product, k Contract) (regime.Profile, bool) {
	for _, v := range profilesOf(r, p, k) {
		switch v.Text("personal.rule") {
		case ruleConsentAtCall:
			if b.Personal || b.Secret {
				return v, true
			}
		case ruleAnonymize:
			if b.Personal && !product.Anonymized(r, p.ID, p.Version) {
				return v, true
			}
		}
	}
	return regime.Profile{}, false
}

// requireConsents wants a consent for every use where the lineage asks for it, each active over the
// whole window and given for this product or its purpose. Elsewhere consents may be listed and must
// then be good; the root of the calls suffices. It only reads.
func (m *Record) requireConsents(c *rule.Ctx, p product.Product, k Contract, b behind) error {
	asker, asked := b.asker(c.Store, p, k)
	if !asked && len(m.Consents) == 0 {
		return nil
	}
	refuse := func(def *rule.Refusal, field string, args ...any) error {
		if asked {
			return asker.Refuse(def, field, args...)
		}
		return def.At(field, args...)
	}
	var sum uint64
	for _, u := range m.Consents {
		sum += u.N
	}
	if sum != m.Count {
		return refuse(ErrConsentCount, "consents", "have", sum, "count", m.Count)
	}
	look := access.NewConsents(c.Store)
	for i, u := range m.Consents {
		field := "consents[" + strconv.Itoa(i) + "]"
		set, cause, ok := look.During(u.Handle, m.From, m.To)
		if !ok {
			return refuse(ErrConsent, field, "handle", u.Handle, "from", m.From, "to", m.To,
				"cause", cause)
		}
		if !m.within(set, p, k, b) {
			return refuse(ErrConsentScope, field, "handle", u.Handle, "product", p.Node(), "purpose",
				m.Purpose)
		}
	}
	return nil
}

// within tells whether consents are for these uses: for the product, or for the purpose and then
// collected by who makes, records, operates or authorizes it; and of those whose data it shows.
func (m *Record) within(set access.ConsentSet, p product.Product, k Contract, b behind) bool {
	if set.Of == "individual" && b.Secret && !b.Personal ||
		set.Of == "enterprise" && b.Personal && !b.Secret {
		return false
	}
	if !set.Product.IsZero() {
		return set.Product == p.ID
	}
	switch set.ID.Party {
	case p.Maker, m.ID.Party, k.Operator, k.Impl:
		return set.Purpose == m.Purpose
	}
	return false
}
