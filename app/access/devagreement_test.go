package access_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/authorization"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// approved is a ledger on which gz-dev's scenario s1 is approved for the product and some fields.
func approved(t *testing.T, set ...string) (*book, wire.ID) {
	b, a := ready(t, set...)
	b.must(application(a, "s1", productItem("gz-operator/p1")), "gz-dev")
	b.must(approve("gz-dev/s1"), "gz-bureau", "gz-health", "gz-hospital")
	return b, a
}

func (b *book) dev(a wire.ID) *access.DevAgreementSign {
	b.Helper()
	p, _ := regime.Current(b.store, "520000", b.time)
	text, err := authorization.ReadMechanism(b.store, p, "rule", "re",
		[]byte(fmt.Sprintf(mechanism, "re")))
	if err != nil {
		b.Fatal(err)
	}
	return &access.DevAgreementSign{ID: id("gz-operator/d1"), Operator: "gz-operator",
		Developer: "gz-dev", Parent: a, Application: id("gz-dev/s1"), FirstDay: date("2025-04-01"),
		LastDay: date("2026-03-31"), Rule: text, RuleHash: authorization.RuleHash(text),
		Evidence: evidence("开发利用协议")}
}

func TestDevAgreementSign(t *testing.T) {
	b, a := approved(t)
	both := []string{"gz-operator", "gz-dev"}
	b.must(application(a, "s2", productItem("gz-operator/p1")), "gz-dev")
	b.admit("gz-rival")
	other := application(a, "s1", productItem("gz-operator/p1"))
	other.ID = id("gz-rival/s1")
	b.must(other, "gz-rival")
	b.must(approve("gz-rival/s1"), "gz-bureau", "gz-health", "gz-hospital")
	for _, v := range []struct {
		name, code, article string
		by                  []string
		change              func(*access.DevAgreementSign)
	}{
		{"the developer does not sign", "access.wrong_signer", "", both[:1], nil},
		{"the operator does not sign", "access.wrong_signer", "", both[1:],
			func(m *access.DevAgreementSign) { m.ID = id("gz-dev/d1") }},
		{"another operator", "access.wrong_signer", "", []string{"gz-rival", "gz-dev"},
			func(m *access.DevAgreementSign) { m.ID, m.Operator = id("gz-rival/d1"), "gz-rival" }},
		{"no such agreement", "access.unknown_agreement", "", both,
			func(m *access.DevAgreementSign) { m.Parent = id("gz-bureau/x") }},
		{"application not decided", "dev_agreement.before_approval", "GZ §19¶1", both,
			func(m *access.DevAgreementSign) { m.Application = id("gz-dev/s2") }},
		{"without application", "dev_agreement.before_approval", "GZ §19¶1", both,
			func(m *access.DevAgreementSign) { m.Application = wire.ID{} }},
		{"another developer's application", "dev_agreement.parties", "", both,
			func(m *access.DevAgreementSign) { m.Application = id("gz-rival/s1") }},
		{"a developer not admitted", "application.not_admitted", "", []string{"gz-operator", "gz-late"},
			func(m *access.DevAgreementSign) { m.Developer = "gz-late" }},
		{"the operator's affiliate", "application.operator_group", "GZ §25¶1",
			[]string{"gz-operator", "gz-affiliate"},
			func(m *access.DevAgreementSign) { m.Developer = "gz-affiliate" }},
		{"beyond the operator's term", "dev_agreement.term", "", both,
			func(m *access.DevAgreementSign) { m.LastDay = date("2028-03-01") }},
		{"before the operator's term", "dev_agreement.term", "", both,
			func(m *access.DevAgreementSign) { m.FirstDay = date("2025-02-28") }},
		{"days in the wrong order", "body.field", "", both,
			func(m *access.DevAgreementSign) { m.LastDay = date("2025-03-31") }},
		{"another hash", "dev_agreement.rule_hash", "", both,
			func(m *access.DevAgreementSign) { m.RuleHash[0]++ }},
		{"a rule of the primary layer", "mechanism.invalid", "", both,
			func(m *access.DevAgreementSign) { m.Rule = wire.Bytes(fmt.Sprintf(mechanism, "primary")) }},
		{"no text", "body.field", "", both,
			func(m *access.DevAgreementSign) { m.Evidence.Number = "" }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.T = t
			m := b.dev(a)
			if v.change != nil {
				v.change(m)
			}
			if r := b.refuse(m, v.code, v.by...); v.article != "" && r.Article != v.article {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
	b.T = t
	b.must(b.dev(a), both...)
	b.refuse(b.dev(a), "access.duplicate", both...)
	d, ok := access.GetDevAgreement(b.store, id("gz-operator/d1"))
	if !ok || d.Developer != "gz-dev" || d.Signed.At != b.time || len(d.Signed.By) != 2 {
		t.Errorf("%+v", d)
	}
}

// Yunnan's cap: three years from the first day, the last allowed day being the day before.
func TestDevAgreementTermCap(t *testing.T) {
	b, a := approved(t, "dev_agreement.term_max_years", "1")
	m := b.dev(a)
	m.LastDay = date("2026-04-01")
	b.refuse(m, "dev_agreement.term", "gz-operator", "gz-dev")
	m.LastDay = date("2026-03-31")
	b.must(m, "gz-operator", "gz-dev")
}

func TestDevAgreementRunsDuring(t *testing.T) {
	d := access.DevAgreement{FirstDay: date("2025-04-01"), LastDay: date("2026-03-31"),
		Signed: access.Act{At: date("2025-04-02").Start()}}
	for _, v := range []struct {
		from, to wire.Time
		cause    string
	}{
		{date("2025-04-02").Start(), date("2026-03-31").End(), ""},
		{date("2025-04-01").Start(), date("2025-04-03").Start(), "dev_agreement.not_begun"},
		{date("2026-03-31").Start(), date("2026-03-31").End() + 1, "dev_agreement.ended"},
	} {
		if cause, ok := d.RunsDuring(v.from, v.to); cause != v.cause || ok != (v.cause == "") {
			t.Errorf("%s–%s: %s", v.from, v.to, cause)
		}
	}
}

// A longer term needs the government's document where the regime takes one, and is flagged; never
// longer than the operator's own.
func TestDevAgreementTermException(t *testing.T) {
	b, a := approved(t, "dev_agreement.term_max_years", "1", "dev_agreement.term_exception",
		"document")
	m := b.dev(a)
	m.LastDay = date("2027-03-31")
	b.refuse(m, "dev_agreement.term", "gz-operator", "gz-dev")
	m.TermException = evidence("省政府批复")
	m.LastDay = date("2028-03-01")
	b.refuse(m, "dev_agreement.term", "gz-operator", "gz-dev")
	m.LastDay = date("2027-03-31")
	out := b.must(m, "gz-operator", "gz-dev")
	if e := out[len(out)-1].(access.DevTermException); e.Allowed != date("2026-03-31") {
		t.Errorf("%+v", e)
	}
	if d, _ := access.GetDevAgreement(b.store, m.ID); !d.Excepted || d.Exception.Number == "" {
		t.Errorf("%+v", d)
	}
}

// YN §25(5): with the end every grant under the agreement is over in the same transaction.
func TestDevAgreementEnd(t *testing.T) {
	b, a := approved(t)
	d := b.dev(a)
	b.must(d, "gz-operator", "gz-dev")
	b.at("2025-04-10 08:00")
	b.must(developerGrant(productItem("gz-operator/p1")), "gz-operator")
	agreed := &access.DevAgreementEnd{ID: d.ID, Cause: access.EndAgreed, Evidence: evidence("终止协议")}
	breach := &access.DevAgreementEnd{ID: d.ID, Cause: access.EndBreach, Reason: "转授第三方",
		Evidence: evidence("违约认定")}
	for _, m := range []access.DevAgreementEnd{{Cause: "agreed"}, {ID: d.ID, Cause: "x"},
		{ID: d.ID, Cause: "breach"}, {ID: d.ID, Cause: "agreed"}} {
		b.refuse(&m, "body.field", "gz-operator")
	}
	unknown := *agreed
	unknown.ID = id("gz-operator/x")
	b.refuse(&unknown, "dev_agreement.unknown", "gz-operator", "gz-dev")
	b.refuse(agreed, "access.wrong_signer", "gz-operator")
	b.refuse(agreed, "access.wrong_signer", "gz-dev")
	b.refuse(breach, "access.wrong_signer", "gz-rival")
	b.at("2025-05-01 10:00")
	g := id("gz-operator/g2")
	if _, ok := access.UsableDuring(b.store, g, b.time-1, b.time+1); !ok {
		t.Error("not usable before the end")
	}
	b.must(breach, "gz-bureau")
	if cause, ok := access.UsableDuring(b.store, g, b.time, b.time+1); ok ||
		cause != "dev_agreement.terminated" {
		t.Errorf("after the end: %q", cause)
	}
	if _, ok := access.UsableDuring(b.store, g, b.time-1, b.time); !ok {
		t.Error("what was used before the end became wrong")
	}
	b.refuse(agreed, "dev_agreement.over", "gz-operator", "gz-dev")
	again := b.dev(a)
	again.ID, again.FirstDay = id("gz-operator/d2"), date("2025-05-01")
	b.must(again, "gz-operator", "gz-dev")
	agreed.ID = again.ID
	b.must(agreed, "gz-operator", "gz-dev")
}

// Where admission alone entitles a developer (HB 四(六)2), its grant stands under the operator's
// agreement; a province that admits nobody asks for no admission (rulings L6).
func TestGrantByAdmission(t *testing.T) {
	b, a := ready(t, "grant.developer_basis", "admission")
	m := developerGrant(productItem("gz-operator/p1"))
	m.Agreement, m.Application = a, wire.ID{}
	late := *m
	late.Holder = "gz-late"
	b.refuse(&late, "application.not_admitted", "gz-operator")
	late.Holder = "gz-affiliate"
	b.refuse(&late, "application.operator_group", "gz-operator")
	b.must(m, "gz-operator")
	if _, ok := access.UsableDuring(b.store, m.ID, b.time, b.time+1); !ok {
		t.Error("not usable")
	}
	b.must(&access.GrantRevoke{Grant: m.ID, Cause: "x"}, "gz-operator")

	b = newBook(t, "grant.developer_basis", "dev_agreement", "developer.review_by", "",
		"dev_agreement.after_application", "false")
	d := b.dev(b.agreement())
	d.Developer, d.Application = "gz-late", wire.ID{}
	b.must(d, "gz-operator", "gz-late")
}
