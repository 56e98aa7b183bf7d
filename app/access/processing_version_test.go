package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/catalog"
)

// A job cites the version that was in force when it began where a newer one marks what it read as
// personal data or as secret; a version replaced later, or without such a mark, is good.
func TestOldVersion(t *testing.T) {
	b, a := ready(t)
	b.must(operatorGrant(a, resourceItem("gz-health/visits", "month", "sex")), "gz-bureau")
	b.time += 7200
	update := func(version uint32, secret bool, personal ...string) {
		v, _ := catalog.Get(b.store, id("gz-health/visits"))
		m := &catalog.ResourceUpdate{ID: v.ID, Version: version, Name: v.Name, Class: v.Class,
			Grade: v.Grade, Secret: secret, Personal: len(personal) > 0}
		for _, f := range v.Fields {
			f.Personal = len(personal) > 0 && f.Name == personal[0]
			m.Fields = append(m.Fields, f)
		}
		b.must(m, "gz-health", "gz-bureau")
	}
	in := resourceInput("gz-health/visits", "month")
	update(2, false)
	b.time += 7200
	b.must(b.record("gz-operator/a", "gz-bureau/g1", in), "gz-operator")
	update(3, false, "sex")
	b.must(b.record("gz-operator/b", "gz-bureau/g1", resourceInput("gz-health/visits", "sex")),
		"gz-operator") // it began before
	b.time += 7200
	b.refuse(b.record("gz-operator/c", "gz-bureau/g1", resourceInput("gz-health/visits", "sex")),
		"processing.old_version", "gz-operator")
	b.must(b.record("gz-operator/c", "gz-bureau/g1", in), "gz-operator") // it read nothing marked
	in.Version = 3
	in.Fields = []string{"sex"}
	b.must(b.record("gz-operator/d", "gz-bureau/g1", in), "gz-operator")
	update(4, true)
	b.time += 7200
	b.refuse(b.record("gz-operator/e", "gz-bureau/g1", in), "processing.old_version", "gz-operator")
}
