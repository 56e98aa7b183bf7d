package govern

import (
	"fmt"
	"strings"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func share(w *world, name string) (p party.GroupPower) {
	for _, g := range PowerByGroup(w.store, w.now) {
		for _, id := range g.Parties {
			if id == name {
				p = g
			}
		}
	}
	return p
}

// No path of the votes gives a group a third without the document that accepts it: a new seat, more
// power of a seat, less of the others, another's removal; proposed, or grown into meanwhile.
func TestNoSilentThird(t *testing.T) {
	set := func(id string, power uint64) Act {
		return Act{Action: SetValidator, Party: id, PubKey: consensus(id), Value: power}
	}
	for name, act := range map[string]Act{
		"a second seat of the group": set("data", 1000),
		"more power of its seat":     set("operator", 2000),
	} {
		w := newWorld(t)
		w.refused(ErrConcentration, propose("x", act), "bureau")
		act.Acknowledge = paper
		if p := w.decide(act); p.Status != Executed || p.Act.Acknowledge.Digest != paper.Digest ||
			!share(w, "operator").Third() {
			t.Errorf("%s: %s (%s), %+v", name, p.Status, p.Cause, share(w, "operator"))
		}
	}
	// 1000 of 5000 each: with two others away, the remaining three hold a third each.
	w := newWorld(t)
	if p := w.decide(set("water", 0)); p.Status != Executed {
		t.Fatal(p)
	}
	w.refused(ErrConcentration, propose("y", set("health", 0)), "bureau")
	// What was harmless when it was proposed is judged again when it is carried out.
	w = newWorld(t)
	one, two := w.open(set("water", 0)), w.open(set("health", 0))
	for _, id := range []wire.ID{one, two} {
		for _, v := range founders {
			if p, _ := proposals.Get(w.store, id); p.Status == Open && p.Act.Party != v {
				w.vote(id, true, v)
			}
		}
	}
	w.end(8)
	w.status(one, Executed)
	w.status(two, Failed)
}

// Control that is recorded after the seats were given counts from its instant: it is told, shown,
// and lets no change pass that makes the group grow.
func TestLinksJoinPower(t *testing.T) {
	w := newWorld(t)
	w.link("health", "water", 7000)
	w.end(0)
	joined := share(w, "water")
	if !joined.Third() || len(joined.Parties) != 2 || !strings.HasSuffix(joined.Group, "health") {
		t.Fatalf("%+v", joined)
	}
	told := 0
	for _, e := range w.events {
		if p, ok := e.(PowerConcentrated); ok {
			told++
			if p.Power != 2000 || p.Total != 5000 {
				t.Errorf("%+v", p)
			}
		}
	}
	w.end(1)
	if told != 1 {
		t.Errorf("told %d times", told)
	}
	more := Act{Action: SetValidator, Party: "health", PubKey: consensus("health"), Value: 1500}
	w.refused(ErrConcentration, propose("z", more), "bureau")
	more.Value = 500
	if p := w.decide(more); p.Status != Executed {
		t.Errorf("the group may not shrink: %s", p.Cause)
	}
	before := w.now
	w.link("bureau", "exchange", 4000) // a minority holding joins nobody
	w.end(0)
	if share(w, "bureau").Group == share(w, "exchange").Group || w.now < before {
		t.Error("a minority holding joins")
	}
}

// Two that control a third are one group with it, whatever their names; two whose company none of
// the seats is of are told apart.
func TestLinksOfJointControl(t *testing.T) {
	w := newWorld(t)
	w.register("zeta")
	for _, id := range []string{"bureau", "water"} {
		w.link(id, "health", 6000) // by shares and by agreement with others, say
		w.link(id, "zeta", 6000)
	}
	w.end(0)
	for _, id := range []string{"bureau", "water", "health"} {
		if p := share(w, id); p.Power != 3000 || len(p.Parties) != 3 {
			t.Errorf("%s: %+v", id, p)
		}
	}
	w = newWorld(t)
	w.register("alpha") // comes before all, and has no seat
	w.link("bureau", "alpha", 6000)
	w.link("water", "alpha", 6000)
	if a, b := share(w, "bureau"), share(w, "water"); a.Group == b.Group || a.Power != 1000 {
		t.Errorf("%+v %+v", a, b)
	}
}

func (w *world) link(a, b string, equity uint32) {
	w.t.Helper()
	w.n++
	var m rule.Msg = &party.PartyLink{ID: wire.ID{Party: a, Local: fmt.Sprint("l-", w.n)},
		Kind: party.Equity, A: a, B: b, EquityBP: equity, Evidence: paper}
	w.ok(m, a)
}
