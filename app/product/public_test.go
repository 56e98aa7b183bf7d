package product_test

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/product"
)

func suspend() *product.Suspend {
	return &product.Suspend{Product: id(p1), Version: 1, Cause: "资源被列入负面清单"}
}

func resume() *product.Resume {
	return &product.Resume{Product: id(p1), Version: 1, Evidence: evidence("整改报告")}
}

// A suspension is dated: what was public before and after it stands, in it nothing is.
func TestSuspension(t *testing.T) {
	b, _ := published(t)
	b.refuse(resume(), "product.status", "gz-bureau")
	b.refuse(suspend(), "product.withdrawer", "gz-rival")
	b.refuse(&product.Suspend{Product: id(p1), Version: 1}, "body.field", "gz-bureau")
	b.time += 60
	from := b.time
	b.must(suspend(), "gz-bureau")
	b.refuse(suspend(), "product.status", "gz-bureau")
	b.refuse(&product.Resume{Product: id(p1), Version: 1}, "body.field", "gz-bureau")
	b.refuse(resume(), "product.resumer", "gz-operator")
	b.time += 3600
	to := b.time
	b.must(resume(), "gz-bureau")
	b.time += 60
	p, _ := product.Get(b.store, id(p1), 1)
	if !p.PublishedAt(from-1) || p.PublishedAt(from) || p.PublishedAt(to-1) || !p.PublishedAt(to) ||
		p.PublishedDuring(from-1, to+1) || !product.Published(b.store, id(p1), 1, b.time) {
		t.Errorf("%+v", p.Pauses)
	}
	if o, _ := access.GetOffered(b.store, id(p1), 1); len(o.Paused) != 1 || o.Paused[0].From != from ||
		o.Paused[0].To != to {
		t.Errorf("offered %+v", o)
	}
	b.must(suspend(), "gz-operator")
	b.must(resume(), "gz-bureau")
	b.must(suspend(), "gz-operator")
	b.must(&product.Withdraw{Product: id(p1), Version: 1, Cause: "停用"}, "gz-operator")
	b.refuse(resume(), "product.status", "gz-operator")
}

func TestSuspensionsAreBounded(t *testing.T) {
	b, _ := published(t)
	for range 64 {
		b.time += 60
		b.must(suspend(), "gz-operator")
		b.time += 60
		b.must(resume(), "gz-operator")
	}
	b.refuse(suspend(), "product.pauses", "gz-operator")
}

// Where registration of a developer's product is only encouraged (HB 四(六)3), publication goes on
// without it and is flagged until it is made up for.
func TestEncouragedRegistration(t *testing.T) {
	b := redeveloped(t, "product.registration.redeveloped", "encouraged")
	b.must(&product.Submit{Product: id(score), Version: 1}, "gz-dev")
	b.must(review(score, false), "gz-bureau")
	out := b.must(publish(score), "gz-dev")
	if e := out[0].(product.WasPublished); !slices.Equal(e.Flags, []string{product.FlagUnregistered}) {
		t.Errorf("%+v", e)
	}
	flags := func() int {
		got, _ := b.ask("product", "product", score)
		return len(got.(product.Shown).Flags)
	}
	if flags() != 1 {
		t.Error("not flagged")
	}
	b.must(register(score, "黔数登2", "gz-health/visits", "gz-hospital/beds"), "gz-registry")
	if p, _ := product.Latest(b.store, id(score)); flags() != 0 || p.Status != product.OnSale {
		t.Errorf("%s, %d flags", p.Status, flags())
	}
}

// A version is published where its regime says (HB 四(五)2: the registration platform).
func TestPublishPlace(t *testing.T) {
	b := submitted(t, "product.publish_place", "registry")
	b.must(review(p1, false), "gz-bureau")
	b.must(register(p1, "黔数登1", "gz-hospital/beds", "gz-health/visits"), "gz-registry")
	m := publish(p1)
	m.Places = []string{"platform"}
	b.refuse(m, "product.publish_place", "gz-operator")
	m.Places = []string{"somewhere"}
	b.refuse(m, "body.field", "gz-operator")
	m.Places = nil
	b.must(m, "gz-operator")
	if p, _ := product.Latest(b.store, id(p1)); len(p.Places) != 1 || p.Places[0] != "registry" {
		t.Errorf("%v", p.Places)
	}
}
