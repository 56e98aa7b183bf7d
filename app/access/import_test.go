package access_test

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/wire"
)

func imported(name string, a string) *access.ImportRecord {
	return &access.ImportRecord{ID: id(name), Agreement: id(a), Name: "企业用电", Of: "enterprise",
		Source: "供电公司", Fields: []string{"month", "kwh"}, Basis: evidence("数据合作合同")}
}

func importInput(name string, fields ...string) access.Input {
	return access.Input{Object: id(name), Kind: access.KindImport, Fields: fields}
}

// Lawful non-public data may be imported (GZ §29) and read by the importer's jobs under the same
// agreement while its basis lasts.
func TestImport(t *testing.T) {
	b := granted(t)
	for name, change := range map[string]func(*access.ImportRecord){
		"no basis":    func(m *access.ImportRecord) { m.Basis.Number = "" },
		"no source":   func(m *access.ImportRecord) { m.Source = "" },
		"no fields":   func(m *access.ImportRecord) { m.Fields = nil },
		"of what":     func(m *access.ImportRecord) { m.Of = "public" },
		"no such day": func(m *access.ImportRecord) { m.LastDay = 20251301 },
	} {
		t.Run(name, func(t *testing.T) {
			m := imported("gz-operator/i1", "gz-bureau/a1")
			change(m)
			b.refuse(m, "body.field", "gz-operator")
		})
	}
	b.refuse(imported("gz-operator/i1", "gz-bureau/a9"), "access.unknown_agreement", "gz-operator")
	b.refuse(imported("gz-rival/i1", "gz-bureau/a1"), "access.wrong_signer", "gz-rival")
	m := imported("gz-operator/i1", "gz-bureau/a1")
	m.LastDay = b.time.Date()
	b.must(m, "gz-operator")
	b.refuse(m, "access.duplicate", "gz-operator")
	job := func(name string, fields ...string) *access.ProcessingRecord {
		return b.record(name, "gz-bureau/g1", importInput("gz-operator/i1", fields...),
			resourceInput("gz-health/visits", "month"))
	}
	b.refuse(job("gz-operator/a", "kwh"), "processing.import", "gz-operator") // began before it
	b.time += 3600
	b.refuse(job("gz-operator/a", "price"), "access.unknown_field", "gz-operator")
	unknown := job("gz-operator/a", "kwh")
	unknown.Inputs[0].Object = id("gz-operator/i9")
	if r := b.refuse(unknown, "processing.import", "gz-operator"); r.Article != "GZ §29" {
		t.Errorf("cites %s", r.Article)
	}
	versioned := job("gz-operator/a", "kwh")
	versioned.Inputs[0].Version = 1
	b.refuse(versioned, "body.field", "gz-operator")
	b.must(job("gz-operator/a", "kwh"), "gz-operator")
	b.time = b.time.Date().End() + 3600
	b.refuse(job("gz-operator/b", "kwh"), "processing.import", "gz-operator") // its basis is over
	if _, err := b.ask("import", "id", "gz-operator/i1"); err != nil {
		t.Error(err)
	}
}

func TestImportConditions(t *testing.T) {
	b := granted(t, "import.nonpublic", "impl_approval")
	m := imported("gz-operator/i1", "gz-bureau/a1")
	b.refuse(m, "import.approval", "gz-operator")
	b.must(m, "gz-operator", "gz-bureau")

	b = granted(t, "import.nonpublic", "approved_rules", "developer.rules_approved_by", "bureau")
	b.refuse(m, "import.rules", "gz-operator")
	rules := id("gz-operator/rules")
	b.must(&authorization.DeveloperRulesSubmit{ID: rules, Jurisdiction: "520000",
		Subjects: []string{"social_data"}, Document: evidence("社会数据接入规范")}, "gz-operator")
	b.refuse(m, "import.rules", "gz-operator")
	b.must(&authorization.DeveloperRulesApprove{ID: rules, Pass: true}, "gz-bureau")
	b.must(m, "gz-operator")
	if v, _ := access.GetImport(b.store, m.ID); v.Rules != rules {
		t.Errorf("%+v", v)
	}
}

// Imports after the agreement's end are refused.
func TestImportAfterTheEnd(t *testing.T) {
	b := granted(t)
	b.time = date("2028-03-01").Start()
	b.refuse(imported("gz-operator/i1", "gz-bureau/a1"), "access.agreement_not_running",
		"gz-operator")
}

// A job reads fields that the cited version of a resource had (rulings L2).
func TestFieldsOfTheVersion(t *testing.T) {
	b := newBook(t)
	a := b.agreement()
	m := operatorGrant(a, resourceItem("gz-health/visits", "month", "sex"))
	b.must(m, "gz-bureau")
	b.at("2025-05-01 10:00")
	b.update("gz-health/visits", 2, "month", "age")
	b.time += 7200
	in := resourceInput("gz-health/visits", "sex")
	b.must(b.record("gz-operator/a", "gz-bureau/g1", in), "gz-operator")
	in.Version = 2
	b.refuse(b.record("gz-operator/b", "gz-bureau/g1", in), "access.unknown_field", "gz-operator")
	in.Fields = []string{"month"}
	b.must(b.record("gz-operator/b", "gz-bureau/g1", in), "gz-operator")
	early := b.record("gz-operator/c", "gz-bureau/g1", in)
	early.Started, early.Ended = b.time-9000, b.time-8000
	b.refuse(early, "processing.no_version", "gz-operator")
	var none wire.ID
	if _, ok := access.GetImport(b.store, none); ok {
		t.Error("an import without id")
	}
}

// update makes the next version of a resource.
func (b *book) update(name string, version uint32, fields ...string) {
	b.Helper()
	m := &catalog.ResourceUpdate{ID: id(name), Version: version, Name: name, Class: "医疗",
		Grade: "一般"}
	for _, f := range fields {
		m.Fields = append(m.Fields, catalog.Field{Name: f, Type: "text"})
	}
	b.must(m, m.ID.Party, "gz-bureau")
}
