package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// contract is an agreement of either layer with the authorization it stands on.
type contract struct {
	profile regime.Profile
	base    authorization.Agreement
	dev     DevAgreement // zero id where the authorization agreement itself is meant
	holder  string       // the operator, or the developer
}

// contractOf reads the agreement of either layer that id names.
func contractOf(r state.Reader, id wire.ID) (k contract, ok bool) {
	if k.dev, ok = devAgreements.Get(r, id); ok {
		id, k.holder = k.dev.Parent, k.dev.Developer
	}
	if k.base, ok = authorization.GetAgreement(r, id); !ok {
		return k, false
	}
	if k.holder == "" {
		k.holder = k.base.Operator
	}
	ref := k.base.Regime
	if !k.dev.ID.IsZero() {
		ref = k.dev.Regime
	}
	k.profile = regime.At(r, ref)
	return k, true
}

// needContract refuses an agreement that does not exist.
func needContract(c *rule.Ctx, id wire.ID) (contract, error) {
	k, ok := contractOf(c.Store, id)
	if !ok {
		return k, ErrUnknownAgreement.At("agreement", "id", id)
	}
	return k, nil
}

// running refuses a contract that is not in force now, on either layer.
func (k contract) running(c *rule.Ctx) error {
	if !k.dev.ID.IsZero() {
		if cause, ok := k.dev.RunsDuring(c.Time, c.Time+1); !ok {
			return ErrAgreementNotRunning.At("agreement", "id", k.dev.ID, "cause", cause)
		}
	}
	if cause, ok := k.base.RunsDuring(c.Time, c.Time+1); !ok {
		return ErrAgreementNotRunning.At("agreement", "id", k.base.ID, "cause", cause)
	}
	return nil
}
