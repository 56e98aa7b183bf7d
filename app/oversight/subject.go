package oversight

import (
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Whose performance is looked at.
const (
	Operator  = "operator"  // under its authorized-operation agreement
	Developer = "developer" // under its development-use agreement
)

// subject is an agreement seen from either side of the operator.
type subject struct {
	kind  string
	id    wire.ID // of the agreement, or of the dev agreement
	party string  // who performs
	over  string  // who is across: the implementing body, or the operator
	base  authorization.Agreement
	p     regime.Profile
	ended wire.Time // the end as it stands
}

// find returns the agreement of a kind. It refuses an unknown one (ErrNoAgreement).
func find(c *rule.Ctx, kind string, id wire.ID) (s subject, err error) {
	s.kind, s.id = kind, id
	base := id
	if kind == Developer {
		d, ok := access.GetDevAgreement(c.Store, id)
		if !ok {
			return s, ErrNoAgreement.At("agreement", "id", id)
		}
		base, s.party, s.over, s.ended = d.Parent, d.Developer, d.Operator, d.End()
	}
	a, ok := authorization.GetAgreement(c.Store, base)
	if !ok {
		return s, ErrNoAgreement.At("agreement", "id", id)
	}
	s.base, s.p = a, regime.At(c.Store, a.Regime).Within(a.Jurisdiction)
	if kind == Operator {
		s.party, s.over, s.ended = a.Operator, a.Impl, a.End()
	} else {
		s.ended = min(s.ended, a.End())
	}
	return s, nil
}

// signs returns the signing party that a role word of the profile means for the subject: its own
// implementing body or operator, else whoever holds the role there.
func (s subject) signs(c *rule.Ctx, word string) (string, error) {
	who := ""
	switch word {
	case "impl":
		who = s.base.Impl
	case "operator":
		who = s.base.Operator
	default:
		return party.SignerWith(c, word, s.base.Jurisdiction)
	}
	if !c.SignedBy(who) {
		return "", ErrSigner.At("", "who", who)
	}
	return who, nil
}

func checkKind(kind string) error {
	if kind != Operator && kind != Developer {
		return rule.Malformed("subject", "须为 operator 或 developer", "must be operator or developer")
	}
	return nil
}

func checkID(field string, id wire.ID) error {
	if !id.Valid() {
		return rule.Malformed(field, "须为 主体/编号", "must be party/name")
	}
	return nil
}

// own refuses a record id that is not of the author's party.
func own(c *rule.Ctx, id wire.ID) error {
	if id.Party != c.Author() {
		return rule.Malformed("id", "主体须为发起方", "its party must be the author's")
	}
	return nil
}

// taken reports whether an evaluation, an order, a measure or an incident has the id: marks and
// suspensions of all four go by it, and one would end or overwrite that of another.
func taken(c *rule.Ctx, id wire.ID) bool {
	return evaluations.Has(c.Store, id) || rectifications.Has(c.Store, id) ||
		measures.Has(c.Store, id) || incidents.Has(c.Store, id)
}
