package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
)

// S21: a negative list that hits a live grant is a cause for as long as it stands, over any window
// that touches it, and nothing of the grant changes (rulings E6).
func TestNegativeListHitsALiveGrant(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	b.at("2025-03-03 09:00")
	g := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	b.must(g, "gz-bureau")
	b.must(&catalog.NeglistPropose{ID: id("gz-health/n-1"), Resource: id("gz-health/visits"),
		Reason: "涉及个人隐私"}, "gz-health")
	b.at("2025-04-08 10:00")
	b.must(&catalog.NeglistApprove{ID: id("gz-health/n-1"), Keeper: "gz-bureau"}, "gz-gov")
	late := operatorGrant(a, resourceItem("gz-health/visits", "month"))
	late.ID.Local += "-late"
	if r := b.refuse(late, "access.not_authorizable", "gz-bureau"); r.Article != "GZ §2¶2" {
		t.Errorf("cites %s", r.Article)
	}
	b.at("2025-04-10 10:00")
	b.must(&catalog.NeglistLift{ID: id("gz-health/n-1"), Reason: "已脱敏"}, "gz-bureau")
	for _, v := range []struct{ from, to, cause string }{
		{"2025-04-08 09:00", "2025-04-08 10:00", ""},
		{"2025-04-08 09:00", "2025-04-08 10:01", catalog.CauseNegativeList},
		{"2025-04-09 09:00", "2025-04-09 10:00", catalog.CauseNegativeList},
		{"2025-04-07 09:00", "2025-04-11 10:00", catalog.CauseNegativeList},
		{"2025-04-10 10:00", "2025-04-10 11:00", ""},
	} {
		b.at(v.from)
		from := b.time
		b.at(v.to)
		cause, ok := access.UsableDuring(b.store, g.ID, from, b.time)
		if cause != v.cause || ok != (v.cause == "") {
			t.Errorf("[%s, %s): %q %v, want %q", v.from, v.to, cause, ok, v.cause)
		}
	}
}
