package product

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Law is one regime that a version stands under: that of an agreement in its lineage, or of the
// home of a resource whose province no agreement there covers. A version satisfies all of its laws
// (law/matrix A35); the first is that of its own agreement.
type Law struct {
	Regime       regime.Ref `json:"regime"`
	Jurisdiction string     `json:"jurisdiction" max:"6"` // whose offices act
	Agreement    wire.ID    `json:"agreement"`            // none: the home of a resource alone
	Impl         string     `json:"impl" max:"32"`
	Operator     string     `json:"operator" max:"32"`
}

// maxLaws bounds the regimes of one version.
const maxLaws = 16

func lawOf(a authorization.Agreement) Law {
	return Law{Regime: a.Regime, Jurisdiction: a.Jurisdiction, Agreement: a.ID, Impl: a.Impl,
		Operator: a.Operator}
}

// profile reads the regime as the offices of the law's place count it.
func (l Law) profile(r state.Reader) regime.Profile {
	return regime.At(r, l.Regime).Within(l.Jurisdiction)
}

// Profiles are the regimes of a version, its own first.
func (p Product) Profiles(r state.Reader) (out []regime.Profile) {
	for _, l := range p.Laws {
		out = append(out, l.profile(r))
	}
	return out
}

// lawsOf gathers the laws of a version: of its own agreements, of the products it is made of, and
// of the homes of resources in provinces that none of those stands for.
func lawsOf(c *rule.Ctx, own []Law, s sources) ([]Law, error) {
	out := own
	for _, in := range s.inputs {
		if made, ok := Get(c.Store, in.Object, in.Version); ok && in.Kind != kindResource {
			for _, l := range made.Laws {
				if !slices.ContainsFunc(out, l.same) {
					out = append(out, l)
				}
			}
		}
	}
	for _, id := range s.resources {
		res, _ := catalog.Get(c.Store, id)
		home := party.Province(res.Jurisdiction)
		covered := func(l Law) bool { return party.Province(l.Jurisdiction) == home }
		if slices.ContainsFunc(out, covered) {
			continue
		}
		if p, ok := regime.Current(c.Store, res.Jurisdiction, c.Time); ok {
			out = append(out, Law{Regime: p.Ref(), Jurisdiction: res.Jurisdiction})
		}
	}
	if len(out) > maxLaws {
		return nil, tooMany()
	}
	return out, nil
}

// same tells whether two laws are one: the same agreement, or the same home.
func (l Law) same(o Law) bool {
	return l.Agreement == o.Agreement && l.Jurisdiction == o.Jurisdiction
}
