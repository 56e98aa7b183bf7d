package catalog

import (
	"slices"
	"strings"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// office is the role and the level that a word of a profile names for a place.
func office(word, jurisdiction string) (role, level string) {
	if role, ok := strings.CutSuffix(word, "_province"); ok {
		return role, party.Province(jurisdiction)
	}
	return word, jurisdiction
}

// holds reports whether the party holds the role in exactly this place: a province does not decide
// in a prefecture's stead, nor the other way round (GZ §2 省, YN §15 本级).
func holds(c *rule.Ctx, id, role, jurisdiction string) bool {
	return slices.ContainsFunc(party.Roles(c.Standing(), id), func(v party.Role) bool {
		return v.Role == role && v.Jurisdiction == jurisdiction && v.From <= c.Time &&
			(v.To == 0 || c.Time < v.To)
	})
}

// signerAt is the first signing party that holds the office a word names.
func signerAt(c *rule.Ctx, word, jurisdiction string) (by string, ok bool) {
	role, level := office(word, jurisdiction)
	for _, s := range c.Parties() {
		if holds(c, s, role, level) {
			return s, true
		}
	}
	return "", false
}

// isImpl reports whether a party may be the implementing body of a place: before an agreement names
// one, whoever holds a role that the profile lets be it in some mode.
func isImpl(c *rule.Ctx, p regime.Profile, id, jurisdiction string) bool {
	roles := []string{roleImpl}
	for _, mode := range p.List("modes.allowed") {
		roles = append(roles, p.List("roles.impl."+mode)...)
	}
	return slices.ContainsFunc(roles, func(role string) bool {
		return party.HasRole(c.Standing(), id, role, jurisdiction, c.Time)
	})
}

// ownID refuses a record id that is not of the author's party, or is taken.
func ownID(c *rule.Ctx, id wire.ID, taken bool) error {
	if id.Party != c.Author() {
		return rule.Malformed("id", "编号须以提交主体开头", "must begin with the author's party")
	}
	if taken {
		return ErrTaken.At("id", "id", id)
	}
	return nil
}

// checkID refuses an id that is not party/name.
func checkID(name string, id wire.ID) error {
	if !id.Valid() {
		return rule.Malformed(name, "须为 主体/编号", "must be party/name")
	}
	return nil
}

// checkIDAndResource refuses when one of the two ids of a record about a resource is malformed.
func checkIDAndResource(id, resource wire.ID) error {
	if err := checkID("id", id); err != nil {
		return err
	}
	return checkID("resource", resource)
}
