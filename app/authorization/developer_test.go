package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func apply(party string) *DeveloperApply {
	return &DeveloperApply{ID: wire.ID{Party: party, Local: "dev"}, Jurisdiction: "520000",
		Evidence: items("credit", "technology")}
}

func TestDeveloperApplyRefusals(t *testing.T) {
	b, _ := signedBook(t)
	for _, v := range []struct {
		name, code, cites, by string
		m                     *DeveloperApply
	}{
		{"the operator itself", "developer.redev_ban", "GZ §25", "gz-operator", apply("gz-operator")},
		{"under the operator's control", "developer.redev_ban", "GZ §25", "gz-affiliate",
			apply("gz-affiliate")},
		{"another party's id", "body.field", "", "gz-dev", apply("gz-rival")},
		{"a condition without evidence", "eligibility.incomplete", "GZ §11", "gz-dev",
			&DeveloperApply{ID: id("gz-dev/dev"), Jurisdiction: "520000", Evidence: items("credit")}},
		{"no rules there", "regime.none", "", "gz-dev",
			&DeveloperApply{ID: id("gz-dev/dev"), Jurisdiction: "110000"}},
		{"bad id", "body.field", "", "gz-dev", &DeveloperApply{Jurisdiction: "520000"}},
	} {
		t.Run(v.name, func(t *testing.T) {
			b.t = t
			if r := b.refuse(v.m, v.code, v.by); v.cites != "" && r.Article != v.cites {
				t.Errorf("cites %s", r.Article)
			}
		})
	}
	b.t = t
	b.must(apply("gz-dev"), "gz-dev")
	b.refuse(apply("gz-dev"), "developer.exists", "gz-dev")
}

// Where the regime has no ban, an operator's affiliate may apply (S7: Hebei).
func TestNoBan(t *testing.T) {
	b := newBook(t, with(guizhou, "redev_ban", "false"))
	b.must(apply("gz-operator"), "gz-operator")
	b = newBook(t, with(guizhou, "developer.review_by", ""))
	b.refuse(apply("gz-dev"), "developer.no_process", "gz-dev")
}

// After the operator's agreement has ended, only the role still stands in the way.
func TestBanEndsWithTheAgreement(t *testing.T) {
	b, a := signedBook(t)
	b.at("2026-09-18 10:00")
	b.refuse(apply("gz-affiliate"), "developer.redev_ban", "gz-affiliate")
	b.must(&AgreementTerminate{ID: a, Ground: "other", Evidence: evidence("决定")}, "gz-bureau")
	b.refuse(apply("gz-operator"), "developer.redev_ban", "gz-operator")
	b.must(apply("gz-affiliate"), "gz-affiliate")
}

func TestDeveloperAdmission(t *testing.T) {
	b := newBook(t, guizhou)
	b.at("2026-10-09 14:00")
	b.must(apply("gz-dev"), "gz-dev")
	dev := id("gz-dev/dev")
	review := &DeveloperReview{ID: dev, Pass: true}
	admit := &DeveloperAdmit{ID: dev}
	b.refuse(admit, "developer.step", "gz-bureau")
	b.refuse(review, "party.role_missing", "gz-operator")
	b.refuse(&DeveloperReview{ID: dev}, "body.field", "gz-bureau")
	b.refuse(&DeveloperReview{ID: id("gz-dev/x"), Pass: true}, "developer.unknown", "gz-bureau")
	b.must(review, "gz-bureau")
	b.refuse(review, "developer.step", "gz-bureau")
	b.refuse(admit, "publicity.missing", "gz-bureau")
	b.at("2026-10-09 15:00")
	b.must(&PublicityStart{Subject: OfDeveloper, ID: dev, Notice: evidence("公示")}, "gz-bureau")
	b.at("2026-10-15 23:59")
	b.refuse(admit, "publicity.too_early", "gz-bureau")
	b.at("2026-10-16 00:00")
	b.refuse(admit, "party.role_missing", "gz-dev")
	if Admitted(b.store, "gz-dev", "520000", b.time) {
		t.Error("admitted before the decision")
	}
	b.must(admit, "gz-bureau")
	b.refuse(admit, "developer.step", "gz-bureau")
	for _, v := range []struct {
		party, jurisdiction string
		at                  wire.Time
		want                bool
	}{
		{"gz-dev", "520000", b.time, true},
		{"gz-dev", "520100", b.time, true},
		{"gz-dev", "530000", b.time, false},
		{"gz-dev", "520000", b.time - 1, false},
		{"gz-rival", "520000", b.time, false},
	} {
		if got := Admitted(b.store, v.party, v.jurisdiction, v.at); got != v.want {
			t.Errorf("%s in %s at %s: %v", v.party, v.jurisdiction, v.at, got)
		}
	}
	again := apply("gz-dev")
	again.ID.Local = "again"
	b.refuse(again, "developer.exists", "gz-dev")
}

// An objection during a developer's publicity that is still open blocks admission (S2); upheld, it
// rejects the developer.
func TestDeveloperObjection(t *testing.T) {
	b := newBook(t, guizhou)
	b.at("2026-10-09 15:00")
	dev := id("gz-dev/dev")
	b.must(apply("gz-dev"), "gz-dev")
	b.must(&DeveloperReview{ID: dev, Pass: true}, "gz-bureau")
	b.must(&PublicityStart{Subject: OfDeveloper, ID: dev, Notice: evidence("公示")}, "gz-bureau")
	b.at("2026-10-13 10:00")
	b.must(&PublicityObject{Subject: OfDeveloper, ID: dev, Text: "信用不良"}, "gz-rival")
	b.at("2026-10-20 10:00")
	b.refuse(&DeveloperAdmit{ID: dev}, "publicity.contested", "gz-bureau")
	b.refuse(&PublicityResolve{Subject: OfDeveloper, ID: dev, No: 1, Reason: "x"},
		"party.role_missing", "gz-rival")
	b.must(&PublicityResolve{Subject: OfDeveloper, ID: dev, No: 1, Upheld: true, Reason: "属实"},
		"gz-bureau")
	b.refuse(&DeveloperAdmit{ID: dev}, "developer.step", "gz-bureau")
	b.refuse(&PublicityObject{Subject: OfDeveloper, ID: dev, Text: "x"}, "developer.step", "gz-rival")
	if v, _ := developers.Get(b.store, dev); v.Status != DeveloperRejected || v.Reason != "属实" {
		t.Errorf("stored %+v", v)
	}
}

func TestRejectedDeveloperAppliesAgain(t *testing.T) {
	b := newBook(t, with(guizhou, "developer.publicity.min", "0", "developer.review_by", "operator"))
	b.must(apply("gz-dev"), "gz-dev")
	b.must(&DeveloperReview{ID: id("gz-dev/dev"), Reason: "材料不全"}, "gz-operator")
	m := apply("gz-dev")
	m.ID.Local = "dev2"
	b.must(m, "gz-dev")
	b.must(&DeveloperReview{ID: m.ID, Pass: true}, "gz-operator")
	b.must(&DeveloperAdmit{ID: m.ID}, "gz-operator")
}

// An agreement with an affiliate signed after the application still hits the developer.
func TestBanIsAskedAgainAtAdmission(t *testing.T) {
	b := newBook(t, with(guizhou, "developer.publicity.min", "0"))
	b.must(apply("gz-affiliate"), "gz-affiliate")
	b.must(&DeveloperReview{ID: id("gz-affiliate/dev"), Pass: true}, "gz-bureau")
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	b.must(b.agreement("gz-bureau/a1", "gz-bureau/sel"), "gz-bureau", "gz-operator")
	b.refuse(&DeveloperAdmit{ID: id("gz-affiliate/dev")}, "developer.redev_ban", "gz-bureau")
}
