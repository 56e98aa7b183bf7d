package access

import (
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

// UsableDuring tells whether a grant could be used over all of [from, to) and, if not, the first
// cause why: it was not open, an agreement did not run, the holder lacked its role, a suspension or
// a measure lay on it, or none of its objects was available. An object that is gone takes nothing
// from the others: ItemUsableDuring answers for one. Nothing of it is stored (rulings E6). An empty
// window is the instant from.
func UsableDuring(r state.Reader, grant wire.ID, from, to wire.Time) (cause string, ok bool) {
	to = max(to, from+1)
	g, cause, ok := entitledDuring(r, grant, from, to)
	if !ok {
		return cause, false
	}
	for i, it := range g.Items {
		why, ok := g.objectDuring(r, it.Object, it.Kind, from, to)
		if ok {
			return "", true
		}
		if i == 0 {
			cause = why
		}
	}
	return cause, false
}

// ItemUsableDuring tells whether one object of a grant could be used over all of [from, to), by the
// causes of the grant and those of the object.
func ItemUsableDuring(r state.Reader, grant, object wire.ID, kind string, from, to wire.Time) (
	cause string, ok bool) {
	to = max(to, from+1)
	g, cause, ok := entitledDuring(r, grant, from, to)
	if !ok {
		return cause, false
	}
	if _, ok := find(g.Items, object, kind); !ok {
		return "grant.no_such_item", false
	}
	return g.objectDuring(r, object, kind, from, to)
}

// RecordUsable tells whether everything that a processing record read from outside was usable over
// its own window, as far as the ledger knows today.
func RecordUsable(r state.Reader, rec Processing) (cause string, ok bool) {
	to := max(rec.Ended, rec.Started+1)
	g, cause, ok := entitledDuring(r, rec.Grant, rec.Started, to)
	if !ok {
		return cause, false
	}
	for _, in := range rec.Inputs {
		if in.Kind != KindResource && in.Kind != KindProduct {
			continue
		}
		if cause, ok := g.objectDuring(r, in.Object, in.Kind, rec.Started, to); !ok {
			return cause, false
		}
	}
	return "", true
}

// entitledDuring asks everything but the objects.
func entitledDuring(r state.Reader, grant wire.ID, from, to wire.Time) (g Grant, cause string,
	ok bool) {
	g, found := grants.Get(r, grant)
	if !found {
		return g, "grant.unknown", false
	}
	if cause, ok := g.openDuring(from, to); !ok {
		return g, cause, false
	}
	a, d, dev := g.Basis(r)
	if dev {
		if cause, ok := d.RunsDuring(from, to); !ok {
			return g, cause, false
		}
	}
	if cause, ok := a.RunsDuring(from, to); !ok {
		return g, cause, false
	}
	if cause, ok := holderDuring(r, g, a, from, to); !ok {
		return g, cause, false
	}
	if cause, stopped := suspendedDuring(r, g, a, from, to); stopped {
		return g, cause, false
	}
	return g, "", true
}

// Basis is what a grant rests on: the authorized-operation agreement and, where there is one, the
// development-use agreement under it.
func (g Grant) Basis(r state.Reader) (a authorization.Agreement, d DevAgreement, dev bool) {
	base := g.Agreement
	if g.Layer == LayerDeveloper {
		if d, dev = devAgreements.Get(r, g.Agreement); dev {
			base = d.Parent
		}
	}
	a, _ = authorization.GetAgreement(r, base)
	return a, d, dev
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

func holderDuring(r state.Reader, g Grant, a authorization.Agreement, from, to wire.Time) (
	string, bool) {
	if g.Layer == LayerOperator {
		return "holder.role", party.RoleDuring(r, g.Holder, "operator", g.Jurisdiction, from, to)
	}
	if !authorization.Eligible(r, a, g.Holder, from) || !authorization.Eligible(r, a, g.Holder, to-1) {
		return "holder.admission", false
	}
	_, banned := authorization.BannedDuring(r, regime.At(r, g.Regime), a.Operator, g.Holder, from, to)
	return authorization.CauseRelated, !banned
}

// objectDuring asks for one object of the grant: a resource that an amendment took out of the
// agreement's scope is not used from that day on.
func (g Grant) objectDuring(r state.Reader, object wire.ID, kind string, from, to wire.Time) (
	string, bool) {
	if a, _, _ := g.Basis(r); kind == KindResource && a.Version > 1 &&
		!authorization.CoversDuring(r, a, object, from, to) {
		return authorization.CauseScope, false
	}
	return objectDuring(r, object, kind, from, to)
}

// objectDuring asks for one object over the whole window: a negative list that hit it for a part of
// the window, or a sharer's consent that ended inside it, is a cause.
func objectDuring(r state.Reader, object wire.ID, kind string, from, to wire.Time) (string, bool) {
	if kind != KindProduct {
		return catalog.AuthorizableDuring(r, object, from, to)
	}
	if !anyOffer(r, object, from, to) {
		return "product.not_offered", false
	}
	return "", true
}
