package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/regime"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

func propose(name string) *NeglistPropose {
	return &NeglistPropose{ID: id(name), Resource: id("gz-health/visits"), Reason: "涉及个人隐私"}
}

func (b *book) cause(of, at string) string {
	b.t.Helper()
	cause, _ := Authorizable(b.store, id(of), instant(b.t, at))
	return cause
}

// S21, Guizhou: only the provincial government puts a resource on the negative list (GZ §2¶2).
func TestNegativeListOfTheProvince(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	m := propose("gz-health/n-1")
	b.refuse(m, "body.field", "gz-hr")
	stranger := *m
	stranger.ID = id("gz-operator/n-1")
	b.refuse(&stranger, "party.role_missing", "gz-operator")
	other := *m
	other.ID = id("gz-hr/n-1")
	b.refuse(&other, "resource.not_own", "gz-hr")
	unknown := *m
	unknown.Resource = id("gz-health/none")
	b.refuse(&unknown, "resource.unknown", "gz-health")
	bare := *m
	bare.Reason = ""
	if r := b.refuse(&bare, "resource.reasons_missing", "gz-health"); r.Article != "GZ §2¶2" {
		t.Errorf("ErrNoReasons cites %s", r.Article)
	}
	b.must(m, "gz-health")
	b.refuse(m, "catalog.id_taken", "gz-health")
	if got := b.cause("gz-health/visits", "2025-01-10 09:00"); got != "" {
		t.Errorf("proposed only: %s", got)
	}
	b.at("2025-04-08 10:00")
	yes := &NeglistApprove{ID: m.ID, Keeper: "gz-bureau"}
	for _, by := range []string{"gy-gov", "gz-bureau", "gz-health"} {
		if r := b.refuse(yes, "neglist.approver", by); r.Article != "GZ §2¶2" {
			t.Errorf("ErrApprover cites %s", r.Article)
		}
	}
	b.refuse(&NeglistApprove{ID: m.ID, Keeper: "gy-bureau"}, "neglist.keeper", "gz-gov")
	b.refuse(&NeglistApprove{ID: id("gz-health/x"), Keeper: "gz-bureau"}, "neglist.unknown", "gz-gov")
	b.refuse(&NeglistApprove{ID: m.ID}, "body.field", "gz-gov")
	b.must(yes, "gz-gov")
	b.refuse(yes, "neglist.status", "gz-gov")
	if a, c := b.cause("gz-health/visits", "2025-04-08 09:59"),
		b.cause("gz-health/visits", "2025-04-08 10:00"); a != "" || c != CauseNegativeList {
		t.Errorf("before %q, from then on %q", a, c)
	}
	second := propose("gz-health/n-2")
	b.must(second, "gz-health")
	b.refuse(&NeglistApprove{ID: second.ID, Keeper: "gz-bureau"}, "resource.kept_out", "gz-gov")
}

// An exclusion is an interval: windows before and after it are free, those that touch it are not.
func TestExclusionIsAnInterval(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	b.must(propose("gz-health/n-1"), "gz-health")
	b.at("2025-04-08 10:00")
	b.must(&NeglistApprove{ID: id("gz-health/n-1"), Keeper: "gz-bureau"}, "gz-gov")
	b.at("2025-05-08 10:00")
	lift := &NeglistLift{ID: id("gz-health/n-1"), Reason: "已脱敏"}
	b.refuse(lift, "neglist.keeper", "gy-bureau")
	b.refuse(&NeglistLift{ID: lift.ID}, "body.field", "gz-bureau")
	b.must(lift, "gz-bureau")
	b.refuse(lift, "neglist.status", "gz-bureau")
	for _, v := range []struct {
		from, to string
		free     bool
	}{
		{"2025-04-01 00:00", "2025-04-08 10:00", true}, {"2025-04-01 00:00", "2025-04-08 10:01", false},
		{"2025-04-20 00:00", "2025-04-21 00:00", false}, {"2025-05-08 09:59", "2025-06-01 00:00", false},
		{"2025-05-08 10:00", "2025-06-01 00:00", true}, {"2025-04-01 00:00", "2025-06-01 00:00", false},
	} {
		cause, ok := AuthorizableDuring(b.store, id("gz-health/visits"), instant(t, v.from),
			instant(t, v.to))
		if ok != v.free {
			t.Errorf("[%s, %s): %v %s", v.from, v.to, ok, cause)
		}
	}
	// Once more in the same second as it was lifted.
	b.must(propose("gz-health/n-2"), "gz-health")
	b.must(&NeglistApprove{ID: id("gz-health/n-2"), Keeper: "gz-bureau"}, "gz-gov")
	for _, v := range invariants {
		if err := v.Check(b.store); err != nil {
			t.Error(v.Name, err)
		}
	}
	got, err := ask(b, "exclusions", "resource", "gz-health/visits", "status", InForce)
	if err != nil || len(got.(rule.Page[ExclusionShown]).Items) != 1 {
		t.Errorf("%+v %v", got, err)
	}
}

func yunnan(more ...string) map[string]string {
	return with(guizhou, append([]string{"neglist.approver", "government @ YN §15¶1",
		"neglist.keeper", "bureau @ YN §15¶2", "neglist.recheck", "12 months @ YN §15¶2",
		"quality.deadline", "10 working_days @ YN §17¶2", "quality.start", "receipt @ YN §17¶2",
		"backflow", "provider_consent @ YN §16¶2"}, more...)...)
}

// S21, Yunnan: the government of the same level approves, and the entry is checked every year.
func TestNegativeListOfTheLevel(t *testing.T) {
	b := newBook(t, yunnan())
	m := draft("gy-hospital/visits")
	m.Jurisdiction = "520100"
	b.must(m, "gy-hospital")
	b.must(&NeglistPropose{ID: id("gy-hospital/n-1"), Resource: m.ID, Reason: "隐私"}, "gy-hospital")
	b.at("2025-11-20 10:00")
	yes := &NeglistApprove{ID: id("gy-hospital/n-1"), Keeper: "gy-bureau"}
	b.refuse(yes, "neglist.approver", "gz-gov")
	b.must(yes, "gy-gov")
	e, _ := exclusions.Get(b.store, yes.ID)
	for _, v := range []struct {
		at      string
		overdue bool
	}{{"2026-11-20 23:59", false}, {"2026-11-21 00:00", true}} {
		d, ok := regime.Deadline(b.store, e.duty(), instant(t, v.at))
		if !ok || d.Owner != "gy-bureau" || d.Due.String() != "2026-11-20" {
			t.Fatalf("%+v %v", d, ok)
		}
		if d.Overdue && !v.overdue {
			t.Errorf("at %s: %+v", v.at, d)
		}
	}
	b.at("2026-10-09 10:00")
	again := &NeglistRecheck{ID: yes.ID, Finding: "继续保留"}
	b.refuse(again, "neglist.keeper", "gz-bureau")
	b.refuse(&NeglistRecheck{ID: yes.ID}, "body.field", "gy-bureau")
	b.must(again, "gy-bureau")
	e, _ = exclusions.Get(b.store, yes.ID)
	if d, ok := regime.Deadline(b.store, e.duty(), b.time); !ok || d.Due.String() != "2027-10-09" ||
		e.Rechecks != 1 {
		t.Errorf("%+v %v", d, ok)
	}
	b.must(&NeglistLift{ID: yes.ID, Reason: "已脱敏"}, "gy-bureau")
	if d, _ := regime.Deadline(b.store, e.duty(), b.time); d.Cause != "exclusion.lifted" {
		t.Error("a lifted entry is still to be checked")
	}
}

// A government without a key: the keeper records its document, marked attested (rulings L3).
func TestNegativeListByDocument(t *testing.T) {
	b := newBook(t, guizhou)
	b.must(draft("gz-health/visits"), "gz-health")
	b.must(propose("gz-health/n-1"), "gz-health")
	yes := &NeglistApprove{ID: id("gz-health/n-1"), Keeper: "gz-bureau", Approval: evidence("黔府函1")}
	b.refuse(yes, "neglist.approver", "gz-health")
	b.must(yes, "gz-bureau")
	if e, _ := exclusions.Get(b.store, yes.ID); !e.Attested || e.Approver != "gz-bureau" {
		t.Errorf("%+v", e)
	}
	b.must(&ResourceReview{ID: id("gz-health/visits"), Pass: true}, "gz-bureau")
	if r := b.refuse(&ResourcePublish{ID: id("gz-health/visits")}, "resource.kept_out",
		"gz-bureau"); r.Article != "GZ §2¶2" {
		t.Errorf("ErrKeptOut cites %s", r.Article)
	}
}

// Where there is no list, the provider's statement of reasons and basis is enough (GD §11¶5).
func TestRefusalWithReasons(t *testing.T) {
	b := newBook(t, guizhou)
	b.registered(draft("gz-health/visits"))
	m := &ResourceRefuse{ID: id("gz-health/no-1"), Resource: id("gz-health/visits"), Reason: "商业秘密",
		Basis: evidence("依据")}
	b.refuse(m, "neglist.required", "gz-health")

	b = newBook(t, with(guizhou, "neglist.exists", "false @ GD §11¶5",
		"neglist.reasons_required", "true @ GD §11¶5"))
	b.registered(draft("gz-health/visits"))
	b.refuse(propose("gz-health/n-1"), "neglist.none", "gz-health")
	bare := *m
	bare.Reason = ""
	b.refuse(&bare, "resource.reasons_missing", "gz-health")
	bare = *m
	bare.Basis.Number = ""
	if r := b.refuse(&bare, "resource.reasons_missing", "gz-health"); r.Article != "GD §11¶5" ||
		r.Field != "basis" {
		t.Errorf("cites %s, field %s", r.Article, r.Field)
	}
	b.refuse(m, "body.field", "gz-hr")
	b.must(m, "gz-health")
	if got := b.cause("gz-health/visits", "2025-01-10 09:00"); got != CauseRefused {
		t.Errorf("cause %q", got)
	}
	again := *m
	again.ID = id("gz-health/no-2")
	b.refuse(&again, "resource.kept_out", "gz-health")
	b.refuse(&NeglistRecheck{ID: m.ID, Finding: "保留"}, "neglist.keeper", "gz-bureau")
	b.refuse(&NeglistLift{ID: m.ID, Reason: "x"}, "party.role_missing", "gz-bureau")
	b.must(&NeglistLift{ID: m.ID, Reason: "公开后不再涉密"}, "gz-health")
	if got := b.cause("gz-health/visits", "2025-01-10 09:00"); got != "" {
		t.Errorf("taken back: %q", got)
	}
}
