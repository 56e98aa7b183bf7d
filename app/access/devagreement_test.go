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
