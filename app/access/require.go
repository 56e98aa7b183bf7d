package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func requireResource(c *rule.Ctx, field string, a authorization.Agreement, id wire.ID) error {
	if !authorization.CoversOn(c.Store, a, id, c.Time.Date()) {
		return ErrOutsideAgreement.At(field, "object", id)
	}
	if cause, ok := catalog.Authorizable(c.Store, id, c.Time); !ok {
		return catalog.Cited(c.Store, id, cause,
			ErrNotAuthorizable.At(field, "object", id, "cause", cause))
	}
	return nil
}

// ownID refuses a record id of another party than the author (rulings E12).
func ownID(c *rule.Ctx, id wire.ID) error {
	if id.Party != c.Author() {
		return rule.Malformed("id", "编号须以提交主体开头", "must begin with the author's party")
	}
	return nil
}

func runningAgreement(c *rule.Ctx, field string, id wire.ID) (authorization.Agreement, error) {
	a, ok := authorization.GetAgreement(c.Store, id)
	if !ok {
		return a, ErrUnknownAgreement.At(field, "id", id)
	}
	if cause, ok := a.RunsDuring(c.Time, c.Time+1); !ok {
		return a, ErrAgreementNotRunning.At(field, "id", id, "cause", cause)
	}
	return a, nil
}
