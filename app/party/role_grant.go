package party

import (
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// RoleGrant gives a party a role in a jurisdiction from the block's time on. The bureau of the
// jurisdiction authors it; a deciding role needs a second founding institution without common
// control with that bureau (rulings E13).
type RoleGrant struct {
	Party        string        `json:"party" max:"32" need:"yes"`
	Role         string        `json:"role" max:"20" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Evidence     rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses malformed fields.
func (m *RoleGrant) Check() error { return checkRole(m.Party, m.Role, m.Jurisdiction, m.Evidence) }

func checkRole(party, role, jurisdiction string, e rule.Evidence) error {
	switch {
	case !wire.IsName(party):
		return rule.Malformed("party", "不是合格的主体编号", "not a party id")
	case !IsRole(role):
		return rule.Malformed("role", "角色未知", "unknown role")
	case !IsJurisdiction(jurisdiction):
		return rule.Malformed("jurisdiction", "须为六位行政区划代码", "six digits of GB/T 2260")
	}
	return rule.RequireEvidence("evidence", e)
}

// Apply opens the interval.
func (m *RoleGrant) Apply(c *rule.Ctx) error {
	bureau, err := requireRoleSigners(c, m.Role, m.Jurisdiction)
	if err != nil {
		return err
	}
	if !parties.Has(c.Store, m.Party) {
		return ErrUnknown.At("party", "party", m.Party)
	}
	if _, held := openRole(c.Store, m.Party, m.Role, m.Jurisdiction); held {
		return ErrRoleHeld.At("role", "party", m.Party, "role", m.Role, "role_zh", RoleZh(m.Role),
			"jurisdiction", m.Jurisdiction)
	}

	giveRole(c.Store, roleAt{m.Party, m.Role, m.Jurisdiction, c.Time},
		roleEnd{Document: document(m.Evidence)})

	c.Emit(RoleGranted{Party: m.Party, Role: m.Role, Jurisdiction: m.Jurisdiction, By: bureau})
	return nil
}

// requireRoleSigners returns the bureau that signed; for a deciding role another founding
// institution outside its control group must have signed too.
func requireRoleSigners(c *rule.Ctx, role, jurisdiction string) (string, error) {
	bureau, err := SignerWith(c, "bureau", jurisdiction)
	if err != nil || !IsDeciding(role) {
		return bureau, err
	}
	for _, p := range c.Parties() {
		second, _ := parties.Get(c.Standing(), p)
		if second.Founding && !SameGroup(c.Standing(), bureau, p) {
			return bureau, nil
		}
	}
	return "", ErrSecondSigner.At("", "role", role, "role_zh", RoleZh(role))
}

func document(e rule.Evidence) string {
	if e.Number != "" {
		return e.Number
	}
	return e.Title
}
