package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// A grant suspended for an incident is resumed once the incident is closed; another suspension goes
// on by itself (SM-10, SM-23).
func TestSuspendAndResume(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	m := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	b.must(m, "gz-bureau")
	incident := id("gz-operator/inc-1")
	stop := &access.GrantSuspend{ID: id("gz-bureau/stop-1"), Grant: m.ID, Cause: "安全事件",
		Ground: incident}
	b.refuse(stop, "grant.ground", "gz-bureau")
	access.OpenGround(b.ctx(b.store, nil), incident, "incident")
	b.refuse(stop, "body.field", "gz-operator")
	own := *stop
	own.ID = id("gz-operator/stop-1")
	b.refuse(&own, "access.wrong_signer", "gz-operator")
	b.refuse(&access.GrantSuspend{ID: stop.ID, Grant: m.ID}, "body.field", "gz-bureau")
	b.refuse(&access.GrantSuspend{ID: stop.ID, Grant: id("x/y"), Cause: "x"}, "grant.unknown",
		"gz-bureau")
	b.at("2025-04-01 09:00")
	from := b.time
	b.must(stop, "gz-bureau")
	b.refuse(stop, "access.duplicate", "gz-bureau")
	second := *stop
	second.ID, second.Ground = id("gz-bureau/stop-2"), wire.ID{}
	b.must(&second, "gz-bureau")

	resume := &access.GrantResume{Grant: m.ID, Suspension: stop.ID, Reason: "事件已处置"}
	b.refuse(resume, "grant.cause_stands", "gz-bureau")
	b.at("2025-04-02 09:00")
	access.EndGround(b.ctx(b.store, nil), incident)
	b.refuse(resume, "access.wrong_signer", "gz-operator")
	b.refuse(&access.GrantResume{Grant: m.ID, Suspension: stop.ID}, "body.field", "gz-bureau")
	b.refuse(&access.GrantResume{Grant: id("x/y"), Suspension: stop.ID, Reason: "x"},
		"grant.unknown", "gz-bureau")
	b.must(resume, "gz-bureau")
	b.refuse(resume, "grant.suspension_unknown", "gz-bureau")
	usable := func(from, to wire.Time) bool {
		_, ok := access.UsableDuring(b.store, m.ID, from, to)
		return ok
	}
	if usable(b.time, b.time+1) {
		t.Error("the second suspension was lifted with the first")
	}
	b.at("2025-04-03 09:00")
	resume.Suspension = second.ID
	b.must(resume, "gz-bureau")
	if !usable(from-100, from) || usable(from-100, from+1) || usable(b.time-1, b.time) ||
		!usable(b.time, b.time+1) || usable(from-100, b.time+1) {
		t.Error("the interval is not [suspended, resumed)")
	}
	got, err := b.ask("suspensions", "of", access.OfGrant, "id", m.ID.String())
	if page := got.(rule.Page[access.SuspensionView]); err != nil || len(page.Items) != 2 ||
		page.Items[0].Ground != incident || page.Items[0].GroundOpen ||
		page.Items[1].To != b.time {
		t.Errorf("%+v %v", page, err)
	}
	if _, err := b.ask("suspensions", "of", "x", "id", m.ID.String()); err == nil {
		t.Error("an unknown scope was answered")
	}
	b.must(&access.GrantRevoke{Grant: m.ID, Cause: "x"}, "gz-bureau")
	third := second
	third.ID = id("gz-bureau/stop-3")
	b.refuse(&third, "grant.closed", "gz-bureau")
}

// Many suspensions of one scope, overlapping or not, against plain reading of them all.
func TestStopsAgainstPlainReading(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	m := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	b.must(m, "gz-bureau")
	type interval struct{ from, to wire.Time }
	start := b.time + 1000
	held := []interval{{10, 20}, {15, 30}, {30, 35}, {50, 60}, {52, 55}, {60, 61}, {80, 90}}
	act := func(i int) wire.ID { return wire.ID{Party: "gz-bureau", Local: string(rune('a' + i))} }
	for at := wire.Time(0); at < 100; at++ {
		b.time = start + at
		for i, v := range held {
			if v.from == at {
				access.Suspend(b.ctx(b.store, nil), access.OfAgreement, a, act(i), "x")
			}
			if v.to == at {
				access.Resume(b.ctx(b.store, nil), access.OfAgreement, a, act(i))
			}
		}
	}
	for from := wire.Time(0); from < 99; from++ {
		for to := from + 1; to < 100; to++ {
			want := true
			for _, v := range held {
				want = want && !(v.from < to && v.to > from)
			}
			if _, ok := access.UsableDuring(b.store, m.ID, start+from, start+to); ok != want {
				t.Fatalf("[%d, %d): usable %v, want %v", from, to, ok, want)
			}
		}
	}
}

// One object gone takes nothing from the others of its grant.
func TestItemUsableDuring(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	visits, beds := id("gz-health/visits"), id("gz-hospital/beds")
	m := operatorGrant(a, resourceItem(visits.String(), "month"), resourceItem(beds.String(), "month"))
	b.must(m, "gz-bureau")
	hide(b, visits.String())
	at := b.time
	if _, ok := access.UsableDuring(b.store, m.ID, at, at+1); !ok {
		t.Error("the grant is lost with one of its objects")
	}
	for _, v := range []struct {
		object wire.ID
		kind   string
		cause  string
	}{
		{visits, access.KindResource, "resource.not_registered"}, {beds, access.KindResource, ""},
		{beds, access.KindProduct, "grant.no_such_item"},
	} {
		if cause, ok := access.ItemUsableDuring(b.store, m.ID, v.object, v.kind, at, at+1); cause !=
			v.cause || ok != (v.cause == "") {
			t.Errorf("%s %s: %q", v.kind, v.object, cause)
		}
	}
	if cause, _ := access.ItemUsableDuring(b.store, id("x/y"), beds, access.KindResource, at,
		at); cause != "grant.unknown" {
		t.Error(cause)
	}
	hide(b, beds.String())
	if cause, ok := access.UsableDuring(b.store, m.ID, at, at+1); ok ||
		cause != "resource.not_registered" {
		t.Errorf("nothing is left: %q", cause)
	}
	got, err := b.ask("grants", "agreement", a.String())
	if page := got.(rule.Page[access.Grant]); err != nil || len(page.Items) != 1 {
		t.Errorf("%+v %v", page, err)
	}
}
