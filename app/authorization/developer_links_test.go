package authorization

import (
	"slices"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/wire"
)

func link(name, kind, a, b string, bp uint32) *party.PartyLink {
	return &party.PartyLink{ID: id(name), Kind: kind, A: a, B: b, EquityBP: bp,
		Evidence: evidence("章程")}
}

// end runs EndBlock and returns its events.
func (b *book) end() []rule.Event {
	o := state.NewOverlay(b.store)
	c := b.ctx(o, nil)
	noticeLinks(c)
	o.Flush(b.store)
	return c.Events()
}

// Control at each step is participation, a minority is none (S7).
func TestIndirectBan(t *testing.T) {
	b, _ := signedBook(t)
	b.must(link("gz-rival/1", party.Equity, "gz-operator", "gz-rival", 7000), "gz-rival")
	b.must(link("gz-dev/1", party.Equity, "gz-rival", "gz-dev", 7000), "gz-dev")
	r := b.refuse(apply("gz-dev"), "developer.redev_ban", "gz-dev")
	if want := []string{"party", "gz-dev", "operator", "gz-operator", "path",
		"gz-operator→gz-rival→gz-dev"}; !slices.Equal(r.Args, want) || r.Article != "GZ §25" {
		t.Errorf("%v under %s", r.Args, r.Article)
	}
	b.time++
	b.must(&party.PartyUnlink{ID: id("gz-dev/1"), Evidence: evidence("转让")}, "gz-dev")
	b.must(link("gz-dev/2", party.Equity, "gz-rival", "gz-dev", 2000), "gz-dev")
	b.must(apply("gz-dev"), "gz-dev")
}

// Without indirect participation in the text only the operator itself is banned; without the link's
// kind in the list the link does not count.
func TestBanByKeys(t *testing.T) {
	for _, set := range [][]string{{"redev_ban.indirect", "false"},
		{"redev_ban.links", "legal_representative"}} {
		b := newBook(t, with(guizhou, set...))
		b.approved()
		b.decided("gz-bureau/sel", "gz-operator")
		b.must(b.agreement("gz-bureau/a1", "gz-bureau/sel"), "gz-bureau", "gz-operator")
		b.must(link("gz-dev/1", party.Control, "gz-operator", "gz-dev", 0), "gz-dev")
		b.must(apply("gz-dev"), "gz-dev")
		b.refuse(apply("gz-operator"), "developer.redev_ban", "gz-operator")
	}
}

// A link that appears later is told to the implementing body, once, with its path.
func TestNoticeOfLinks(t *testing.T) {
	b := newBook(t, with(guizhou, "developer.publicity.min", "0"))
	b.approved()
	b.decided("gz-bureau/sel", "gz-operator")
	b.must(b.agreement("gz-bureau/a1", "gz-bureau/sel"), "gz-bureau", "gz-operator")
	b.must(apply("gz-dev"), "gz-dev")
	b.must(&DeveloperReview{ID: id("gz-dev/dev"), Pass: true}, "gz-bureau")
	b.must(&DeveloperAdmit{ID: id("gz-dev/dev")}, "gz-bureau")
	b.must(link("gz-rival/1", party.Control, "gz-operator", "gz-rival", 0), "gz-rival")
	if out := b.end(); len(out) != 0 {
		t.Errorf("told of %v", out)
	}
	b.must(link("gz-dev/1", party.LegalRepresentative, "gz-rival", "gz-dev", 0), "gz-dev")
	out := b.end()
	if len(out) != 1 {
		t.Fatalf("told of %v", out)
	}
	wire.MustEncode(out[0])
	if v := out[0].(DeveloperRelated); v.Impl != "gz-bureau" || v.Developer != "gz-dev" || !v.Banned ||
		Way(v.Path) != "gz-operator→gz-rival→gz-dev" || v.Link != id("gz-dev/1") {
		t.Errorf("%+v", v)
	}
	if out := b.end(); len(out) != 0 {
		t.Errorf("told again of %v", out)
	}
	v, err := serveRelated(rule.Ask{Store: b.store, Time: b.time,
		Args: map[string]string{"id": "gz-bureau/a1"}})
	if p := v.(RelatedPage); err != nil || len(p.Related) != 1 || !p.Related[0].Link.IsZero() {
		t.Errorf("%v, %v", v, err)
	}
	_, err = serveRelated(rule.Ask{Store: b.store, Args: map[string]string{"id": "gz-bureau/a9"}})
	if err != rule.ErrNotFound {
		t.Error(err)
	}
}

// With no ban and redev_ban.warn, a link is told and nothing is refused (HE, A14).
func TestWarning(t *testing.T) {
	b := newBook(t, with(guizhou, "redev_ban", "false", "redev_ban.warn", "true"))
	b.must(link("gz-dev/1", party.Control, "gz-operator", "gz-dev", 0), "gz-dev")
	c := b.ctx(b.store, []string{"gz-dev"})
	p, _ := regime.Current(c.Store, "520000", c.Time)
	if err := Unrelated(c, p, ErrRedevBan, "", "gz-operator", "gz-dev"); err != nil {
		t.Error(err)
	}
	if len(c.Events()) != 1 || c.Events()[0].(RedevWarned).Party != "gz-dev" {
		t.Errorf("%v", c.Events())
	}
	c = b.ctx(b.store, nil)
	if err := Unrelated(c, p, ErrRedevBan, "", "gz-operator", "gz-rival"); err != nil ||
		len(c.Events()) != 0 {
		t.Error(err, c.Events())
	}
}

// A company that a listed developer controls, or that shares its legal representative, is kept out
// with it (YN §21¶4, S15); cancelling ends the admission itself.
func TestMeasureReachesLinked(t *testing.T) {
	b := newBook(t, with(guizhou, "developer.publicity.min", "0", "developer.review_by", "operator"))
	apart := func(p, name, operator string) *DeveloperApply {
		m := apply(p)
		m.ID.Local, m.Operator = name, operator
		return m
	}
	first := apart("gz-dev", "d1", "gz-operator")
	b.must(first, "gz-dev")
	b.must(&DeveloperReview{ID: first.ID, Pass: true}, "gz-operator")
	b.must(&DeveloperAdmit{ID: first.ID}, "gz-operator")
	b.refuse(apart("gz-dev", "d2", "gz-operator"), "developer.exists", "gz-dev")
	b.must(apart("gz-dev", "d3", "gz-puppet"), "gz-dev") // another operator admits for itself
	b.must(link("gz-rival/1", party.Control, "gz-dev", "gz-rival", 0), "gz-rival")

	listed := b.time + 100
	b.time = listed
	party.Restrict(b.ctx(b.store, nil), "gz-dev", "gz-operator", id("gz-operator/b"), "gz-operator",
		[]string{party.Cancel, party.RestrictFuture})
	for at, want := range map[wire.Time]bool{listed - 1: true, listed: false, listed + 100: false} {
		if AdmittedBy(b.store, "gz-dev", "gz-operator", "520000", at) != want {
			t.Errorf("admitted at %s: %v", at, !want)
		}
	}
	b.time += 100
	b.refuse(apart("gz-dev", "d4", "gz-operator"), "developer.blacklisted", "gz-dev")
	b.refuse(apart("gz-rival", "r1", "gz-operator"), "developer.blacklisted", "gz-rival")
	b.must(apart("gz-rival", "r2", "gz-puppet"), "gz-rival")
	// what was applied for before the listing is not admitted under it
	b.must(&DeveloperReview{ID: id("gz-dev/d3"), Pass: true}, "gz-puppet")
	party.Restrict(b.ctx(b.store, nil), "gz-dev", "520000", id("gz-operator/p"), "gz-operator",
		[]string{party.RestrictFuture})
	b.refuse(&DeveloperAdmit{ID: id("gz-dev/d3")}, "developer.blacklisted", "gz-puppet")
	party.Unrestrict(b.ctx(b.store, nil), "gz-dev", "520000", id("gz-operator/p"))
	b.must(&DeveloperAdmit{ID: id("gz-dev/d3")}, "gz-puppet")
	party.Unrestrict(b.ctx(b.store, nil), "gz-dev", "gz-operator", id("gz-operator/b"))
	b.must(apart("gz-dev", "d5", "gz-operator"), "gz-dev")
	b.must(&DeveloperReview{ID: id("gz-dev/d5"), Pass: true}, "gz-operator")
	b.must(&DeveloperAdmit{ID: id("gz-dev/d5")}, "gz-operator")
	if !AdmittedBy(b.store, "gz-dev", "gz-operator", "520000", b.time) {
		t.Error("not admitted anew")
	}
}
