package access_test

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func resourceInput(name string, fields ...string) access.Input {
	return access.Input{Object: id(name), Kind: access.KindResource, Version: 1, Fields: fields}
}

func dataset(record string, fields ...string) access.Input {
	return access.Input{Object: id(record), Kind: access.KindDataset, Fields: fields}
}

// record is a job of one hour that ended at the book's time.
func (b *book) record(name, grant string, inputs ...access.Input) *access.ProcessingRecord {
	return &access.ProcessingRecord{ID: id(name), Grant: id(grant), Job: "space/" + name,
		Run: "run-" + name, Started: b.time - 3600, Ended: b.time, Inputs: inputs, Output: "out/" + name,
		Columns: []access.Column{{Field: "n",
			From: []access.Source{{Field: inputs[0].Fields[0], Type: "DIRECT",
				Subtype: "AGGREGATION", Masking: true}}}, {Field: "month"}},
		Source: crypto.DigestOf(crypto.DigestSHA256, []byte(name))}
}

// granted is a ledger with the operator's grants g1 (visits month, sex; beds month) since
// 2025-03-03 and g4 for another purpose.
func granted(t *testing.T, set ...string) *book {
	b := newBook(t, set...)
	a := b.agreement()
	b.must(operatorGrant(a, resourceItem("gz-health/visits", "month", "sex"),
		resourceItem("gz-hospital/beds", "month")), "gz-bureau")
	other := operatorGrant(a, resourceItem("gz-hospital/beds", "month"))
	other.ID, other.Purpose = id("gz-bureau/g4"), "insurance"
	b.must(other, "gz-bureau")
	b.at("2025-05-01 10:00")
	return b
}

func TestProcessingRefusals(t *testing.T) {
	b := granted(t)
	b.must(b.record("gz-operator/first", "gz-bureau/g1", resourceInput("gz-health/visits", "month")),
		"gz-operator")
	type R = access.ProcessingRecord
	for _, v := range []struct {
		name, code, article string
		change              func(*R)
	}{
		{"a field not approved", "processing.field_not_granted", "GZ §18¶2",
			func(m *R) { m.Inputs[0].Fields = []string{"month", "name"} }},
		{"no field named", "access.fields_unnamed", "", func(m *R) {
			m.Inputs[0].Fields, m.Columns = nil,
				nil
		}},
		{"an edge from an unlisted field", "body.field", "",
			func(m *R) { m.Columns[0].From[0].Field = "sex" }},
		{"an edge from an unlisted input", "body.field", "",
			func(m *R) { m.Whole = []access.Source{{Input: 1, Field: "month"}} }},
		{"a resource not granted", "processing.input_not_granted", "GZ §28",
			func(m *R) { m.Inputs[0].Object = id("gz-hospital/staff") }},
		{"a version to come", "processing.no_version", "", func(m *R) { m.Inputs[0].Version = 2 }},
		{"no version", "body.field", "", func(m *R) { m.Inputs[0].Version = 0 }},
		{"an input twice", "body.field", "", func(m *R) { m.Inputs = append(m.Inputs, m.Inputs[0]) }},
		{"an unknown kind", "body.field", "", func(m *R) { m.Inputs[0].Kind = "file" }},
		{"a field twice", "body.field", "",
			func(m *R) { m.Inputs[0].Fields = []string{"month", "month"} }},
		{"before the grant", "processing.grant_not_usable", "GZ §16",
			func(m *R) { m.Started = date("2025-03-02").Start() }},
		{"in the future", "processing.future", "", func(m *R) { m.Ended = b.time + 121 }},
		{"ends before it starts", "body.field", "", func(m *R) { m.Ended = m.Started - 1 }},
		{"moved times", "processing.replayed", "", func(m *R) { m.Replayed = true }},
		{"no such grant", "grant.unknown", "", func(m *R) { m.Grant = id("gz-bureau/g9") }},
		{"the id is taken", "access.duplicate", "", func(m *R) { m.ID = id("gz-operator/first") }},
		{"the same output of the same run", "processing.duplicate", "",
			func(m *R) { m.Run, m.Output = "run-gz-operator/first", "out/gz-operator/first" }},
		{"a dataset nobody made", "processing.dataset", "",
			func(m *R) { m.Inputs[0] = dataset("gz-operator/none", "month") }},
		{"a dataset of another scenario", "processing.dataset", "",
			func(m *R) { m.Grant, m.Inputs[0] = id("gz-bureau/g4"), dataset("gz-operator/first", "month") }},
		{"a dataset made later", "processing.dataset", "", func(m *R) {
			m.Ended = b.time - 1
			m.Inputs[0] = dataset("gz-operator/first", "month")
		}},
		{"a column the dataset has not", "access.unknown_field", "",
			func(m *R) { m.Inputs[0], m.Columns = dataset("gz-operator/first", "sex"), nil }},
		{"no output", "body.field", "", func(m *R) { m.Output = "" }},
		{"no digest", "body.field", "", func(m *R) { m.Source = crypto.Digest{} }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.T = t
			m := b.record("gz-operator/x", "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
			v.change(m)
			if r := b.refuse(m, v.code, "gz-operator"); v.article != "" && r.Article != v.article {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
	b.T = t
	m := b.record("gz-rival/x", "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
	b.refuse(m, "processing.not_holder", "gz-rival")
}

func TestProcessingChain(t *testing.T) {
	b := granted(t)
	b.must(b.record("gz-operator/a", "gz-bureau/g1", resourceInput("gz-health/visits", "month",
		"sex")), "gz-operator")
	b.time += 60
	m := b.record("gz-operator/b", "gz-bureau/g1", dataset("gz-operator/a", "n"),
		resourceInput("gz-hospital/beds", "month"))
	m.Ended = b.time + 120
	b.must(m, "gz-operator")
	p, ok := access.GetProcessing(b.store, id("gz-operator/b"))
	if !ok || p.Maker != "gz-operator" || len(p.Inputs) != 2 || !p.Columns[0].From[0].Masking ||
		len(p.Flags) != 0 {
		t.Errorf("%+v", p)
	}
}

// A job of a good hour sent after revocation is accepted and flagged late (E6); so is one sent
// after the lateness window.
func TestLateRecords(t *testing.T) {
	b := granted(t)
	day := b.time
	m := b.record("gz-operator/a", "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
	b.must(&access.GrantRevoke{Grant: id("gz-bureau/g1"), Cause: "x"}, "gz-bureau")
	b.time += 60
	b.must(m, "gz-operator")
	over := b.record("gz-operator/b", "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
	b.refuse(over, "processing.grant_not_usable", "gz-operator")
	old := b.record("gz-operator/c", "gz-bureau/g4", resourceInput("gz-hospital/beds", "month"))
	old.Started, old.Ended = day, day
	b.time = day + 8*86400
	b.must(old, "gz-operator")
	for _, name := range []string{"gz-operator/a", "gz-operator/c"} {
		if p, _ := access.GetProcessing(b.store, id(name)); !slices.Equal(p.Flags,
			[]string{access.FlagLate}) {
			t.Errorf("%s: flags %v", name, p.Flags)
		}
	}
}

// On a test ledger a replayed record is accepted and says so (E16).
func TestReplayedRecord(t *testing.T) {
	b := granted(t, "test_clock", "")
	m := b.record("gz-operator/a", "gz-bureau/g1", resourceInput("gz-health/visits", "month"))
	m.Replayed, m.ColumnsOmitted, m.Columns = true, true, nil
	b.must(m, "gz-operator")
	p, _ := access.GetProcessing(b.store, m.ID)
	if !slices.Equal(p.Flags, []string{access.FlagReplayed, access.FlagColumnsOmitted}) {
		t.Errorf("flags %v", p.Flags)
	}
}

// A developer reads the product versions that are delivered to it, nothing raw.
func TestDeveloperProcessing(t *testing.T) {
	b, a := approved(t)
	b.must(b.dev(a), "gz-operator", "gz-dev")
	b.at("2025-04-10 08:00")
	b.must(developerGrant(productItem("gz-operator/p1")), "gz-operator")
	b.time += 7200
	in := access.Input{Object: id("gz-operator/p1"), Kind: access.KindProduct, Version: 1,
		Fields: []string{"n"}}
	m := b.record("gz-dev/a", "gz-operator/g2", in)
	b.refuse(b.record("gz-dev/b", "gz-operator/g2", resourceInput("gz-health/visits", "month")),
		"processing.input_not_granted", "gz-dev")
	in.Version = 2
	b.refuse(b.record("gz-dev/b", "gz-operator/g2", in), "processing.no_version", "gz-dev")
	b.must(m, "gz-dev")
}

// Scope only narrows: whatever was asked, approved and granted, a record passes exactly when its
// fields are inside all three (law/matrix 1.5, invariant 1).
func TestScopeNarrows(t *testing.T) {
	all := []string{"month", "sex", "name"}
	r := rand.New(rand.NewSource(7))
	some := func() (out []string) {
		for len(out) == 0 {
			for _, f := range all {
				if r.Intn(3) > 0 {
					out = append(out, f)
				}
			}
		}
		return out
	}
	within := func(in, out []string) bool {
		return !slices.ContainsFunc(in, func(f string) bool { return !slices.Contains(out, f) })
	}
	b, a := ready(t, "application.applicant", "operator", "grant.operator_basis", "application")
	accepted := 0
	for i := range 60 {
		asked, bureau, owner, open, used := some(), some(), some(), some(), some()
		b.time += 7200
		local := string(rune('A'+i/26)) + string(rune('a'+i%26))
		m := application(a, local, resourceItem("gz-hospital/beds", asked...))
		m.ID = id("gz-operator/" + local)
		b.must(m, "gz-operator")
		ok := b.try(approve("gz-operator/"+local, resourceItem("gz-hospital/beds", bureau...)),
			"gz-bureau") &&
			b.try(approve("gz-operator/"+local, resourceItem("gz-hospital/beds", owner...)), "gz-hospital")
		g := operatorGrant(a, resourceItem("gz-hospital/beds", open...))
		g.ID, g.Application, g.Purpose = id("gz-bureau/"+local), m.ID, "credit"
		ok = ok && b.try(g, "gz-bureau")
		rec := b.record("gz-operator/r"+local, "gz-bureau/"+local,
			resourceInput("gz-hospital/beds", used...))
		rec.Started, rec.Ended = b.time, b.time
		ok = ok && b.try(rec, "gz-operator")
		want := within(bureau, asked) && within(owner, asked) && within(open, bureau) &&
			within(open, owner) && within(used, open)
		if ok != want {
			t.Fatalf("asked %v, bureau %v, owner %v, open %v, used %v: accepted %v", asked, bureau, owner,
				open, used, ok)
		}
		if ok {
			accepted++
		}
	}
	if accepted < 2 {
		t.Errorf("only %d cases passed", accepted)
	}
}

// try applies a paper when it is acceptable and tells whether it was.
func (b *book) try(m rule.Msg, by ...string) bool {
	b.Helper()
	if apply(b.ctx(state.NewOverlay(b.store), by), m) != nil {
		return false
	}
	b.must(m, by...)
	return true
}

// A new version of a granted product may hold data whose providers never reviewed the application,
// or rest on another agreement: it needs an application of its own (GZ §18).
func TestLaterVersionHoldsMore(t *testing.T) {
	b, a := approved(t)
	b.must(b.dev(a), "gz-operator", "gz-dev")
	b.at("2025-04-10 08:00")
	b.must(developerGrant(productItem("gz-operator/p1")), "gz-operator")
	seen, _ := access.GetOffered(b.store, id("gz-operator/p1"), 1)
	offer := func(version uint32, change func(*access.Offered)) {
		o := seen
		o.Version = version
		o.Resources = append([]wire.ID{}, seen.Resources...)
		change(&o)
		access.Offer(b.ctx(b.store, nil), o)
	}
	offer(2, func(o *access.Offered) {})
	offer(3, func(o *access.Offered) { o.Resources = append(o.Resources, id("gz-hospital/staff")) })
	offer(4, func(o *access.Offered) { o.Agreement = id("gz-bureau/other") })
	b.time += 7200
	in := access.Input{Object: id("gz-operator/p1"), Kind: access.KindProduct, Version: 2,
		Fields: []string{"n"}}
	b.must(b.record("gz-dev/a", "gz-operator/g2", in), "gz-dev")
	in.Version = 3
	m := b.record("gz-dev/b", "gz-operator/g2", in)
	if r := b.refuse(m, "processing.version_wider", "gz-dev"); r.Article != "GZ §18¶2" {
		t.Errorf("cites %s", r.Article)
	}
	in.Version = 4
	b.refuse(b.record("gz-dev/b", "gz-operator/g2", in), "access.not_offered", "gz-dev")
}
