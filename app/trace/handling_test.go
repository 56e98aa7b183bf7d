package trace_test

import (
	"reflect"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/catalog"
	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/product"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// served is a world whose product operator/credit was made of a personal field of tax/pay by grant
// bureau/g, under a regime with other values of some keys.
func served(t testing.TB, set map[string]string) *world {
	w := newWorldWith(t, set, access.Chapter(), trace.Chapter())
	w.party(party.Party{ID: "bureau", Nature: party.Administrative}, "bureau", "impl")
	w.party(party.Party{ID: "operator"}, "operator")
	w.party(party.Party{ID: "dev"}, "developer")
	w.party(party.Party{ID: "elsewhere"}, "operator")
	w.agreement("bureau/yy", "operator", "2026-12-31", plain)
	w.devAgreement("operator/kf", "bureau/yy", "dev", plain)
	for name, v := range map[string]catalog.Resource{"tax/pay": {Personal: true}, "water/use": {},
		"firm/ledger": {Secret: true}} {
		w.resource(name, 1)
		m := table[wire.ID, catalog.Resource](catalog.Chapter(), "catalog/resources")
		r, _ := m.Get(w.s, ref(name))
		r.Personal, r.Secret = v.Personal, v.Secret
		r.Fields = []catalog.Field{{Name: "who", Type: "text", Personal: v.Personal},
			{Name: "n", Type: "int"}}
		m.Set(w.s, r.ID, r)
	}
	w.grant("bureau/g", "tax/pay", "water/use", "firm/ledger")
	w.made("operator/credit", "api", "tax/pay", "who")
	return w
}

func (w *world) grant(name string, resources ...string) {
	g := access.Grant{ID: ref(name), Regime: gz, Jurisdiction: "520000", Layer: access.LayerOperator,
		Holder: "operator", Agreement: ref("bureau/yy"), From: day("2025-03-01"),
		To: day("2027-01-01")}
	for _, r := range resources {
		g.Items = append(g.Items, access.Item{Object: ref(r), Kind: access.KindResource})
	}
	table[wire.ID, access.Grant](access.Chapter(), "access/grants").Set(w.s, g.ID, g)
}

// made publishes a product of one field of one resource.
func (w *world) made(name, form, resource, field string) {
	rec := access.Processing{ID: ref(name + "-job"), Grant: ref("bureau/g"), Maker: "operator",
		Started: day("2025-03-01"), Ended: day("2025-03-01") + 60,
		Inputs: []access.Input{{Object: ref(resource), Kind: access.KindResource, Version: 1,
			Fields: []string{field}}}}
	table[wire.ID, access.Processing](access.Chapter(), "access/processings").Set(w.s, rec.ID, rec)
	w.product(name, product.Primary, "bureau/yy", resource)
	m := table[node, product.Product](product.Chapter(), "product/versions")
	p, _ := m.Get(w.s, node{ref(name), 1})
	p.Processing, p.Form = []wire.ID{rec.ID}, form
	m.Set(w.s, node{p.ID, 1}, p)
}

// calls is a batch of n calls with the consents from first on, one for each of the first listed.
func calls(id, product, from, to string, n int, first uint64, listed int) *trace.Record {
	return batch(id, from, to, func(m *trace.Record) {
		m.Product, m.Count = ref(product), uint64(n)
		m.Counters = []trace.Counter{{Members: []uint16{0}, Units: uint64(n)}}
		for i := range listed {
			m.Consents = append(m.Consents, trace.Covered{Handle: first + uint64(i), N: 1})
		}
	})
}

func (w *world) consents(id, of, product string, n int) {
	w.Helper()
	for i := 0; n > 0; i++ {
		m := &access.ConsentGive{ID: ref(id + string(rune('a'+i))), Jurisdiction: "520000", Of: of,
			Product: ref(product), Evidence: document("授权")}
		for range min(n, 1500) {
			m.Subjects = append(m.Subjects, wire.Hash{byte(n), byte(n >> 8), 1})
			n--
		}
		w.ok(at("2026-05-01 09:00"), m, m.ID.Party)
	}
}

func document(number string) rule.Evidence {
	return rule.Evidence{Number: number, Digest: digest(number)}
}

// Consents at call (S23): 10,000 calls with 9,998 consents are refused, the 9,998 of them pass, and
// a revocation looks ahead only.
func TestConsentAtCall(t *testing.T) {
	w := served(t, map[string]string{"personal.rule": "consent_at_call"})
	w.consents("operator/c", "individual", "operator/credit", 9998)
	now := at("2026-05-12 12:00")
	w.refused(trace.ErrConsentCount, now, calls("operator/b1", "operator/credit",
		"2026-05-12 09:00", "2026-05-12 09:30", 10_000, 1, 9998), "operator")
	w.refused(trace.ErrConsentCount, now, calls("operator/b1", "operator/credit",
		"2026-05-12 09:00", "2026-05-12 09:30", 2, 1, 0), "operator")
	w.ok(now, calls("operator/b1", "operator/credit", "2026-05-12 09:00", "2026-05-12 09:30", 9998, 1,
		9998), "operator")
	b := w.ask("batch", "id", "operator/b1").(trace.Batch)
	if b.Consents != 9998 || b.ConsentsRoot.IsZero() {
		t.Errorf("%+v", b)
	}
	w.ok(at("2026-05-12 10:00"), &access.ConsentRevoke{Handles: []uint64{5},
		Evidence: document("撤回")}, "operator")
	w.ok(now, calls("operator/b2", "operator/credit", "2026-05-12 09:30", "2026-05-12 10:00", 3, 4, 3),
		"operator")
	r := w.refused(trace.ErrConsent, now, calls("operator/b3", "operator/credit",
		"2026-05-12 10:00", "2026-05-12 10:30", 3, 4, 3), "operator")
	if r.Field != "consents[1]" {
		t.Errorf("field %s", r.Field)
	}
	across := calls("operator/b3", "operator/credit", "2026-05-12 09:59", "2026-05-12 10:01", 1, 5, 1)
	across.Stream = "other"
	w.refused(trace.ErrConsent, now, across, "operator")
	w.refused(trace.ErrConsent, now, calls("operator/b3", "operator/credit", "2026-05-12 11:00",
		"2026-05-12 11:01", 1, 20_000, 1), "operator")
	back := calls("operator/b3", "operator/credit", "2026-05-12 11:00", "2026-05-12 11:01", 2, 1, 2)
	back.Consents[1].Handle = 1
	w.refused(rule.BadField, now, back, "operator")
}

// A field that points to nobody needs no consent; an enterprise's secret needs the enterprise's.
func TestConsentsOfWhom(t *testing.T) {
	w := served(t, map[string]string{"personal.rule": "consent_at_call"})
	w.made("operator/plain", "api", "tax/pay", "n")
	w.made("operator/secret", "api", "firm/ledger", "n")
	now := at("2026-05-12 12:00")
	one := func(id, product string, first uint64, listed int) *trace.Record {
		return calls(id, product, "2026-05-12 09:00", "2026-05-12 09:30", 1, first, listed)
	}
	w.ok(now, one("operator/b1", "operator/plain", 0, 0), "operator")
	w.refused(trace.ErrConsentCount, now, one("operator/b2", "operator/secret", 0, 0), "operator")
	w.consents("operator/i", "individual", "operator/secret", 1)
	w.consents("operator/e", "enterprise", "operator/secret", 1)
	w.consents("operator/o", "enterprise", "operator/plain", 1)
	w.refused(trace.ErrConsentScope, now, one("operator/b2", "operator/secret", 1, 1), "operator")
	w.refused(trace.ErrConsentScope, now, one("operator/b2", "operator/secret", 3, 1), "operator")
	w.ok(now, one("operator/b2", "operator/secret", 2, 1), "operator")

	// For a purpose, of whoever makes, records, operates or authorizes the product.
	for _, who := range []string{"operator", "elsewhere"} {
		m := &access.ConsentGive{ID: ref(who + "/p"), Jurisdiction: "520000", Of: "enterprise",
			Purpose: "finance", Subjects: []wire.Hash{{9}}, Evidence: document("授权")}
		w.ok(at("2026-05-01 09:00"), m, who)
	}
	purpose := one("operator/b3", "operator/secret", 4, 1)
	purpose.Stream = "other"
	w.ok(now, purpose, "operator")
	foreign := one("operator/b4", "operator/secret", 5, 1)
	foreign.Stream = "third"
	w.refused(trace.ErrConsentScope, now, foreign, "operator")
}

// Where the regime asks nothing the root suffices; consents that are listed must be good.
func TestConsentsElsewhere(t *testing.T) {
	w := served(t, nil)
	now := at("2026-05-12 12:00")
	w.ok(now, calls("operator/b1", "operator/credit", "2026-05-12 09:00", "2026-05-12 09:30", 5, 0, 0),
		"operator")
	r := w.refused(trace.ErrConsent, now, calls("operator/b2", "operator/credit",
		"2026-05-12 10:00", "2026-05-12 10:30", 1, 7, 1), "operator")
	if r.Article != rule.DefaultRule {
		t.Errorf("cites %s", r.Article)
	}
}

// Anonymized data needs no consent where the regime says either (GD §25¶2).
func TestAnonymizedOrConsent(t *testing.T) {
	w := served(t, map[string]string{"personal.rule": "anonymize_or_consent"})
	now := at("2026-05-12 12:00")
	m := func(id string) *trace.Record {
		return calls(id, "operator/credit", "2026-05-12 09:00", "2026-05-12 09:30", 5, 0, 0)
	}
	w.refused(trace.ErrConsentCount, now, m("operator/b1"), "operator")
	set := table[node, product.Product](product.Chapter(), "product/versions")
	p, _ := set.Get(w.s, node{ref("operator/credit"), 1})
	p.Anonymized = true
	set.Set(w.s, node{p.ID, 1}, p)
	w.refused(trace.ErrConsentCount, now, m("operator/b1"), "operator") // not reviewed for that
	p.Reviewed = day("2025-03-01")
	p.Answers = []product.Answer{{Point: "no_raw_exposure"}}
	set.Set(w.s, node{p.ID, 1}, p)
	w.ok(now, m("operator/b1"), "operator")
}

// What is served needs its rights of use at the time; what was delivered goes on (HE §34).
func TestGrantChain(t *testing.T) {
	w := served(t, nil)
	w.made("operator/file", "dataset", "tax/pay", "n")
	now := at("2026-05-12 12:00")
	hour := func(id, product, from, to string) *trace.Record {
		return calls(id, product, "2026-05-12 "+from, "2026-05-12 "+to, 1, 0, 0)
	}
	w.ok(now, hour("operator/b0", "operator/credit", "08:00", "08:30"), "operator")
	m := table[wire.ID, access.Grant](access.Chapter(), "access/grants")
	g, _ := m.Get(w.s, ref("bureau/g"))
	g.Revoked = at("2026-05-12 10:00")
	m.Set(w.s, g.ID, g)
	events := w.ok(now, hour("operator/b1", "operator/credit", "09:00", "10:00"), "operator")
	if e := events[0].(trace.BatchRecorded); !reflect.DeepEqual(e.Flags, []string{trace.FlagLate}) {
		t.Errorf("flags %v", e.Flags)
	}
	r := w.refused(trace.ErrGrant, now, hour("operator/b2", "operator/credit", "10:00", "11:00"),
		"operator")
	if r.Article != "GZ §16" {
		t.Errorf("cites %s", r.Article)
	}
	w.ok(now, hour("operator/b2", "operator/file", "10:00", "11:00"), "operator")
}

func TestExports(t *testing.T) {
	w := served(t, nil)
	now := at("2026-05-12 12:00")
	export := func(change func(*trace.ExportRecord)) *trace.ExportRecord {
		m := &trace.ExportRecord{ID: ref("operator/x"), Object: ref("operator/credit"),
			Kind: "product", Version: 1, Digest: crypto.DigestOf(crypto.DigestSHA256, []byte("x")),
			Inspection: document("导出检查")}
		change(m)
		return m
	}
	for _, v := range []struct {
		name, article string
		def           *rule.Refusal
		change        func(*trace.ExportRecord)
	}{
		{"raw", "GZ §28", trace.ErrRawExport, func(m *trace.ExportRecord) { m.Raw = true }},
		{"a resource", "GZ §28", trace.ErrRawExport, func(m *trace.ExportRecord) {
			m.Object, m.Kind = ref("tax/pay"), "resource"
		}},
		{"reversible", "GZ §28", trace.ErrReversible,
			func(m *trace.ExportRecord) { m.Reversible = true }},
		{"leaks", "GZ §27", trace.ErrLeak, func(m *trace.ExportRecord) { m.Leaks = true }},
		{"abroad", rule.DefaultRule, trace.ErrNoAssessment,
			func(m *trace.ExportRecord) { m.CrossBorder = true }},
		{"no such resource", rule.DefaultRule, trace.ErrUnknownProduct, func(m *trace.ExportRecord) {
			m.Object, m.Kind = ref("tax/none"), "resource"
		}},
		{"no such product", rule.DefaultRule, trace.ErrUnknownProduct,
			func(m *trace.ExportRecord) { m.Version = 2 }},
		{"no inspection", rule.DefaultRule, rule.BadField,
			func(m *trace.ExportRecord) { m.Inspection.Number = "" }},
		{"what kind", rule.DefaultRule, rule.BadField,
			func(m *trace.ExportRecord) { m.Kind = "dataset" }},
	} {
		t.Run(v.name, func(t *testing.T) {
			if r := w.refused(v.def, now, export(v.change), "operator"); r.Article != v.article {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
	other := export(func(m *trace.ExportRecord) { m.ID = ref("dev/x") })
	w.refused(trace.ErrRecorder, now, other, "dev")
	w.refused(trace.ErrNotPublished, at("2025-03-01 12:00"), export(func(*trace.ExportRecord) {}),
		"operator")
	w.ok(now, export(func(*trace.ExportRecord) {}), "operator")
	w.refused(trace.ErrExists, now, export(func(*trace.ExportRecord) {}), "operator")
	w.refused(trace.ErrNotRunning, at("2027-01-01 00:00"), export(func(m *trace.ExportRecord) {
		m.ID = ref("operator/y")
	}), "operator")
	abroad := export(func(m *trace.ExportRecord) {
		m.ID, m.CrossBorder, m.Assessment = ref("operator/z"), true, document("出境安全评估")
	})
	w.ok(now, abroad, "operator")
	if page := w.ask("exports", "by", "operator").(rule.Page[trace.Export]); len(page.Items) != 2 {
		t.Errorf("%+v", page)
	}
	if v := w.ask("export", "id", "operator/z").(trace.Export); !v.CrossBorder {
		t.Errorf("%+v", v)
	}

	// A product that was reviewed as not leaving the country does not leave it (GD §26(5)).
	w = served(t, map[string]string{"review.points": "no_cross_border"})
	w.refused(trace.ErrCrossBorder, now, abroad, "operator")
	// Elsewhere a leak is refused all the same, by a rule of ours.
	w = served(t, map[string]string{"personal.rule": "consent_at_call"})
	r := w.refused(trace.ErrLeak, now, export(func(m *trace.ExportRecord) { m.Leaks = true }),
		"operator")
	if r.Article != rule.DefaultRule {
		t.Errorf("cites %s", r.Article)
	}
}

// A batch names customers that the product's seller registered (rulings L5).
func TestCustomers(t *testing.T) {
	w := served(t, nil)
	now := at("2026-05-12 12:00")
	m := calls("operator/b1", "operator/credit", "2026-05-12 09:00", "2026-05-12 09:30", 1, 0, 0)
	m.Customer = wire.Hash{1}
	w.ok(now, &trace.CustomerRegister{Customer: wire.Hash{1}}, "elsewhere")
	w.refused(trace.ErrCustomer, now, m, "operator")
	w.refused(rule.BadField, now, &trace.CustomerRegister{}, "operator")
	w.ok(now, &trace.CustomerRegister{Customer: wire.Hash{1}, Sealed: document("封存")}, "operator")
	w.refused(trace.ErrCustomerTwice, now, &trace.CustomerRegister{Customer: wire.Hash{1}}, "operator")
	w.ok(now, m, "operator")
	page := w.ask("customers", "seller", "operator").(rule.Page[trace.Customer])
	if len(page.Items) != 1 || page.Items[0].Sealed.Number != "封存" {
		t.Errorf("%+v", page)
	}
}

// Ten thousand consents fit one paper while their numbers are below 2^24 (rulings L4).
func TestConsentsFitAPaper(t *testing.T) {
	m := calls("operator/b1", "operator/credit", "2026-05-12 09:00", "2026-05-12 09:30", 10_000,
		1<<24-10_001, 10_000)
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	const envelope = 1000
	if n := len(wire.MustEncode(m)); n+envelope > tx.MaxBytes {
		t.Errorf("%d bytes", n)
	}
	m.Consents = append(m.Consents, trace.Covered{Handle: 1 << 24, N: 1})
	if wire.Limits(m) == nil {
		t.Error("10,001 consents are within the limits")
	}
}

func TestRecordsAreWireTypes(t *testing.T) {
	for _, v := range []reflect.Type{reflect.TypeFor[trace.Batch](), reflect.TypeFor[trace.Export](),
		reflect.TypeFor[trace.Customer](), reflect.TypeFor[access.Person](),
		reflect.TypeFor[access.Import](), reflect.TypeFor[access.RawAccess](),
		reflect.TypeFor[access.ConsentSet](), reflect.TypeFor[access.Consent]()} {
		if err := wire.CheckType(v); err != nil {
			t.Error(err)
		}
	}
}
