package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// requireAgreements finds the agreements a version rests on and the law of each. Several carry one
// rule, so that the product's money follows each of them.
func (m *Create) requireAgreements(c *rule.Ctx) (own []Law, err error) {
	var first wire.Hash
	for i, id := range m.agreements() {
		field := "agreement"
		if i > 0 {
			field = "also"
		}
		l, hash, err := m.requireAgreement(c, field, id)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = hash
		} else if hash != first {
			return nil, ErrRules.At(field, "id", id, "first", m.Agreement)
		}
		if !slices.ContainsFunc(own, l.same) {
			own = append(own, l)
		}
	}
	return own, nil
}

func (m *Create) agreements() []wire.ID {
	if m.Agreement.IsZero() {
		return nil
	}
	return append([]wire.ID{m.Agreement}, m.Also...)
}

// requireAgreement finds one agreement, of the author and in force, with the digest of its rule.
func (m *Create) requireAgreement(c *rule.Ctx, field string, id wire.ID) (Law, wire.Hash, error) {
	if m.Stage == Primary {
		a, ok := authorization.GetAgreement(c.Store, id)
		if !ok || a.Operator != c.Author() {
			return Law{}, wire.Hash{}, ErrAgreement.At(field, "id", id, "cause", "")
		}
		return lawOf(a), a.RuleHash, requireRuns(c, field, a)
	}
	d, found := access.GetDevAgreement(c.Store, id)
	parent := d.Parent
	if !found {
		parent = id // an operator that re-develops has no development-use agreement to name
	}
	a, ok := authorization.GetAgreement(c.Store, parent)
	if !ok {
		return Law{}, wire.Hash{}, ErrAgreement.At(field, "id", id, "cause", "")
	}
	l := lawOf(a)
	if err := requireUnbanned(c, l, c.Author()); err != nil {
		return l, wire.Hash{}, err
	}
	if !found || d.Developer != c.Author() {
		return l, wire.Hash{}, ErrAgreement.At(field, "id", id, "cause", "")
	}
	l.Regime = d.Regime
	if cause, ok := d.RunsDuring(c.Time, c.Time+1); !ok {
		return l, wire.Hash{}, ErrAgreement.At(field, "id", id, "cause", cause)
	}
	return l, d.RuleHash, requireRuns(c, field, a)
}

func requireRuns(c *rule.Ctx, field string, a authorization.Agreement) error {
	if cause, ok := a.RunsDuring(c.Time, c.Time+1); !ok {
		return ErrAgreement.At(field, "id", a.ID, "cause", cause)
	}
	return nil
}

// requireSources holds the purpose to the grants', every agreement to a record under it, a
// re-developer to the bans of all laws, and an operator's product to resources: a new version of
// its own product is no re-development (law/matrix A12).
func (m *Create) requireSources(c *rule.Ctx, laws []Law, s sources) error {
	for _, g := range s.grants {
		if g.Purpose != "" && g.Purpose != m.Purpose {
			return laws[0].profile(c.Store).Refuse(ErrPurpose, "purpose", "purpose", m.Purpose,
				"granted", g.Purpose)
		}
	}
	if err := access.RequirePermitted(c, m.Purpose, s.resources); err != nil {
		return err
	}
	for i, id := range m.Also {
		under := func(g access.Grant) bool { return g.Agreement == id }
		if !slices.ContainsFunc(s.grants, under) {
			return ErrUnused.At("also", "id", m.Also[i])
		}
	}
	made := slices.ContainsFunc(s.inputs, func(in Input) bool {
		return in.Kind == access.KindProduct && in.Object != m.ID
	})
	for _, l := range laws {
		p := l.profile(c.Store)
		switch {
		case m.Stage == Redeveloped:
			if err := requireUnlinked(c, l, c.Author()); err != nil {
				return err
			}
		case made && p.Bool("redev_ban"):
			return p.Refuse(ErrRedevBan, "processing", "operator", c.Author(), "path", c.Author())
		}
	}
	return nil
}
