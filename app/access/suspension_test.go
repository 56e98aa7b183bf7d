package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// Suspensions and measures are dated causes: a window that touches one is not usable, the time
// before and, unless it was cancelled, the time after is (E6).
func TestSuspensionsAndMeasures(t *testing.T) {
	b, a := approved(t)
	d := b.dev(a)
	b.must(d, "gz-operator", "gz-dev")
	b.at("2025-04-10 08:00")
	b.must(developerGrant(productItem("gz-operator/p1")), "gz-operator")
	g := id("gz-operator/g2")
	start := b.time
	check := func(from, to wire.Time, want string) {
		t.Helper()
		if cause, ok := access.UsableDuring(b.store, g, from, to); ok != (want == "") || cause != want {
			t.Errorf("%q, want %q", cause, want)
		}
	}
	act := id("gz-bureau/act")
	for i, of := range []struct {
		of    string
		scope wire.ID
	}{{access.OfAgreement, a}, {access.OfDevAgreement, d.ID}, {access.OfGrant, g}} {
		from := start + wire.Time(100000*(i+1))
		b.time = from
		access.Suspend(b.ctx(b.store, nil), of.of, of.scope, act, "x")
		check(from-100, from, "")
		check(from, from+10, "grant.suspended")
		b.time = from + 100
		access.Resume(b.ctx(b.store, nil), of.of, of.scope, act)
		check(from+100, from+200, "")
		check(from+99, from+200, "grant.suspended")
	}
	b.at("2025-06-01 08:00")
	party.Restrict(b.ctx(b.store, nil), "gz-dev", "gz-operator", act, "gz-operator",
		[]string{party.Cancel, party.RestrictFuture})
	check(b.time-3600, b.time, "")
	check(b.time, b.time+1, "holder.measure")
	again := b.dev(a)
	again.ID = id("gz-operator/d9")
	b.refuse(again, "access.barred", "gz-operator", "gz-dev")
	b.at("2025-07-01 08:00")
	party.Unrestrict(b.ctx(b.store, nil), "gz-dev", "gz-operator", act)
	check(b.time, b.time+1, "holder.measure")

	authorization.SetMark(b.ctx(b.store, nil), a, act, authorization.MarkFailed, regime.DutyID{})
	m := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	m.ID = id("gz-bureau/held")
	b.refuse(m, "grant.held", "gz-bureau")
	authorization.EndMark(b.ctx(b.store, nil), a, act)
	b.must(m, "gz-bureau")
}
