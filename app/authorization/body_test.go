package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
)

// What one body of a role began, another that holds the role too does not go on with, before the
// first lost it.
func TestOneBodyGoesOn(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.must(&party.RoleGrant{Party: "gz-gov", Role: "bureau", Jurisdiction: "520000",
		Evidence: evidence("机构改革")}, "gz-bureau", "gz-hospital")
	other := announce("gz-gov/sel", b.time+3600)
	if r := b.refuse(other, "plan.implementing_body", "gz-gov"); r.Article != "DEFAULT_RULE" {
		t.Errorf("cites %s", r.Article)
	}
	b.decided("gz-bureau/sel", "gz-operator")
	m := b.agreement("gz-gov/ag", "gz-bureau/sel")
	b.refuse(m, "plan.implementing_body", "gz-gov", "gz-operator")
	b.must(b.agreement("gz-bureau/ag", "gz-bureau/sel"), "gz-bureau", "gz-operator")
	end := &AgreementTerminate{ID: id("gz-bureau/ag"), Ground: "other", Evidence: evidence("决定")}
	b.time += 86400
	b.refuse(end, "agreement.signer", "gz-gov")
	b.must(&party.RoleEnd{Party: "gz-bureau", Role: "bureau", Jurisdiction: "520000",
		Evidence: evidence("机构改革")}, "gz-gov", "gz-hospital")
	b.must(end, "gz-gov")
	a, _ := GetAgreement(b.store, id("gz-bureau/ag"))
	if who := a.SignedAs(b.store, "bureau", b.time); who != "" {
		t.Errorf("%s is still the bureau", who)
	}
	if who := a.SignedAs(b.store, "operator", b.time); who != "gz-operator" {
		t.Errorf("the operator is %q", who)
	}
}

// A restriction of the province keeps an operator from a new selection, and from signing what it
// was chosen for before.
func TestRestrictedOperator(t *testing.T) {
	b := newBook(t, guizhou)
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	restrict := func(scope string) {
		party.Restrict(b.ctx(b.store, nil), "gz-operator", scope, id("gz-bureau/m"), "gz-bureau",
			[]string{party.RestrictFuture})
	}
	restrict("530000") // another province's
	m := b.agreement("gz-bureau/ag", "gz-bureau/sel")
	restrict("520000")
	b.refuse(m, "selection.applicant", "gz-bureau", "gz-operator")
	b.must(announce("gz-bureau/sel-2", b.time+3600), "gz-bureau")
	again := &SelectionApply{Selection: id("gz-bureau/sel-2"),
		Evidence: items("credit", "space", "security")}
	b.refuse(again, "selection.applicant", "gz-operator")
	party.Unrestrict(b.ctx(b.store, nil), "gz-operator", "520000", id("gz-bureau/m"))
	b.must(again, "gz-operator")
	b.must(m, "gz-bureau", "gz-operator")
}
