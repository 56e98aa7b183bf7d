package party

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/state"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func link(id, kind, a, b string, bp uint32) *PartyLink {
	v, err := wire.ParseID(id)
	if err != nil {
		panic(err)
	}
	return &PartyLink{ID: v, Kind: kind, A: a, B: b, EquityBP: bp, Evidence: paper}
}

func account(party string, number uint16) tx.Account {
	return tx.Account{Party: party, Number: number}
}

func unlink(id string, void bool) *PartyUnlink {
	return &PartyUnlink{ID: link(id, "", "", "", 0).ID, Void: void, Evidence: paper}
}

// linkWorld has an audit office and companies a to f beside the founders.
func linkWorld(t *testing.T) *world {
	w := newWorld(t)
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		put(w.store, Party{ID: id, Name: id, Nature: Enterprise, Jurisdiction: gz, Registered: began})
		openAccount(w.ctx(), account(id, Root), DutyRoot, seedKey(id).Public())
	}
	giveRole(w.store, roleAt{"gz-treasury", "audit", gz, began}, roleEnd{})
	return w
}

func (w *world) linked(a, b string, kinds ...string) string {
	if kinds == nil {
		kinds = Relations
	}
	path, ok := Linked(w.store, a, b, kinds, w.now, w.now+1)
	back, also := Linked(w.store, b, a, kinds, w.now, w.now+1)
	if also != ok || len(back) != len(path) {
		w.t.Errorf("%s to %s: %v, back: %v", a, b, path, back)
	}
	return strings.Join(path, ">")
}

// 70 % of 70 % is control of each step; 20 % is none; 50 % is not a majority (S7).
func TestControlAtEachStep(t *testing.T) {
	w := linkWorld(t)
	w.ok(link("a/1", Equity, "gz-operator", "a", 7000), "a/1")
	w.ok(link("a/2", Equity, "a", "b", 7000), "a/1")
	w.ok(link("c/1", Equity, "gz-operator", "c", 2000), "c/1")
	w.ok(link("d/1", Equity, "gz-operator", "d", 5000), "d/1")
	w.ok(link("e/1", Equity, "gz-operator", "e", 5001), "e/1")
	for b, want := range map[string]string{"a": "gz-operator>a", "b": "gz-operator>a>b", "c": "",
		"d": "", "e": "gz-operator>e", "gz-data": "gz-operator>gz-data", "gz-operator": "gz-operator"} {
		if got := w.linked("gz-operator", b); got != want {
			t.Errorf("%s: %s, want %s", b, got, want)
		}
	}
	if got := w.linked("gz-operator", "a", LegalRepresentative); got != "" {
		t.Errorf("control counted though it is not asked for: %s", got)
	}
	if got := w.linked("gz-data", "b"); got != "gz-data>gz-operator>a>b" {
		t.Errorf("through the control group: %s", got)
	}
}

// A path goes up to whoever controls and down again; that two shareholders hold one company links
// them not.
func TestUpThenDown(t *testing.T) {
	w := linkWorld(t)
	w.ok(link("a/1", Control, "f", "a", 0), "a/1")
	w.ok(link("b/1", Equity, "f", "b", 6000), "b/1")
	w.ok(link("c/1", Control, "a", "c", 0), "c/1")
	w.ok(link("c/2", Control, "d", "c", 0), "c/1")
	w.ok(link("e/1", LegalRepresentative, "d", "e", 0), "e/1")
	for ends, want := range map[[2]string]string{{"a", "b"}: "a>f>b", {"c", "b"}: "c>a>f>b",
		{"a", "d"}: "", {"f", "c"}: "f>a>c", {"c", "e"}: "c>d>e", {"a", "e"}: ""} {
		if got := w.linked(ends[0], ends[1]); got != want {
			t.Errorf("%v: %s, want %s", ends, got, want)
		}
	}
}

func TestLinkInterval(t *testing.T) {
	w := linkWorld(t)
	start := w.now
	w.ok(link("a/1", LegalRepresentative, "gz-operator", "a", 0), "a/1")
	w.ok(link("b/1", DeclaredAgreement, "gz-operator", "b", 0), "b/1")
	w.now += 1000
	w.ok(unlink("a/1", false), "a/1")
	w.ok(unlink("b/1", true), "gz-bureau/1")
	w.ok(link("a/2", LegalRepresentative, "b", "a", 0), "a/1")
	end := w.now
	for _, v := range []struct {
		b        string
		from, to wire.Time
		want     bool
	}{
		{"a", start - 10, start, false}, {"a", start - 10, start + 1, true}, {"a", start, start, true},
		{"a", end - 1, end + 5, true}, {"a", end, end + 5, false}, {"b", start, end + 5, false},
	} {
		if _, got := Linked(w.store, "gz-operator", v.b, Relations, v.from, v.to); got != v.want {
			t.Errorf("%+v: %v", v, got)
		}
	}
	// b–a and operator–a never stood at one instant, so a window over both makes no path.
	w.now += 10
	w.ok(link("b/2", LegalRepresentative, "b", "c", 0), "b/1")
	if path, ok := Linked(w.store, "gz-operator", "c", Relations, start, w.now+1); ok {
		t.Errorf("a path over links of different times: %v", path)
	}
	if got := w.linked("a", "c"); got != "a>b>c" {
		t.Error(got)
	}
}

func TestLinkRefusals(t *testing.T) {
	w := linkWorld(t)
	w.refused(ErrLinkSigner, link("d/1", Control, "gz-operator", "a", 0), "d/1")
	w.refused(ErrLinkSigner, link("gz-health/1", Control, "gz-operator", "a", 0), "gz-health/1")
	w.refused(ErrUnknown, link("a/1", Control, "nobody", "a", 0), "a/1")
	w.refused(rule.BadField, link("b/1", Control, "gz-operator", "a", 0), "a/1")
	for _, m := range []*PartyLink{link("a/1", "friend", "a", "b", 0),
		link("a/1", Equity, "a", "b", 0), link("a/1", Equity, "a", "b", 10_001),
		link("a/1", Control, "a", "b", 1),
		link("a/1", Control, "a", "a", 0), link("a/1", Control, "a", "", 0), {Kind: Control}} {
		w.refused(rule.BadField, m, "a/1")
	}
	bare := link("a/1", Control, "a", "b", 0)
	bare.Evidence = rule.Evidence{}
	w.refused(rule.BadField, bare, "a/1")
	three := link("a/1", Control, "a", "b", 0)
	three.Customer = wire.Hash{1}
	w.refused(rule.BadField, three, "a/1")

	w.ok(link("gz-bureau/1", Control, "gz-operator", "a", 0), "gz-bureau/1")
	w.ok(link("gz-treasury/1", LegalRepresentative, "gz-operator", "b", 0), "gz-treasury/1")
	w.refused(ErrLinkID, link("gz-bureau/1", Control, "gz-operator", "c", 0), "gz-bureau/1")
	w.refused(ErrLinked, link("a/1", Control, "gz-operator", "a", 0), "a/1")
	w.refused(ErrLinked, link("b/1", LegalRepresentative, "b", "gz-operator", 0), "b/1")
	w.ok(link("a/1", Control, "a", "gz-operator", 0), "a/1")
	w.refused(ErrLinkAuthority, unlink("gz-bureau/1", false), "a/1")
	w.refused(ErrLinkAuthority, unlink("a/1", true), "a/1")
	w.refused(ErrLinkAuthority, unlink("a/1", false), "gz-operator/1")
	w.refused(ErrLinkSigner, unlink("a/1", false), "c/1")
	w.refused(ErrLinkUnknown, unlink("a/9", false), "a/1")
	w.refused(rule.BadField, &PartyUnlink{Evidence: paper}, "a/1")
	w.refused(rule.BadField, &PartyUnlink{ID: bare.ID}, "a/1")
	w.ok(unlink("a/1", false), "a/1")
	w.refused(ErrLinkUnknown, unlink("a/1", false), "a/1")
	w.ok(unlink("gz-bureau/1", false), "gz-treasury/1")
	if l, ok := GetLink(w.store, bare.ID); !ok || l.To != w.now || l.EndedBy != "a" {
		t.Errorf("the record is gone: %+v", l)
	}
}

// A link may name a customer by its pseudonym (rulings L5).
func TestLinkOfCustomer(t *testing.T) {
	w := linkWorld(t)
	m := link("gz-operator/1", Control, "gz-operator", "", 0)
	m.Customer = wire.Hash(crypto.SHA256([]byte("salt and name")))
	w.ok(m, "gz-operator/1")
	got := w.linked("gz-data", m.Customer.String())
	if !strings.HasPrefix(got, "gz-data>gz-operator>") {
		t.Error(got)
	}
}

// A link beyond eight steps or 256 parties is refused, one that closes a ring is not (rulings E6).
func TestLinkBounds(t *testing.T) {
	w := linkWorld(t)
	add := func(id string) {
		put(w.store, Party{ID: id, Nature: Enterprise, Jurisdiction: gz})
		openAccount(w.ctx(), account(id, Root), DutyRoot, seedKey(id).Public())
	}
	for i := range 11 {
		add(fmt.Sprintf("n%02d", i))
	}
	chain := func(i int) *PartyLink {
		at := fmt.Sprintf("n%02d", i)
		return link(at+"/1", Control, at, fmt.Sprintf("n%02d", i+1), 0)
	}
	for i := range MaxDepth {
		w.ok(chain(i), fmt.Sprintf("n%02d/1", i))
	}
	w.refused(ErrLinkBounds, chain(MaxDepth), "n08/1")
	w.ok(link("n08/2", Equity, "n08", "n09", 4000), "n08/1") // a minority makes no path
	w.ok(link("n08/3", Control, "n08", "n00", 0), "n08/1")
	w.ok(chain(MaxDepth), "n08/1")
	if n := len(Reach(w.store, "n05", Relations, w.now)); n != 10 {
		t.Errorf("%d reached", n)
	}

	for i := range MaxParties - 1 {
		id := fmt.Sprintf("m%03d", i)
		put(w.store, Party{ID: id, Jurisdiction: gz, Group: "many"})
		openAccount(w.ctx(), account(id, Root), DutyRoot, seedKey(id).Public())
	}
	w.ok(link("a/1", Control, "a", "m000", 0), "a/1")
	w.refused(ErrLinkBounds, link("a/2", Control, "b", "a", 0), "a/1")
}

// TestLinkedAgainstOracle compares the search with a naive one over random graphs and windows.
func TestLinkedAgainstOracle(t *testing.T) {
	for seed := range uint64(300) {
		s, all := state.NewMemStore(), []Link{}
		rnd := seed*0x9e3779b97f4a7c15 + 1
		next := func(n int) int {
			rnd ^= rnd << 13
			rnd ^= rnd >> 7
			rnd ^= rnd << 17
			return int(rnd % uint64(n))
		}
		node := func() string { return string(rune('a' + next(7))) }
		groupOf := map[string]string{}
		for range next(4) {
			p := Party{ID: node(), Group: string(rune('x' + next(2)))}
			if groupOf[p.ID] == "" {
				groupOf[p.ID] = p.Group
				put(s, p)
			}
		}
		for i := range 4 + next(10) {
			l := Link{ID: wire.ID{Party: "x", Local: fmt.Sprint(i)}, A: node(), B: node(),
				Kind: []string{Equity, Control, LegalRepresentative, DeclaredAgreement}[next(4)],
				From: wire.Time(10 + next(10))}
			if l.Kind == Equity {
				l.EquityBP = uint32(4000 + next(3)*1000)
			}
			if next(2) == 0 {
				l.To = l.From + wire.Time(next(6))
				l.Ended = 30
			}
			if l.A != l.B {
				putLink(s, l)
				all = append(all, l)
			}
		}
		for range 20 {
			a, b, from := node(), node(), wire.Time(8+next(14))
			to := from + wire.Time(next(5))
			kinds := Relations[next(3):]
			path, got := Linked(s, a, b, kinds, from, to)
			if want := naive(all, groupOf, a, b, kinds, from, max(to, from+1)); got != want {
				t.Fatalf("seed %d: %s to %s in [%d,%d) by %v: got %v %v", seed, a, b, from, to, kinds,
					path, got)
			}
			if got && (path[0] != a || path[len(path)-1] != b) {
				t.Fatalf("path %v", path)
			}
		}
	}
}

// naive tries every instant and grows what is reached, one link at a time, until nothing is added.
func naive(all []Link, groupOf map[string]string, a, b string, kinds []string,
	from, to wire.Time) bool {
	for at := from; at < to; at++ {
		type state struct {
			party string
			below bool
		}
		reached := map[state]bool{{a, false}: true}
		for changed := true; changed; {
			changed = false
			for p, g := range groupOf {
				for q, h := range groupOf {
					for _, below := range []bool{false, true} {
						if g == h && reached[state{p, below}] && !reached[state{q, below}] &&
							slices.Contains(kinds, Control) {
							reached[state{q, below}], changed = true, true
						}
					}
				}
			}
			for _, l := range all {
				open := l.From <= at && (l.Ended == 0 || at < l.To)
				if !open || l.Relation() == "" || !slices.Contains(kinds, l.Relation()) {
					continue
				}
				for _, below := range []bool{false, true} {
					var to []state
					if reached[state{l.A, below}] {
						to = append(to, state{l.B, below || !l.mutual()})
					}
					if reached[state{l.B, below}] && (l.mutual() || !below) {
						to = append(to, state{l.A, below})
					}
					for _, s := range to {
						changed = changed || !reached[s]
						reached[s] = true
					}
				}
			}
		}
		if reached[state{b, true}] || reached[state{b, false}] {
			return true
		}
	}
	return false
}
