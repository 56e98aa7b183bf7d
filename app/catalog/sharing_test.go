package catalog

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
)

func shared(b *book) {
	m := draft("gz-health/income")
	m.Origin, m.Sharer = Shared, "gz-hr"
	b.registered(m)
}

// S10: only the collector asks, only the sharer answers, and withdrawal looks forward only.
func TestConsentOfTheSharer(t *testing.T) {
	b := newBook(t, with(guizhou, "shared_data.consent_collector", "impl @ HE §11¶2",
		"shared_data.consent_required", "true @ HE §11¶2"))
	shared(b)
	b.registered(draft("gz-health/visits"))
	m := &SharingRequest{ID: id("gz-bureau/c-1"), Resource: id("gz-health/income"), Scope: "普惠金融"}
	mine := *m
	mine.ID = id("gz-operator/c-1")
	if r := b.refuse(&mine, "sharing.collector", "gz-operator"); r.Article != "HE §11¶2" {
		t.Errorf("ErrCollector cites %s", r.Article)
	}
	b.refuse(m, "body.field", "gz-hr")
	own := *m
	own.Resource = id("gz-health/visits")
	b.refuse(&own, "sharing.not_shared", "gz-bureau")
	own.Resource = id("gz-health/none")
	b.refuse(&own, "resource.unknown", "gz-bureau")
	b.refuse(&SharingRequest{ID: m.ID, Resource: m.Resource}, "body.field", "gz-bureau")
	b.must(m, "gz-bureau")
	b.refuse(m, "catalog.id_taken", "gz-bureau")

	b.at("2025-03-16 10:00")
	yes := &SharingGive{ID: m.ID, Consent: true, Evidence: evidence("复函1")}
	if r := b.refuse(yes, "sharing.collector", "gz-operator"); r.Article != "HE §11¶2" {
		t.Errorf("a consent uploaded by the operator: cites %s", r.Article)
	}
	b.refuse(&SharingGive{ID: m.ID, Consent: true}, "sharing.answer_missing", "gz-bureau")
	b.refuse(&SharingGive{ID: m.ID}, "body.field", "gz-hr")
	b.refuse(&SharingGive{ID: id("gz-bureau/x"), Consent: true}, "sharing.unknown", "gz-hr")
	out := &SharingWithdraw{ID: m.ID, Reason: "用途变更"}
	b.refuse(out, "sharing.status", "gz-hr")
	b.must(yes, "gz-bureau")
	if k, _ := consents.Get(b.store, m.ID); !k.Attested || k.Status != Given {
		t.Errorf("%+v", k)
	}
	b.refuse(yes, "sharing.status", "gz-bureau")
	second := *m
	second.ID = id("gz-bureau/c-2")
	b.must(&second, "gz-bureau")
	b.refuse(&SharingGive{ID: second.ID, Consent: true}, "sharing.given", "gz-hr")
	b.must(&SharingGive{ID: second.ID, Reason: "已有同意"}, "gz-hr")

	b.at("2025-06-01 10:00")
	b.refuse(&SharingWithdraw{ID: m.ID}, "body.field", "gz-hr")
	b.refuse(out, "sharing.collector", "gz-health")
	b.must(out, "gz-hr")
	for _, v := range []struct{ at, cause string }{{"2025-03-16 09:59", CauseNoConsent},
		{"2025-03-16 10:00", ""}, {"2025-06-01 09:59", ""}, {"2025-06-01 10:00", CauseNoConsent}} {
		if got := b.cause("gz-health/income", v.at); got != v.cause {
			t.Errorf("at %s: %q, want %q", v.at, got, v.cause)
		}
	}
	if _, ok := AuthorizableDuring(b.store, m.Resource, instant(t, "2025-05-31 00:00"),
		instant(t, "2025-06-02 00:00")); ok {
		t.Error("a window across the withdrawal passes")
	}
	for _, v := range invariants {
		if err := v.Check(b.store); err != nil {
			t.Error(v.Name, err)
		}
	}
	got, err := ask(b, "consents", "status", Withdrawn)
	if err != nil || len(got.(rule.Page[Consent]).Items) != 1 {
		t.Errorf("%+v %v", got, err)
	}
}
