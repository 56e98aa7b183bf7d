package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// DeveloperAdmit admits a qualified developer once its publicity has passed.
type DeveloperAdmit struct {
	ID wire.ID `json:"id" need:"yes"`
}

// Check refuses a body that no state could make right.
func (m *DeveloperAdmit) Check() error { return checkID("id", m.ID) }

// Apply opens the admission. The ban on the operator and the blacklist are asked again: an
// agreement may have been signed, or an entry made, since the application.
func (m *DeveloperAdmit) Apply(c *rule.Ctx) error {
	v, p, _, err := developerStep(c, m.ID, DeveloperQualified, DeveloperInPublicity)
	if err != nil {
		return err
	}
	if err := passed(c, p, OfDeveloper, m.ID); err != nil {
		return err
	}
	if err := unrelated(c, p, m.ID.Party, v.Jurisdiction); err != nil {
		return err
	}
	if err := v.unlisted(c, p); err != nil {
		return err
	}
	if AdmittedBy(c.Store, m.ID.Party, v.Operator, v.Jurisdiction, c.Time) {
		return ErrDeveloperExists.At("id", "party", m.ID.Party)
	}
	v.Status, v.Admitted = DeveloperIn, c.Time
	developers.Set(c.Store, m.ID, v)
	admitted.Set(c.Store, admittedKey{m.ID.Party, v.Jurisdiction, v.Operator, c.Time},
		Admission{Application: m.ID})
	c.Emit(DeveloperAdmitted{ID: m.ID, Jurisdiction: v.Jurisdiction})
	return nil
}

// unlisted refuses an applicant that a measure in force keeps out, of the operator that admits it
// or of the whole province (YN §21¶4).
func (v Developer) unlisted(c *rule.Ctx, p regime.Profile) error {
	scopes := []string{party.Province(v.Jurisdiction)}
	if v.Operator != "" {
		scopes = append(scopes, v.Operator)
	}
	if by, yes := party.Barred(c.Store, v.ID.Party, scopes, c.Time); yes {
		return p.Refuse(ErrBlacklisted, "", "party", v.ID.Party, "act", by.Act)
	}
	return nil
}
