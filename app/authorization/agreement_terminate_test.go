package authorization

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/wire"
)

func signedBook(t *testing.T) (*book, wire.ID) {
	b := newBook(t, guizhou)
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	b.must(m, "gz-bureau", "gz-operator")
	return b, m.ID
}

// TestTerminate is the derivation of scenario S8: what was used before the end stands, a window
// over the end must be split, nothing is used after it.
func TestTerminate(t *testing.T) {
	b, a := signedBook(t)
	m := &AgreementTerminate{ID: a, Ground: "other", Reason: "整改不力", Evidence: evidence("决定")}
	b.at("2026-09-18 10:00")
	b.refuse(m, "party.role_missing", "gz-operator")
	b.refuse(&AgreementTerminate{ID: a, Evidence: m.Evidence}, "body.field", "gz-bureau")
	b.refuse(&AgreementTerminate{ID: a, Ground: "other"}, "body.field", "gz-bureau")
	b.refuse(&AgreementTerminate{ID: id("gz-bureau/x"), Ground: "x", Evidence: m.Evidence},
		"agreement.unknown", "gz-bureau")
	b.must(m, "gz-bureau")
	b.refuse(m, "agreement.ended", "gz-bureau")
	v, _ := GetAgreement(b.store, a)
	for _, w := range []struct{ from, to, cause string }{
		{"2025-02-28 10:00", "2025-02-28 11:00", CauseNotStarted},
		{"2025-03-01 00:00", "2025-03-01 01:00", ""},
		{"2026-09-18 09:00", "2026-09-18 09:59", ""},
		{"2026-09-18 09:00", "2026-09-18 10:00", ""},
		{"2026-09-18 09:30", "2026-09-18 10:30", CauseStraddles},
		{"2026-09-18 10:00", "2026-09-18 10:00", CauseTerminated},
		{"2026-09-18 10:01", "2026-09-18 10:20", CauseTerminated},
	} {
		cause, ok := v.RunsDuring(instant(t, w.from), instant(t, w.to))
		if cause != w.cause || ok != (w.cause == "") {
			t.Errorf("%s…%s: %q %v", w.from, w.to, cause, ok)
		}
	}
	if v.EndedBy != "gz-bureau" || v.EndCause != "other" || v.State(b.time) != StateTerminated {
		t.Errorf("stored %+v", v)
	}
}

func TestExpiryNeedsNoPaper(t *testing.T) {
	b, id := signedBook(t)
	v, _ := GetAgreement(b.store, id)
	for _, w := range []struct{ at, cause, state string }{
		{"2025-02-28 23:59", CauseNotStarted, StateSigned},
		{"2028-02-29 23:59", "", StateActive},
		{"2028-03-01 00:00", CauseExpired, StateExpired},
	} {
		at := instant(t, w.at)
		if cause, _ := v.RunsDuring(at, at); cause != w.cause || v.State(at) != w.state {
			t.Errorf("%s: %q %s", w.at, cause, v.State(at))
		}
	}
	b.at("2028-03-01 00:00")
	b.refuse(&AgreementTerminate{ID: id, Ground: "x", Evidence: evidence("1")}, "agreement.ended",
		"gz-bureau")
}

// An agreement whose first day has passed runs only from its signature.
func TestNothingRunsBeforeTheSignature(t *testing.T) {
	b := newBook(t, guizhou)
	b.at("2026-03-02 09:00")
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	m := b.agreement("gz-bureau/a1", "gz-bureau/sel")
	b.must(m, "gz-bureau", "gz-operator")
	v, _ := GetAgreement(b.store, m.ID)
	if cause, _ := v.RunsDuring(b.time-1, b.time); cause != CauseNotStarted {
		t.Errorf("before the signature: %q", cause)
	}
	if cause, ok := v.RunsDuring(b.time, b.time+1); !ok {
		t.Errorf("after it: %q", cause)
	}
}
