package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

// GZ §2¶2: a whole category is put on the list by the provincial government. It hits what is in it
// in the province and below, from then on, as one interval; other categories go on.
func TestCategoryOnTheList(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	other := draft("gz-health/staff")
	other.Class = "人事"
	b.registered(other)
	class := draft("gz-health/visits").Class
	m := &NeglistPropose{ID: id("gz-health/c-1"), Place: "520000", Class: class, Reason: "涉及个人隐私"}
	for _, change := range []func(*NeglistPropose){
		func(m *NeglistPropose) { m.Class = "" },
		func(m *NeglistPropose) { m.Place = "52" },
		func(m *NeglistPropose) { m.Resource = id("gz-health/visits") }} {
		bad := *m
		change(&bad)
		b.refuse(&bad, "body.field", "gz-health")
	}
	foreign := *m
	foreign.Place = "420000"
	b.refuse(&foreign, "regime.none", "gz-health")
	stranger := *m
	stranger.ID = id("gz-operator/c-1")
	b.refuse(&stranger, "party.role_missing", "gz-operator")
	b.must(m, "gz-health")
	b.at("2025-04-08 10:00")
	yes := &NeglistApprove{ID: m.ID, Keeper: "gz-bureau"}
	b.refuse(yes, "neglist.approver", "gy-gov")
	b.must(yes, "gz-gov")
	for of, want := range map[string]string{"gz-health/visits": CauseNegativeList,
		"gz-health/staff": ""} {
		if got := b.cause(of, "2025-04-08 10:00"); got != want {
			t.Errorf("%s: %q", of, got)
		}
	}
	if got := b.cause("gz-health/visits", "2025-04-08 09:59"); got != "" {
		t.Errorf("before: %q", got)
	}
	again := *m
	again.ID = id("gz-health/c-2")
	b.must(&again, "gz-health")
	b.refuse(&NeglistApprove{ID: again.ID, Keeper: "gz-bureau"}, "resource.kept_out", "gz-gov")
	b.at("2025-05-08 10:00")
	b.must(&NeglistLift{ID: m.ID, Reason: "已脱敏"}, "gz-bureau")
	if got := b.cause("gz-health/visits", "2025-05-08 10:00"); got != "" {
		t.Errorf("lifted: %q", got)
	}
	if got := b.cause("gz-health/visits", "2025-05-01 10:00"); got != CauseNegativeList {
		t.Errorf("while it stood: %q", got)
	}
	for _, v := range invariants {
		if err := v.Check(b.store); err != nil {
			t.Error(v.Name, err)
		}
	}
}

// An entry leaves a category that is on the list by no change of its class; what it was before a
// change stays what it was (rulings E6).
func TestAnotherCategoryIsNoWayOff(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	old := draft("gz-health/visits")
	update := func(version uint32, class string) *ResourceUpdate {
		return &ResourceUpdate{ID: old.ID, Version: version, Name: old.Name, Class: class,
			Grade: old.Grade, Fields: old.Fields}
	}
	list := func(n, class, at string) {
		b.at(at)
		b.must(&NeglistPropose{ID: id("gz-health/" + n), Place: "520000", Class: class,
			Reason: "涉及个人隐私"}, "gz-health")
		b.must(&NeglistApprove{ID: id("gz-health/" + n), Keeper: "gz-bureau"}, "gz-gov")
	}
	list("c-1", old.Class, "2025-04-08 10:00")
	if r := b.refuse(update(2, "统计"), "resource.kept_out", "gz-health", "gz-bureau"); r.Article !=
		"GZ §2¶2" {
		t.Errorf("cites %s", r.Article)
	}
	b.must(update(2, old.Class), "gz-health", "gz-bureau")
	b.at("2025-05-08 10:00")
	b.must(&NeglistLift{ID: id("gz-health/c-1"), Reason: "已脱敏"}, "gz-bureau")
	b.at("2025-06-01 10:00")
	b.must(update(3, "统计"), "gz-health", "gz-bureau")
	list("c-2", old.Class, "2025-07-01 10:00")
	list("c-3", "统计", "2025-08-01 10:00")
	for at, want := range map[string]string{"2025-04-08 09:59": "",
		"2025-05-01 10:00": CauseNegativeList,
		"2025-05-20 10:00": "", "2025-07-15 10:00": "", "2025-08-01 10:00": CauseNegativeList} {
		if got := b.cause("gz-health/visits", at); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

// GZ §15¶3: data enters asset management by its holder; finance may sign, else it is attested.
func TestAsset(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	b.must(draft("gz-health/raw"), "gz-health")
	m := &AssetRecord{ID: id("gz-health/asset"), Resource: id("gz-health/visits"), Number: "ZC-1",
		Booked: wire.Date(20250105), Basis: evidence("认定")}
	for _, change := range []func(*AssetRecord){
		func(m *AssetRecord) { m.Number = "" }, func(m *AssetRecord) { m.Booked = 20250230 },
		func(m *AssetRecord) { m.Booked = 20990101 }, func(m *AssetRecord) { m.Basis.Number = "" }} {
		bad := *m
		change(&bad)
		b.refuse(&bad, "body.field", "gz-health")
	}
	draftOnly := *m
	draftOnly.Resource = id("gz-health/raw")
	b.refuse(&draftOnly, "resource.not_public", "gz-health")
	theirs := *m
	theirs.ID = id("gz-hr/asset")
	b.refuse(&theirs, "resource.not_own", "gz-hr")
	b.must(m, "gz-health", "gz-finance")
	b.refuse(m, "catalog.id_taken", "gz-health")
	m.ID = id("gz-health/asset-2")
	b.must(m, "gz-health")
	got, err := ask(b, "assets", "place", "520000")
	items := got.(rule.Page[Asset]).Items
	if err != nil || len(items) != 2 || items[0].Attested || !items[1].Attested {
		t.Errorf("%+v %v", got, err)
	}
}
