package party

import "github.com/suyuan-ledger/suyuan/app/rule"

// RoleEnd ends a role at the block's time. The same signers are needed as for giving it; the
// interval stays on record (rulings E6).
type RoleEnd struct {
	Party        string        `json:"party" max:"32" need:"yes"`
	Role         string        `json:"role" max:"20" need:"yes"`
	Jurisdiction string        `json:"jurisdiction" max:"6" need:"yes"`
	Evidence     rule.Evidence `json:"evidence" need:"yes"`
}

// Check refuses malformed fields.
func (m *RoleEnd) Check() error { return checkRole(m.Party, m.Role, m.Jurisdiction, m.Evidence) }

// Apply closes the interval.
func (m *RoleEnd) Apply(c *rule.Ctx) error {
	bureau, err := requireRoleSigners(c, m.Role, m.Jurisdiction)
	if err != nil {
		return err
	}
	key, held := openRole(c.Store, m.Party, m.Role, m.Jurisdiction)
	if !held {
		return ErrRoleNotHeld.At("role", "party", m.Party, "role", m.Role, "role_zh", RoleZh(m.Role),
			"jurisdiction", m.Jurisdiction)
	}
	e, _ := roleIntervals.Get(c.Store, key)

	e.To, e.Ending = c.Time, document(m.Evidence)
	roleIntervals.Set(c.Store, key, e)

	c.Emit(RoleEnded{Party: m.Party, Role: m.Role, Jurisdiction: m.Jurisdiction, By: bureau})
	return nil
}
