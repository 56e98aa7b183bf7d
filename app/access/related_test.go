package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

func represents(name, a, b string) *party.PartyLink {
	return &party.PartyLink{ID: id(name), Kind: party.LegalRepresentative, A: a, B: b,
		Evidence: evidence("登记")}
}

// A link that appears later takes the developer's grants from its instant on and gives them back at
// its end; what was done before stands, and what spans it does not (S7, rulings E6).
func TestLinkSuspendsGrants(t *testing.T) {
	b, a := approved(t)
	b.must(b.dev(a), "gz-operator", "gz-dev")
	b.at("2025-04-10 08:00")
	b.must(developerGrant(productItem("gz-operator/p1")), "gz-operator")
	b.at("2025-05-06 10:00")
	from := b.time
	b.must(represents("gz-bureau/l", "gz-operator", "gz-dev"), "gz-bureau")
	b.time += 86400
	until := b.time
	b.must(&party.PartyUnlink{ID: id("gz-bureau/l"), Evidence: evidence("变更")}, "gz-bureau")
	for _, v := range []struct {
		from, to wire.Time
		cause    string
	}{
		{from - 3600, from, ""}, {from - 3600, from + 1, authorization.CauseRelated},
		{from, from + 1, authorization.CauseRelated}, {until - 1, until + 60, authorization.CauseRelated},
		{until, until + 60, ""},
	} {
		cause, ok := access.UsableDuring(b.store, id("gz-operator/g2"), v.from, v.to)
		if cause != v.cause || ok != (v.cause == "") {
			t.Errorf("[%d,%d): %s %v", v.from-from, v.to-from, cause, ok)
		}
	}
}

func TestLinkRefusesDeveloper(t *testing.T) {
	b, a := ready(t)
	m := application(a, "s1", productItem("gz-operator/p1"))
	b.must(m, "gz-dev")
	b.must(approve("gz-dev/s1"), "gz-bureau", "gz-health", "gz-hospital")
	b.must(represents("gz-dev/l", "gz-dev", "gz-operator"), "gz-dev")
	again := application(a, "s2", productItem("gz-operator/p1"))
	r := b.refuse(again, "application.operator_group", "gz-dev")
	if r.Article != "GZ §25¶1" || r.Args[5] != "gz-operator→gz-dev" {
		t.Errorf("%s: %v", r.Article, r.Args)
	}
	b.refuse(b.dev(a), "application.operator_group", "gz-operator", "gz-dev")
	b.must(&party.PartyUnlink{ID: id("gz-dev/l"), Evidence: evidence("变更")}, "gz-dev")
	b.must(b.dev(a), "gz-operator", "gz-dev")
}

// The operator does not work on with its own delivered product (GD §25¶3, HB 四(六)1); where the
// whole authorization is in the ban's reach, with none (GZ §25, YN §21¶2).
func TestOwnProduct(t *testing.T) {
	for _, v := range []struct{ scope, delivered, other string }{
		{"delivered", "developer.redev_ban", "processing.input_not_granted"},
		{"authorization", "developer.redev_ban", "developer.redev_ban"},
	} {
		b := granted(t, "redev_ban.scope", v.scope)
		b.offered("gz-operator/p1", id("gz-bureau/a1"), "gz-health/visits")
		b.time += 7200
		in := access.Input{Object: id("gz-operator/p1"), Kind: access.KindProduct, Version: 1,
			Fields: []string{"n"}}
		b.refuse(b.record("gz-operator/x", "gz-bureau/g1", in), v.delivered, "gz-operator")
		in.Object = id("gz-operator/p9")
		b.refuse(b.record("gz-operator/x", "gz-bureau/g1", in), v.other, "gz-operator")
	}
	b := granted(t, "redev_ban", "false")
	in := access.Input{Object: id("gz-operator/p1"), Kind: access.KindProduct, Version: 1,
		Fields: []string{"n"}}
	b.refuse(b.record("gz-operator/x", "gz-bureau/g1", in), "processing.input_not_granted",
		"gz-operator")
}

// Rights that are closed by a cancellation or an early end leave the duty to delete (YN §25(5)).
func TestDeletionIsOwed(t *testing.T) {
	b, a := approved(t)
	b.must(b.dev(a), "gz-operator", "gz-dev")
	duty := regime.DutyID{Owner: "gz-dev", Duty: "developer.deletion", Object: "gz-operator/d1"}
	owed := func() (regime.Standing, bool) { return regime.Deadline(b.store, duty, b.time) }
	c := b.ctx(b.store, nil)
	if err := access.OweDeletions(c, "gz-dev", "gz-rival"); err != nil {
		t.Error(err)
	}
	if _, ok := owed(); ok {
		t.Error("another operator's cancellation asks for it")
	}
	if err := access.Deleted(c, id("gz-operator/d1")); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := access.OweDeletions(c, "gz-dev", "gz-operator"); err != nil {
			t.Error(err)
		}
	}
	if _, ok := owed(); !ok {
		t.Fatal("nothing is owed")
	}
	b.must(&access.DevAgreementEnd{ID: id("gz-operator/d1"), Cause: access.EndAgreed,
		Evidence: evidence("终止")}, "gz-operator", "gz-dev")
	for range 2 {
		if err := access.Deleted(c, id("gz-operator/d1")); err != nil {
			t.Error(err)
		}
	}
	if v, _ := owed(); v.Met != b.time {
		t.Errorf("%+v", v)
	}
}
