package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// basis is what a version rests on.
type basis struct {
	profile      regime.Profile
	jurisdiction string
	operator     string
	banned       bool
}

// requireAgreement finds the agreement, its parties and whether it runs now.
func (m *Create) requireAgreement(c *rule.Ctx) (basis, error) {
	if m.Stage == Primary {
		a, ok := authorization.GetAgreement(c.Store, m.Agreement)
		if !ok || a.Operator != c.Author() {
			return basis{}, ErrAgreement.At("agreement", "id", m.Agreement, "cause", "")
		}
		cause, ok := a.RunsDuring(c.Time, c.Time+1)
		return m.basis(c, a, cause, ok)
	}
	d, found := access.GetDevAgreement(c.Store, m.Agreement)
	parent := d.Parent
	if !found {
		parent = m.Agreement // an operator that re-develops has no development-use agreement to name
	}
	a, _ := authorization.GetAgreement(c.Store, parent)
	b, err := m.basis(c, a, "", true)
	switch {
	case err != nil:
		return b, err
	case b.banned && party.SameGroup(c.Store, c.Author(), a.Operator):
		return b, b.profile.Refuse(ErrRedevBan, "stage", "operator", a.Operator)
	case !found || d.Developer != c.Author():
		return b, ErrAgreement.At("agreement", "id", m.Agreement, "cause", "")
	}
	b.profile = regime.At(c.Store, d.Regime)
	cause, ok := d.RunsDuring(c.Time, c.Time+1)
	if ok {
		cause, ok = a.RunsDuring(c.Time, c.Time+1)
	}
	if !ok {
		return b, ErrAgreement.At("agreement", "id", m.Agreement, "cause", cause)
	}
	return b, nil
}

func (m *Create) basis(c *rule.Ctx, a authorization.Agreement, cause string, ok bool) (basis,
	error) {
	if a.ID.IsZero() || !ok {
		return basis{}, ErrAgreement.At("agreement", "id", m.Agreement, "cause", cause)
	}
	p := regime.At(c.Store, a.Regime)
	return basis{profile: p, jurisdiction: a.Jurisdiction, operator: a.Operator,
		banned: p.Bool("redev_ban")}, nil
}

// requireSources holds the purpose to the grants', and an operator's product to resources.
func (m *Create) requireSources(b basis, s sources) error {
	for _, g := range s.grants {
		if g.Purpose != "" && g.Purpose != m.Purpose {
			return b.profile.Refuse(ErrPurpose, "purpose", "purpose", m.Purpose, "granted", g.Purpose)
		}
	}
	made := slices.ContainsFunc(s.inputs, func(in Input) bool { return in.Kind == access.KindProduct })
	if m.Stage == Primary && made && b.banned {
		return b.profile.Refuse(ErrRedevBan, "processing", "operator", b.operator)
	}
	return nil
}
