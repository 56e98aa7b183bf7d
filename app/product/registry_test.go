package product_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/product"
)

// A maker without the registry's signature may claim a number that is not its own; the registry
// still registers the product that the number belongs to.
func TestClaimedNumberGivesWay(t *testing.T) {
	b, a := operating(t)
	b.must(twoStep(b, a), "gz-operator")
	b.must(create(a, "gz-operator/p2", id("gz-operator/r1")), "gz-operator")
	for _, name := range []string{"gz-operator/p1", "gz-operator/p2"} {
		b.must(&product.Submit{Product: id(name), Version: 1}, "gz-operator")
		b.must(review(name, false), "gz-bureau")
	}
	claim := register("gz-operator/p2", "黔数登1", "gz-health/visits")
	claim.Evidence = evidence("登记证书")
	b.must(claim, "gz-operator")
	own := register("gz-operator/p1", "黔数登1", "gz-health/visits", "gz-hospital/beds")
	attested := *own
	attested.Evidence = evidence("登记证书")
	b.refuse(&attested, "product.registry_no", "gz-operator")
	b.must(own, "gz-registry")
	if p, _ := product.Get(b.store, id("gz-operator/p1"), 1); p.RegistryNo != "黔数登1" {
		t.Errorf("%+v", p.RegistryNo)
	}
	b.must(create(a, "gz-operator/p3", id("gz-operator/r1")), "gz-operator")
	b.must(&product.Submit{Product: id("gz-operator/p3"), Version: 1}, "gz-operator")
	b.must(review("gz-operator/p3", false), "gz-bureau")
	b.refuse(register("gz-operator/p3", "黔数登1", "gz-health/visits"), "product.registry_no",
		"gz-registry")
}

// A re-developed product is published while the development-use agreement runs, not only the
// authorization above it (GZ §19).
func TestPublishAfterTheDevelopmentUseAgreement(t *testing.T) {
	b := redeveloped(t)
	b.must(&product.Submit{Product: id("gz-dev/score"), Version: 1}, "gz-dev")
	b.must(review("gz-dev/score", false), "gz-bureau")
	b.must(register("gz-dev/score", "黔数登2", "gz-health/visits", "gz-hospital/beds"), "gz-registry")
	b.at("2026-04-01 00:00")
	r := b.refuse(publish("gz-dev/score"), "product.agreement", "gz-dev")
	if r.Args[1] != "gz-operator/d1" {
		t.Errorf("names %s", r.Args[1])
	}
	b.at("2026-03-31 23:59")
	b.must(publish("gz-dev/score"), "gz-dev")
}
