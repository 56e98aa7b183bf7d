package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/wire"
)

const controls = "real_name,filing,vetting,nda,recorded"

func worker(name string) *access.PersonRegister {
	return &access.PersonRegister{ID: id(name), Jurisdiction: "520000", Handle: wire.Hash{1},
		Controls: items("real_name", "filing", "vetting", "nda")}
}

// Workers are on file before they work, with all that the regime asks for, and named in the record.
func TestPersons(t *testing.T) {
	b := granted(t, "processing.person_controls", controls)
	job := func(name string, who ...string) *access.ProcessingRecord {
		m := b.record(name, "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
		for _, p := range who {
			m.Persons = append(m.Persons, id(p))
		}
		return m
	}
	b.refuse(job("gz-operator/a"), "processing.persons_missing", "gz-operator")
	b.refuse(job("gz-operator/a", "gz-operator/w1"), "processing.person", "gz-operator")
	short := worker("gz-operator/w1")
	short.Controls = short.Controls[:3]
	if r := b.refuse(short, "person.controls", "gz-operator"); r.Field != "controls" {
		t.Error(r.Field)
	}
	double := worker("gz-operator/w1")
	double.Controls = append(double.Controls, double.Controls[0])
	b.refuse(double, "body.field", "gz-operator")
	bare := worker("gz-operator/w1")
	bare.Handle = wire.Hash{}
	b.refuse(bare, "body.field", "gz-operator")
	b.refuse(worker("gz-operator/w1"), "body.field", "gz-rival")
	b.must(worker("gz-operator/w1"), "gz-operator")
	b.refuse(worker("gz-operator/w1"), "access.duplicate", "gz-operator")
	b.refuse(worker("gz-operator/w2"), "person.duplicate", "gz-operator")
	b.must(worker("gz-rival/w1"), "gz-rival")
	b.refuse(job("gz-operator/a", "gz-operator/w1"), "processing.person", "gz-operator")
	b.time += 3600
	b.must(job("gz-operator/a", "gz-operator/w1"), "gz-operator")
	b.refuse(job("gz-operator/b", "gz-rival/w1"), "processing.person", "gz-operator")
	b.refuse(job("gz-operator/b", "gz-operator/w1", "gz-operator/w1"), "body.field", "gz-operator")
	b.refuse(&access.PersonEnd{ID: id("gz-operator/w1")}, "body.field", "gz-operator")
	b.must(&access.PersonEnd{ID: id("gz-operator/w1"), Cause: "离岗"}, "gz-operator")
	b.refuse(&access.PersonEnd{ID: id("gz-operator/w1"), Cause: "离岗"}, "processing.person",
		"gz-operator")
	good := job("gz-operator/b", "gz-operator/w1")
	b.time += 60
	b.refuse(job("gz-operator/c", "gz-operator/w1"), "processing.person", "gz-operator")
	b.must(good, "gz-operator") // of the hour before the end
	b.must(worker("gz-operator/w2"), "gz-operator")
	if v, ok := access.GetPerson(b.store, id("gz-operator/w1")); !ok || v.To == 0 || v.Cause == "" {
		t.Errorf("%+v", v)
	}
	if _, err := b.ask("person", "id", "gz-operator/w2"); err != nil {
		t.Error(err)
	}
}

// A file opened where less is asked does not do where more is asked.
func TestPersonsOfAnotherRegime(t *testing.T) {
	b := granted(t)
	thin := worker("gz-operator/w1")
	thin.Controls = nil
	b.must(thin, "gz-operator")
	b.time += 3600
	m := b.record("gz-operator/a", "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
	b.must(m, "gz-operator") // nobody need be named
	m = b.record("gz-operator/b", "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
	m.Persons = []wire.ID{thin.ID}
	b.must(m, "gz-operator")
	if v, _ := access.GetProcessing(b.store, m.ID); len(v.Persons) != 1 {
		t.Errorf("%+v", v)
	}
}

// Training and validation use sampled, desensitized data where the regime says so (HE §20(3)).
func TestSampled(t *testing.T) {
	b := granted(t, "processing.sampled_desensitized", "training,validation")
	for _, v := range []struct {
		work    string
		sampled bool
		code    string
	}{{"training", false, "processing.not_sampled"}, {"validation", false, "processing.not_sampled"},
		{"training", true, ""}, {"validation", true, ""}, {"testing", false, ""}, {"", false, ""},
		{"production", false, ""}, {"play", true, "body.field"}} {
		m := b.record("gz-operator/x-"+v.work, "gz-bureau/g1",
			resourceInput("gz-health/visits", "month"))
		m.Work, m.Sampled = v.work, v.sampled
		if v.code != "" {
			b.refuse(m, v.code, "gz-operator")
			continue
		}
		if v.work == "" {
			m.ID = id("gz-operator/x")
		}
		b.must(m, "gz-operator")
	}
}
