package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Several bodies of a place may hold one role: every industry authority of a province does. What
// one of them began, another does not go on with; after it lost the role, whoever holds it does.

// began returns the signing body that goes on as implementing body with what the body who began.
func began(c *rule.Ctx, p regime.Profile, mode, place, who string) (string, error) {
	roles := implRoles(p, mode)
	if who == "" || len(roles) == 0 ||
		!party.HasRole(c.Standing(), who, roles[0], place, c.Time) {
		return implementer(c, p, mode, place)
	}
	if c.SignedBy(who) {
		return who, nil
	}
	if _, err := implementer(c, p, mode, place); err != nil {
		return "", err
	}
	return "", cited(p, byModeKey("roles.impl", mode), ErrSigner.At("", "who", who))
}

// drafter returns who drafted the plan in a role and holds it still, "" nobody.
func (v Plan) drafter(c *rule.Ctx, role string) string {
	roles := byMode(regime.At(c.Store, v.Regime), "plan.drafter", v.Mode)
	if i := slices.Index(roles, role); i >= 0 && len(roles) == len(v.Drafters) &&
		party.HasRole(c.Standing(), v.Drafters[i], role, v.Jurisdiction, c.Time) {
		return v.Drafters[i]
	}
	return ""
}

// drafted refuses another body in a role than the one that drafted the plan in it.
func (v Plan) drafted(c *rule.Ctx, p regime.Profile, role, by string) error {
	if who := v.drafter(c, role); who != "" && who != by {
		return p.Refuse(ErrImplBody, "", "impl", by, "place", v.Jurisdiction)
	}
	return nil
}

// SignedAs returns the party that signed the agreement in a role and holds it at an instant, ""
// when there is none: where a law calls on a role, that of the agreement is meant.
func (a Agreement) SignedAs(r state.Reader, role string, at wire.Time) string {
	roles := byMode(regime.At(r, a.Regime), "agreement.signers", a.Mode)
	i := slices.Index(roles, role)
	if i < 0 || len(roles) != len(a.Signers) ||
		role != roleOperator && !party.HasRole(r, a.Signers[i], role, a.Jurisdiction, at) {
		return ""
	}
	return a.Signers[i]
}
