package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// UsableDuring tells whether a grant could be used over all of [from, to) and, if not, the first
// cause why: it was not open, an agreement did not run, an object was not available, the holder
// lacked its role, a suspension or a measure lay on it. Nothing of it is stored (rulings E6). An
// empty window is the instant from.
func UsableDuring(r state.Reader, grant wire.ID, from, to wire.Time) (cause string, ok bool) {
	g, found := grants.Get(r, grant)
	if !found {
		return "grant.unknown", false
	}
	to = max(to, from+1)
	if cause, ok := g.openDuring(from, to); !ok {
		return cause, false
	}
	base := g.Agreement
	if g.Layer == LayerDeveloper {
		d, _ := devAgreements.Get(r, g.Agreement)
		if cause, ok := d.RunsDuring(from, to); !ok {
			return cause, false
		}
		base = d.Parent
	}
	a, _ := authorization.GetAgreement(r, base)
	if cause, ok := a.RunsDuring(from, to); !ok {
		return cause, false
	}
	if cause, ok := holderDuring(r, g, from, to); !ok {
		return cause, false
	}
	if cause, stopped := suspendedDuring(r, g, a, from, to); stopped {
		return cause, false
	}
	return objectsDuring(r, g, from, to)
}

func (g Grant) openDuring(from, to wire.Time) (string, bool) {
	switch {
	case from < g.From:
		return "grant.not_yet_open", false
	case to > g.To:
		return "grant.expired", false
	case g.Revoked != 0 && to > g.Revoked:
		return "grant.revoked", false
	}
	return "", true
}

func holderDuring(r state.Reader, g Grant, from, to wire.Time) (string, bool) {
	if g.Layer == LayerOperator {
		return "holder.role", party.RoleDuring(r, g.Holder, "operator", g.Jurisdiction, from, to)
	}
	ok := authorization.Admitted(r, g.Holder, g.Jurisdiction, from) &&
		authorization.Admitted(r, g.Holder, g.Jurisdiction, to-1)
	return "holder.admission", ok
}

// objectsDuring asks for each object over the whole window: a negative list that hit it for a part
// of the window, or a sharer's consent that ended inside it, is a cause.
func objectsDuring(r state.Reader, g Grant, from, to wire.Time) (string, bool) {
	for _, it := range g.Items {
		if it.Kind == KindProduct {
			if !anyOffer(r, it.Object, from, to) {
				return "product.not_offered", false
			}
			continue
		}
		if cause, ok := catalog.AuthorizableDuring(r, it.Object, from, to); !ok {
			return cause, false
		}
	}
	return "", true
}
