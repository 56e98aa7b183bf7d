package trace

import (
	"slices"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// served are the forms of products whose every call reads the data behind them. Versions of other
// forms were delivered: their use goes on while access to data is closed (HE §34).
var served = []string{"api", "service"}

// checkChain refuses uses of a served product at a time when a right of use behind it, or an
// agreement in its lineage, was not good: suspended, revoked, kept out by a negative list.
func (m *Record) checkChain(c *rule.Ctx, p product.Product, k Contract, b behind) error {
	if which, cause, ok := p.RunsDuring(c.Store, m.From, m.To); !ok {
		return ErrNotRunning.At("from", "agreement", which, "from", m.From, "to", m.To, "cause", cause)
	}
	for _, l := range p.Laws {
		other, ok := contractOn(c.Store, l.Agreement)
		if !ok || other.ID == k.Parent {
			continue
		}
		if which, cause, ok := other.RunsDuring(m.From, m.To); !ok {
			return ErrNotRunning.At("from", "agreement", which, "from", m.From, "to", m.To,
				"cause", cause)
		}
	}
	which, cause, ok := usable(c, p, b, m.From, m.To)
	if ok {
		return nil
	}
	return regime.At(c.Store, k.Regime).Refuse(ErrGrant, "from", "grant", which.Grant, "object",
		which.Object, "from", m.From, "to", m.To, "cause", cause)
}

// usable tells whether everything behind a served product could be used over all of [from, to).
func usable(c *rule.Ctx, p product.Product, b behind, from, to wire.Time) (right, string, bool) {
	if !slices.Contains(served, p.Form) {
		return right{}, "", true
	}
	for _, u := range b.Chain {
		if cause, ok := access.ItemUsableDuring(c.Store, u.Grant, u.Object, u.Kind, from, to); !ok {
			return u, cause, false
		}
	}
	return right{}, "", true
}
