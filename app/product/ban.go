package product

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/rule"
)

// requireUnbanned refuses a re-developer that the ban of a law reaches now: the law's operator, or
// one linked with it (GZ §25, GD §25¶3, YN §21¶2, HB 四(六)1).
func requireUnbanned(c *rule.Ctx, l Law, who string) error {
	p := l.profile(c.Store)
	if l.Operator == "" {
		return nil
	}
	path, yes := authorization.BannedDuring(c.Store, p, l.Operator, who, c.Time, c.Time+1)
	if !yes {
		return nil
	}
	return p.Refuse(ErrRedevBan, "stage", "operator", l.Operator, "path", authorization.Way(path))
}

// requireUnlinked is requireUnbanned, and tells of a link where the regime has no ban and wants it
// told (HE, law/matrix A14).
func requireUnlinked(c *rule.Ctx, l Law, who string) error {
	if l.Operator == "" {
		return nil
	}
	return authorization.Unrelated(c, l.profile(c.Store), ErrRedevBan, "stage", l.Operator, who)
}

// requireThawed refuses to take a re-developed version on while its maker is linked with the
// operator of one of its laws, and the law bans that: a link that appears later freezes what is
// under way (law/matrix 5, S7).
func (p Product) requireThawed(c *rule.Ctx) error {
	if p.Stage != Redeveloped {
		return nil
	}
	for _, l := range p.Laws {
		if err := requireUnbanned(c, l, p.Maker); err != nil {
			return err
		}
	}
	return nil
}
