package authorization

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// signers returns the implementing body and all signers. The operator is the party chosen, and
// holds the role; public signers hold the roles the profile names.
func (m *AgreementSign) signers(c *rule.Ctx, p regime.Profile, plan Plan, sel Selection) (
	impl string, all []string, err error) {
	roles := byMode(p, "agreement.signers", plan.Mode)
	if len(roles) == 0 {
		return "", nil, p.Refuse(ErrMode, "plan", "mode", plan.Mode)
	}
	for _, role := range roles {
		by := sel.Chosen
		if role != roleOperator {
			key := byModeKey("agreement.signers", plan.Mode)
			if by, err = signer(c, p, key, role, plan.Jurisdiction); err != nil {
				return "", nil, err
			}
			if err := plan.drafted(c, p, role, by); err != nil {
				return "", nil, err
			}
			if impl == "" {
				impl = by
			}
		} else if err := chosenSigns(c, p, plan, sel); err != nil {
			return "", nil, err
		}
		all = append(all, by)
	}
	return impl, all, apart(c, p, plan.Mode, roles, all)
}

func chosenSigns(c *rule.Ctx, p regime.Profile, plan Plan, sel Selection) error {
	switch {
	case sel.Chosen == "":
		return p.Refuse(ErrNotDecided, "selection", "id", sel.ID)
	case !c.SignedBy(sel.Chosen):
		return p.Refuse(ErrSigner, "", "who", sel.Chosen)
	case holdsRole(c.Store, sel.Chosen, roleVendor):
		return vendorApplies(sel.Chosen)
	case !party.HasRole(c.Standing(), sel.Chosen, roleOperator, plan.Jurisdiction, c.Time):
		return p.Refuse(ErrOperatorRole, "", "operator", sel.Chosen, "jurisdiction", plan.Jurisdiction)
	}
	if err := welcomed(c, plan.Jurisdiction, sel.Chosen); err != nil {
		return err
	}
	return withTreasury(c.Store, p, "", sel.Chosen)
}

// apart refuses two required signers that are one party or under common control, unless the regime
// itself gives both roles to one body (rulings E13).
func apart(c *rule.Ctx, p regime.Profile, mode string, roles, signers []string) error {
	oneBody := append([]string{roleImpl}, implRoles(p, mode)...)
	for i, a := range signers {
		for j, b := range signers[:i] {
			if !party.SameGroup(c.Store, a, b) {
				continue
			}
			if a == b && slices.Contains(oneBody, roles[i]) && slices.Contains(oneBody, roles[j]) {
				continue
			}
			return ErrCommonControl.At("", "a", b, "b", a)
		}
	}
	return nil
}
