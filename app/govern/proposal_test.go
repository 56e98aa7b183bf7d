package govern

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/regime"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/wire"
)

func days(n uint64) Act { return Act{Action: SetParameter, Parameter: "lateness_days", Value: n} }

func TestProposalOpen(t *testing.T) {
	w := newWorld(t)
	w.register("museum")
	for name, change := range map[string]func(m *ProposalOpen){
		"id":        func(m *ProposalOpen) { m.ID = wire.ID{} },
		"other id":  func(m *ProposalOpen) { m.ID.Party = "health" },
		"reason":    func(m *ProposalOpen) { m.Reason = "" },
		"evidence":  func(m *ProposalOpen) { m.Evidence = rule.Evidence{} },
		"action":    func(m *ProposalOpen) { m.Act.Action = "law.set" },
		"party":     func(m *ProposalOpen) { m.Act = Act{Action: AdmitMember} },
		"parameter": func(m *ProposalOpen) { m.Act.Parameter = "period" },
		"plan":      func(m *ProposalOpen) { m.Act = Act{Action: PlanUpgrade, Value: 2, Height: 9} },
		"root key":  func(m *ProposalOpen) { m.Act = Act{Action: RecoverRoot, Party: "health"} },
		"pub key":   func(m *ProposalOpen) { m.Act = Act{Action: SetValidator, Party: "health"} },
		"power": func(m *ProposalOpen) {
			m.Act = Act{Action: SetValidator, Party: "health", PubKey: consensus("x"), Value: 99}
		},
	} {
		m := propose("p", days(9))
		change(m)
		if err := w.do(m, "bureau"); err == nil || err.(*rule.Refused).Refusal != rule.BadField {
			t.Errorf("%s: %v", name, err)
		}
	}
	stranger := propose("p", days(9))
	stranger.ID.Party = "museum"
	w.refused(ErrNotMember, stranger, "museum")
	w.ok(propose("p", days(9)), "bureau")
	w.refused(ErrExists, propose("p", days(8)), "bureau")
	w.refused(ErrUnchanged, propose("q", days(7)), "bureau")
	w.refused(ErrBounds, propose("q", days(3661)), "bureau")
}

func TestProposalVote(t *testing.T) {
	w := newWorld(t)
	w.register("museum")
	id := w.open(days(9))
	yes := &ProposalVote{Proposal: id, Yes: true}
	if err := (&ProposalVote{Proposal: id}).Check(); err == nil {
		t.Error("a no without a reason is accepted")
	}
	if err := (&ProposalVote{}).Check(); err == nil {
		t.Error("a vote on nothing is accepted")
	}
	nothing := wire.ID{Party: "a", Local: "b"}
	w.refused(ErrUnknown, &ProposalVote{Proposal: nothing, Yes: true}, "bureau")
	w.refused(ErrNotMember, yes, "museum")
	w.ok(yes, "bureau")
	w.refused(ErrVoted, yes, "bureau")
	w.vote(id, true, "health")
	w.status(id, Open) // two of five groups
	w.vote(id, true, "water")
	w.status(id, Passed)
	w.refused(ErrClosed, yes, "exchange")
	w.end(2)
	w.status(id, Passed) // three days of timelock
	w.end(1)
	w.status(id, Executed)
	if n := regime.Parameter(w.store, "lateness_days"); n != 9 {
		t.Errorf("lateness is %d days", n)
	}
}

// A vote that is not decided early is counted on its day: too few expire, more no than yes reject,
// and of those who spoke a majority carries.
func TestClosing(t *testing.T) {
	for _, c := range []struct {
		yes, no []string
		want    string
	}{
		{nil, nil, Expired},
		{[]string{"bureau", "health"}, nil, Expired}, // two of five take part
		{[]string{"bureau", "health"}, []string{"water"}, Passed},
		{[]string{"bureau", "health"}, []string{"water", "exchange"}, Rejected},
		{[]string{"bureau"}, []string{"water", "exchange"}, Rejected},
		// one group that contradicts itself takes part and counts for neither side
		{[]string{"bureau", "operator"}, []string{"data", "water"}, Rejected},
		{[]string{"bureau", "health", "operator"}, []string{"data", "water"}, Passed},
	} {
		w := newWorld(t)
		id := w.open(days(9))
		w.vote(id, false, c.no...)
		w.vote(id, true, c.yes...)
		w.end(13)
		w.status(id, Open)
		w.end(1)
		w.status(id, c.want)
	}
}

// Two institutions under one control are one voice.
func TestGroupsAreOneVoice(t *testing.T) {
	w := newWorld(t)
	id := w.open(days(9))
	w.vote(id, true, "operator", "data", "bureau")
	w.status(id, Open)
	if tally := count(w.store, id, Proposal{Act: days(9)}); tally != (Tally{5, 2, 2, 0}) {
		t.Fatalf("%+v", tally)
	}
}

func TestMembers(t *testing.T) {
	w := newWorld(t)
	w.register("museum")
	w.refused(ErrUnchanged, propose("a", Act{Action: AdmitMember, Party: "health"}), "bureau")
	w.refused(ErrUnchanged, propose("a", Act{Action: RemoveMember, Party: "museum"}), "bureau")
	w.refused(party.ErrUnknown, propose("a", Act{Action: AdmitMember, Party: "nobody"}), "bureau")
	w.refused(ErrHoldsSeat, propose("a", Act{Action: RemoveMember, Party: "health"}), "bureau")
	if p := w.decide(Act{Action: AdmitMember, Party: "museum"}); p.Status != Executed ||
		!IsMember(w.store, "museum") {
		t.Fatalf("%+v", p)
	}
	if p := w.decide(Act{Action: RemoveMember, Party: "data"}); p.Status != Executed ||
		IsMember(w.store, "data") {
		t.Fatalf("%+v", p)
	}
	w.refused(ErrNotMember, &ProposalVote{Proposal: w.open(days(9)), Yes: true}, "data")
}

func TestValidators(t *testing.T) {
	w := newWorld(t)
	add := Act{Action: SetValidator, Party: "data", PubKey: consensus("data"), Value: 1000}
	w.refused(ErrConcentration, propose("a", add), "bureau") // bigdata would hold 2 of 6
	add.Acknowledge = paper
	if p := w.decide(add); p.Status != Executed {
		t.Fatalf("%+v", p)
	}
	k, _ := add.key()
	want := []ValidatorChange{{Key: k, Party: "data", Power: 1000}}
	if got := ChangesAt(w.store, w.height); len(got) != 1 || got[0] != want[0] {
		t.Fatalf("%+v", got)
	}
	if got := ChangesAt(w.store, w.height-1); len(got) != 0 {
		t.Fatalf("%+v", got)
	}
	small := Act{Action: SetValidator, Party: "water", PubKey: consensus("water-2"), Value: 100}
	if p := w.decide(small); p.Status != Executed { // bigdata's third shrinks
		t.Fatalf("%+v", p)
	}
	w.refused(ErrSeat, propose("b", Act{Action: SetValidator, Party: "health",
		PubKey: consensus("water"), Value: 500}), "bureau")
	w.refused(ErrUnchanged, propose("b", Act{Action: SetValidator, Party: "water",
		PubKey: consensus("water"), Value: 1000}), "bureau")
	w.refused(ErrUnchanged, propose("b", Act{Action: SetValidator, Party: "water",
		PubKey: consensus("none")}), "bureau")
	w.register("museum")
	w.refused(ErrNotMember, propose("b", Act{Action: SetValidator, Party: "museum",
		PubKey: consensus("museum"), Value: 500}), "bureau")
	remove := Act{Action: SetValidator, Party: "data", PubKey: consensus("data")}
	if p := w.decide(remove); p.Status != Executed {
		t.Fatalf("%+v", p)
	}
	if got := ChangesAt(w.store, w.height); len(got) != 1 || got[0].Power != 0 {
		t.Fatalf("%+v", got)
	}
	if h, ok := FirstChange(w.store); !ok || h >= w.height {
		t.Fatal("the first change is forgotten")
	}
	n := 0
	EachSeat(w.store, func([32]byte, Seat) bool { n++; return true })
	if n != 6 {
		t.Fatalf("%d validators", n)
	}
}

func TestLastSeat(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"health", "water", "operator", "exchange"} {
		k, _ := Act{PubKey: consensus(id)}.key()
		s, _ := seats.Get(w.store, k)
		s.Until = w.now
		seats.Set(w.store, k, s)
	}
	w.refused(ErrSeats, propose("a", Act{Action: SetValidator, Party: "bureau",
		PubKey: consensus("bureau"), Acknowledge: paper}), "bureau")
}

// Two changes of one validator due in one block reach the engine in two.
func TestOneChangeInABlock(t *testing.T) {
	w := newWorld(t)
	key := consensus("health-2")
	first := w.open(Act{Action: SetValidator, Party: "health", PubKey: key, Value: 100})
	second := w.open(Act{Action: SetValidator, Party: "health", PubKey: key, Value: 200})
	for _, id := range []wire.ID{first, second} {
		w.vote(id, true, "bureau", "health", "water", "exchange")
	}
	w.end(3)
	w.status(first, Executed)
	w.status(second, Passed)
	w.end(0)
	w.status(second, Executed)
	if got := ChangesAt(w.store, w.height); len(got) != 1 || got[0].Power != 200 {
		t.Fatalf("%+v", got)
	}
}

// Validators take two thirds of the voting power: three of five are not enough, four are.
func TestPower(t *testing.T) {
	w := newWorld(t)
	id := w.open(Act{Action: SetValidator, Party: "health", PubKey: consensus("h"), Value: 100})
	w.vote(id, true, "bureau", "health", "water", "data")
	w.status(id, Open)
	w.vote(id, true, "exchange")
	w.status(id, Passed)
}

// What cannot be carried out any more fails and says why; the queue goes on.
func TestFailed(t *testing.T) {
	w := newWorld(t)
	first, second := w.open(days(9)), w.open(days(9))
	w.vote(first, true, "bureau", "health", "water")
	w.vote(second, true, "bureau", "health", "water")
	w.end(3)
	w.status(first, Executed)
	w.status(second, Failed)
	if p, _ := proposals.Get(w.store, second); p.Cause != ErrUnchanged.Name {
		t.Fatalf("%+v", p)
	}
}

// However many are due, one block looks at sixteen.
func TestBoundedWork(t *testing.T) {
	w := newWorld(t)
	for range 40 {
		w.open(days(9))
	}
	for _, left := range []int{24, 8, 0} {
		w.end(14)
		n := 0
		queue.Each(w.store, func(dueAt) bool { n++; return true })
		if n != left {
			t.Fatalf("%d are left, want %d", n, left)
		}
	}
}
