package authorization

import (
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/wire"
)

// TestTerm is scenario S1: three years from 2025-03-01 end with 2028-02-29, in a leap year; five
// years from 2026-01-31 end with 2031-01-30.
func TestTerm(t *testing.T) {
	for _, v := range []struct{ years, first, last, code string }{
		{"3", "2025-03-01", "2028-03-01", "agreement.term_max"},
		{"3", "2025-03-01", "2028-02-29", ""},
		{"5", "2026-01-31", "2031-01-31", "agreement.term_max"},
		{"5", "2026-01-31", "2031-01-30", ""},
		{"0", "2025-03-01", "2099-12-31", ""},
		{"3", "2025-01-01", "2025-01-20", "body.field"}, // over before it is signed
		{"3", "2025-03-02", "2025-03-01", "body.field"},
	} {
		b := newBook(t, with(guizhou, "agreement.term_max_years", v.years+" @ GZ §9"))
		b.at("2025-02-10 09:00")
		b.approved()
		b.decided("gz-bureau/sel", "gz-operator")
		m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
		m.FirstDay, m.LastDay = date(v.first), date(v.last)
		if v.code == "" {
			b.must(m, "gz-bureau", "gz-operator")
			continue
		}
		r := b.refuse(m, v.code, "gz-bureau", "gz-operator")
		if v.code == "agreement.term_max" && (r.Article != "GZ §9" || r.Field != "last_day") {
			t.Errorf("%s…%s: cites %s at %s", v.first, v.last, r.Article, r.Field)
		}
	}
}

func TestTermException(t *testing.T) {
	for _, v := range []struct {
		name, rule string
		document   bool
		code       string
	}{
		{"not allowed by the rules", "refuse", true, "agreement.term_max"},
		{"without the document", "document", false, "agreement.term_max"},
		{"with the document", "document", true, ""},
	} {
		t.Run(v.name, func(t *testing.T) {
			b := newBook(t, with(guizhou, "agreement.term_exception", v.rule))
			b.approved()
			b.decided("gz-bureau/sel", "gz-operator")
			m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
			m.LastDay = date("2030-02-28")
			if v.document {
				m.TermException = evidence("黔府函2")
			}
			if v.code != "" {
				b.refuse(m, v.code, "gz-bureau", "gz-operator")
				return
			}
			out := b.must(m, "gz-bureau", "gz-operator")
			flag, ok := out[len(out)-1].(SoftCapException)
			if !ok || flag.Allowed != date("2028-02-29") {
				t.Errorf("events %+v", out)
			}
			if a, _ := GetAgreement(b.store, m.ID); !a.Excepted {
				t.Error("the agreement is not flagged")
			}
		})
	}
}

func TestSignRefusals(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	other := plan()
	other.ID = id("gz-bureau/other")
	b.must(other, "gz-bureau")
	b.must(&PlanApprove{ID: other.ID}, "gz-gov")
	third := plan()
	third.ID = id("gz-bureau/third")
	b.must(third, "gz-bureau")
	b.decided("gz-bureau/sel", "gz-operator")
	both := []string{"gz-bureau", "gz-operator"}
	for _, v := range []struct {
		name, code, cites string
		by                []string
		change            func(*AgreementSign)
	}{
		{"the operator does not sign", "agreement.signer", "GZ §9(4)", both[:1], nil},
		{"another operator signs", "agreement.signer", "GZ §9(4)", []string{"gz-bureau", "gz-rival"},
			nil},
		{"the bureau does not sign", "party.role_missing", "GZ §9(4)", both[1:],
			func(m *AgreementSign) { m.ID = id("gz-operator/a1") }},
		{"another party's id", "body.field", "", both, func(m *AgreementSign) { m.ID = id("gz-gov/a1") }},
		{"no such plan", "plan.unknown", "", both, func(m *AgreementSign) { m.Plan = id("gz-bureau/x") }},
		{"no such selection", "selection.unknown", "", both,
			func(m *AgreementSign) { m.Selection = id("gz-bureau/x") }},
		{"the plan of another selection", "selection.other_plan", "", both,
			func(m *AgreementSign) { m.Plan = id("gz-bureau/other") }},
		{"a plan not approved", "plan.not_approved", "GZ §6", both,
			func(m *AgreementSign) { m.Plan = id("gz-bureau/third") }},
		{"a topic missing", "agreement.topics", "GZ §9", both,
			func(m *AgreementSign) { m.Topics = m.Topics[1:] }},
		{"no ban of re-development", "agreement.redev_clause", "", both,
			func(m *AgreementSign) { m.RedevBanClause = false }},
		{"another rule", "agreement.rule_differs", "GZ §6", both,
			func(m *AgreementSign) { m.RuleHash[0]++ }},
		{"beyond the plan", "scope.beyond_plan", "GZ §6", both,
			func(m *AgreementSign) { m.Resources = append(m.Resources, id("gz-orphan/log")) }},
		{"no resources", "body.field", "", both, func(m *AgreementSign) { m.Resources = nil }},
		{"no document", "body.field", "", both, func(m *AgreementSign) { m.Document.Number = "" }},
		{"no first day", "body.field", "", both, func(m *AgreementSign) { m.FirstDay = 0 }},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
			m.Resources = append([]wire.ID{}, m.Resources...)
			if v.change != nil {
				v.change(m)
			}
			if r := b.refuse(m, v.code, v.by...); v.cites != "" && r.Article != v.cites {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
}

// A selection serves one agreement: after the term the operator is chosen again (GZ §9, S1).
func TestReselection(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	b.must(m, "gz-bureau", "gz-operator")
	b.refuse(m, "agreement.exists", "gz-bureau", "gz-operator")
	next := b.agreement("gz-bureau/a2", "gz-bureau/sel")
	next.FirstDay, next.LastDay = date("2028-03-01"), date("2031-02-28")
	if r := b.refuse(next, "selection.used", "gz-bureau", "gz-operator"); r.Article != "GZ §9" {
		t.Errorf("cites %s", r.Article)
	}
	b.decided("gz-bureau/sel2", "gz-operator")
	next.Selection = id("gz-bureau/sel2")
	b.must(next, "gz-bureau", "gz-operator")
}

func TestSignNeedsTheOperatorRole(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.decided("gz-bureau/sel", "gz-rival")
	m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	b.refuse(m, "agreement.operator_role", "gz-bureau", "gz-rival")
}

// An administrative provider without a treasury could be owed money that nobody may take (GZ §22).
func TestSignNeedsTreasuryOfProviders(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	m.Resources = append(m.Resources, id("gz-orphan/log"))
	b.must(m, "gz-bureau")
	b.must(&PlanApprove{ID: m.ID}, "gz-gov")
	b.decided("gz-bureau/sel", "gz-operator")
	if r := b.refuse(b.agreement("gz-bureau/a1", "gz-bureau/sel"), "mechanism.treasury", "gz-bureau",
		"gz-operator"); r.Article != "GZ §22" {
		t.Errorf("cites %s", r.Article)
	}
}

// A selection run by another body cannot hand the bureau's own company to the bureau (E13).
func TestSignersAreIndependent(t *testing.T) {
	b := newBook(t, with(guizhou, "roles.impl.whole", "government @ GZ §6"))
	b.approved()
	m := announce("gz-gov/sel", b.time+3600)
	b.must(m, "gz-gov")
	b.must(&SelectionApply{Selection: m.ID, Evidence: items("credit", "space", "security")},
		"gz-puppet")
	b.time = m.Closes
	b.must(&SelectionEvaluate{ID: m.ID, Chosen: "gz-puppet", Report: evidence("报告")}, "gz-gov")
	out := b.must(&PublicityStart{Subject: OfSelection, ID: m.ID, Notice: evidence("公示")}, "gz-gov")
	b.time = out[0].(PublicityStarted).Opens
	b.must(&SelectionDecide{ID: m.ID, Decision: evidence("决议")}, "gz-gov")
	b.refuse(b.agreement("gz-bureau/a1", "gz-gov/sel"), "agreement.common_control", "gz-bureau",
		"gz-puppet")
}

// One body signs once for two roles only where the regime gives it both (E13, Hubei).
func TestOneBodyForTwoRoles(t *testing.T) {
	b := newBook(t, guizhou)
	c := b.ctx(b.store, nil)
	p, _ := regime.Current(b.store, "520000", b.time)
	for _, v := range []struct {
		roles, signers []string
		ok             bool
	}{
		{[]string{"bureau", "impl", "operator"}, []string{"gz-bureau", "gz-bureau", "gz-operator"}, true},
		{[]string{"bureau", "finance", "operator"}, []string{"gz-bureau", "gz-bureau", "gz-operator"},
			false},
		{[]string{"bureau", "impl", "operator"}, []string{"gz-bureau", "gz-puppet", "gz-operator"},
			false},
		{[]string{"bureau", "impl", "operator"}, []string{"gz-bureau", "gz-gov", "gz-bureau"}, false},
	} {
		if err := apart(c, p, Whole, v.roles, v.signers); (err == nil) != v.ok {
			t.Errorf("%v by %v: %v", v.roles, v.signers, err)
		}
	}
}

func TestSectorAgreementIsSignedByIndustry(t *testing.T) {
	b := newBook(t, guizhou)
	p := plan()
	p.Mode = Sector
	b.must(p, "gz-bureau", "gz-industry")
	b.must(&PlanApprove{ID: p.ID}, "gz-gov")
	closes := b.time + 3600
	sel := id("gz-industry/sel")
	b.must(&SelectionAnnounce{ID: sel, Plan: p.ID, Method: "negotiation", Closes: closes,
		Notice: evidence("公告")}, "gz-industry")
	b.must(&SelectionApply{Selection: sel, Evidence: items("credit", "space", "security")},
		"gz-operator")
	b.time = closes
	b.must(&SelectionEvaluate{ID: sel, Chosen: "gz-operator", Report: evidence("报告")}, "gz-industry")
	out := b.must(&PublicityStart{Subject: OfSelection, ID: sel, Notice: evidence("公示")},
		"gz-industry")
	b.time = out[0].(PublicityStarted).Opens
	b.must(&SelectionDecide{ID: sel, Decision: evidence("决议")}, "gz-industry")
	m := b.agreement("gz-industry/a1", "gz-industry/sel")
	b.refuse(b.agreement("gz-bureau/a1", "gz-industry/sel"), "party.role_missing", "gz-bureau",
		"gz-operator")
	b.must(m, "gz-industry", "gz-operator")
	if a, _ := GetAgreement(b.store, m.ID); a.Impl != "gz-industry" || a.Mode != Sector {
		t.Errorf("stored %+v", a)
	}
}

// Vendors are refused at signing, also those that became vendors after the plan (rulings M10).
func TestVendorSinceThePlan(t *testing.T) {
	b := newBook(t, guizhou)
	m := plan()
	m.Mechanism = wire.Bytes(strings.Replace(mechanism, `"to": "gz-operator"`, `"to": "gz-rival"`, 1))
	b.must(m, "gz-bureau")
	b.must(&PlanApprove{ID: m.ID}, "gz-gov")
	b.decided("gz-bureau/sel", "gz-operator")
	vendor := func(who string) {
		b.must(&party.RoleGrant{Party: who, Role: "vendor", Jurisdiction: "520000",
			Evidence: evidence("合同")}, "gz-bureau")
	}
	sign := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	vendor("gz-rival")
	b.refuse(sign, "mechanism.vendor", "gz-bureau", "gz-operator")
	vendor("gz-operator")
	b.refuse(sign, "selection.applicant", "gz-bureau", "gz-operator")
}
