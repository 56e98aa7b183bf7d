package catalog

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// ResourceRegister records the registration of a published resource. The registry signs; where it
// has no key, whoever has resources registered here, the provider or the implementing body, records
// the registry's document, marked attested (rulings L3).
type ResourceRegister struct {
	ID         wire.ID       `json:"id" need:"yes"`
	RegistryNo string        `json:"registry_no" max:"64" need:"yes"`
	Evidence   rule.Evidence `json:"evidence"` // needed when the registry does not sign
}

// Check refuses a body that no state could make right.
func (m *ResourceRegister) Check() error {
	switch {
	case !m.ID.Valid():
		return rule.Malformed("id", "须为 主体/编号", "must be party/name")
	case m.RegistryNo == "":
		return rule.Malformed("registry_no", "不能为空", "must not be empty")
	}
	return nil
}

// Apply records the registration.
func (m *ResourceRegister) Apply(c *rule.Ctx) error {
	v, ok := Get(c.Store, m.ID)
	if !ok {
		return ErrUnknown.At("id", "id", m.ID)
	}
	p := regime.At(c.Store, v.Regime)
	by, err := party.SignerWith(c, roleRegistry, v.Jurisdiction)
	if err != nil {
		if !registrar(c, p, v) {
			return p.Refuse(ErrRegistrar, "", "who", c.Author())
		}
		if !m.Evidence.Given() {
			return p.Refuse(ErrNoRegistry, "evidence")
		}
		by, v.Attested = c.Author(), true
	}
	if v.Status != Published {
		return p.Refuse(ErrNotPublished, "id", "id", m.ID, "status", v.Status)
	}
	v.Status, v.Registrar, v.Registered = Registered, by, c.Time
	v.RegistryNo, v.Evidence, v.RegisteredBy = m.RegistryNo, m.Evidence, c.Signers
	resources.Set(c.Store, m.ID, v)
	c.Emit(ResourceRegistered{ID: m.ID, RegistryNo: m.RegistryNo, Attested: v.Attested})
	return nil
}

// registrar reports whether the author has the resource registered under the profile: its provider,
// or an implementing body of its place.
func registrar(c *rule.Ctx, p regime.Profile, v Resource) bool {
	return p.Has("resource.registrar", roleProvider) && c.Author() == v.ID.Party ||
		p.Has("resource.registrar", roleImpl) && isImpl(c, p, c.Author(), v.Jurisdiction)
}
