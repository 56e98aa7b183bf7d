package authorization

import (
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// developerStep reads an application and checks that its reviewer signs and that it is in one of
// the given states.
func developerStep(c *rule.Ctx, id wire.ID, states ...string) (Developer, regime.Profile, string,
	error) {
	v, ok := developers.Get(c.Store, id)
	if !ok {
		return v, regime.Profile{}, "", ErrDeveloperUnknown.At("id", "id", id)
	}
	p := regime.At(c.Store, v.Regime).Within(v.Jurisdiction)
	by, err := admitter(c, p, v)
	if err != nil {
		return v, p, "", err
	}
	for _, s := range states {
		if v.Status == s {
			return v, p, by, nil
		}
	}
	return v, p, by, p.Refuse(ErrDeveloperStep, "id", "id", id, "status", v.Status)
}

// admitter returns the signing party that admits the developer: the operator it applied to where
// operators do, else whoever holds the role the profile names.
func admitter(c *rule.Ctx, p regime.Profile, v Developer) (string, error) {
	word := p.Text("developer.review_by")
	by, err := signed(c, p, "developer.review_by", word, v.Jurisdiction)
	if err != nil || v.Operator == "" || word != roleOperator {
		return by, err
	}
	if !c.SignedBy(v.Operator) {
		return "", p.Refuse(ErrSigner, "", "who", v.Operator)
	}
	return v.Operator, nil
}
