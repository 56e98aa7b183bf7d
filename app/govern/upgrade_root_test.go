package govern

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

func TestUpgrade(t *testing.T) {
	w := newWorld(t)
	plan := Act{Action: PlanUpgrade, Value: 2, Height: 50, Manifest: paper.Digest}
	old, near := plan, plan
	old.Value, near.Height = 1, w.height+1
	w.refused(ErrOldRules, propose("a", old), "bureau")
	w.refused(ErrHeight, propose("a", near), "bureau")
	w.refused(ErrNoPlan, propose("a", Act{Action: CancelUpgrade, Value: 2}), "bureau")
	if p := w.decide(plan); p.Status != Executed {
		t.Fatalf("%+v", p)
	}
	for h, want := range map[uint64]uint64{49: 1, 50: 2, 51: 2} {
		if got := RulesAt(w.store, h); got != want {
			t.Errorf("rules %d at %d, want %d", got, h, want)
		}
	}
	w.refused(ErrPlanned, propose("a", plan), "bureau")
	if p := w.decide(Act{Action: CancelUpgrade, Value: 2}); p.Status != Executed ||
		RulesAt(w.store, 50) != 1 {
		t.Fatalf("%+v", p)
	}
	if p := w.decide(plan); p.Status != Executed || RulesAt(w.store, 50) != 2 {
		t.Fatalf("%+v", p)
	}
	if _, _, ok := Planned(w.store, 50); ok {
		t.Error("a plan whose height came is still planned")
	}
}

func recovery(t *testing.T, number uint16) Act {
	k := seed("health, found again")
	rs, err := party.EnrolProof(chain, tx.Account{Party: "health"}, number, k)
	if err != nil {
		t.Fatal(err)
	}
	return Act{Action: RecoverRoot, Party: "health", RootKey: k.Public(), RootProof: rs}
}

func TestRootRecovery(t *testing.T) {
	w := newWorld(t)
	w.refused(party.ErrProof, propose("a", recovery(t, 3)), "bureau")
	w.refused(party.ErrUnknown, propose("a", Act{Action: RecoverRoot, Party: "nobody",
		RootKey: seed("n").Public()}), "bureau")
	own := propose("a", recovery(t, 2))
	own.ID.Party = "health"
	w.refused(ErrOwnRoot, own, "health")
	id := w.open(recovery(t, 2))
	w.refused(ErrOwnRoot, &ProposalVote{Proposal: id, Yes: true}, "health")
	w.vote(id, true, "bureau", "water")
	w.status(id, Open) // two of four others
	w.vote(id, true, "exchange")
	w.end(6)
	w.status(id, Passed)
	w.end(1)
	w.status(id, Executed)
	root := tx.Account{Party: "health"}
	was, _ := party.AccountKey(w.store, root, 1)
	is, _ := party.AccountKey(w.store, root, 2)
	if was.To != w.now || is.From != w.now || !is.Public.Equal(seed("health, found again").Public()) {
		t.Fatalf("%+v %+v", was, is)
	}
	for _, i := range party.Chapter().Invariants {
		if err := i.Check(w.store); err != nil {
			t.Error(err)
		}
	}
}

func TestProposalVeto(t *testing.T) {
	w := newWorld(t)
	if err := (&ProposalVeto{}).Check(); err == nil {
		t.Error("a veto of nothing is accepted")
	}
	id := w.open(recovery(t, 2))
	veto := &ProposalVeto{Proposal: id}
	w.refused(ErrVeto, veto, "bureau")
	w.refused(ErrVeto, &ProposalVeto{Proposal: w.open(days(9))}, "health")
	w.refused(ErrUnknown, &ProposalVeto{Proposal: wire.ID{Party: "a", Local: "b"}}, "health")
	w.vote(id, true, "bureau", "water", "exchange")
	w.end(6)
	w.ok(veto, "health")
	w.status(id, Vetoed)
	w.refused(ErrClosed, veto, "health")
	w.end(1)
	w.status(id, Vetoed)
	again := w.open(recovery(t, 2))
	w.ok(&ProposalVeto{Proposal: again}, "health") // also before the votes are in
	w.status(again, Vetoed)
}

func TestQueries(t *testing.T) {
	w := newWorld(t)
	id := w.open(days(9))
	w.vote(id, true, "bureau")
	ask := func(args map[string]string) rule.Ask {
		return rule.Ask{Store: w.store, Height: w.height, Time: w.now, Args: args}
	}
	out, err := askProposal(ask(map[string]string{"id": id.String()}))
	if err != nil {
		t.Fatal(err)
	}
	if v := out.(Votes); len(v.Ballots) != 1 || v.Ballots[0].Party != "bureau" || v.Tally.Yes != 1 {
		t.Fatalf("%+v", v)
	}
	if _, err := askProposal(ask(map[string]string{"id": "a/b"})); err != rule.ErrNotFound {
		t.Error(err)
	}
	for _, bad := range []map[string]string{{"id": "x"}, {"limit": "0"}, {"after": "x"}} {
		_, err := askProposals(ask(bad))
		_, err2 := askProposal(ask(bad))
		if err == nil && err2 == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	w.open(days(8))
	out, _ = askProposals(ask(map[string]string{"limit": "1", "status": Open}))
	if p := out.(rule.Page[Shown]); len(p.Items) != 1 || p.Next == "" {
		t.Fatalf("%+v", p)
	}
	out, _ = askSeats(ask(nil))
	if s := out.(SeatsAnswer); len(s.Validators) != 5 || len(s.Groups) != 5 || !s.Genesis {
		t.Fatalf("%+v", s)
	}
	out, _ = askMembers(ask(nil))
	if m := out.([]Member); len(m) != 6 {
		t.Fatalf("%+v", m)
	}
	out, _ = askTerms(ask(nil))
	if v := out.(TermsAnswer); len(v.Parameters) != len(Bounds()) {
		t.Fatalf("%+v", v)
	}
	out, _ = askUpgrades(ask(nil))
	if u := out.(UpgradesAnswer); u.Rules != 1 || len(u.Plans) != 0 {
		t.Fatalf("%+v", u)
	}
}

func TestSection(t *testing.T) {
	if p := (Section{}).Validate(); len(p) != 0 {
		t.Fatal(p)
	}
	for name, change := range map[string]func(t *Terms){
		"power half":      func(t *Terms) { t.Power.YesNum, t.Power.YesDen = 1, 2 },
		"power of spoken": func(t *Terms) { t.Power.OfWhole = false },
		"minority":        func(t *Terms) { t.Parameters.YesNum, t.Parameters.YesDen = 1, 3 },
		"quorum":          func(t *Terms) { t.Members.QuorumNum = 0 },
		"recovery":        func(t *Terms) { t.Recovery.TimelockDays = 6 },
		"voting":          func(t *Terms) { t.Parameters.VotingDays = 0 },
		"rules":           func(t *Terms) { t.Rules = 0 },
	} {
		terms := DefaultTerms()
		change(&terms)
		if p := (Section{Terms: terms}).Validate(); len(p) != 1 {
			t.Errorf("%s: %v", name, p)
		}
	}
	own := newWorld(t)
	if p := own.decide(Act{Action: SetParameter, Parameter: "recovery.timelock_days",
		Value: 14}); p.Status != Executed || getTerms(own.store).Recovery.TimelockDays != 14 {
		t.Fatalf("%+v", p)
	}
	own.refused(ErrBounds, propose("low", Act{Action: SetParameter,
		Parameter: "recovery.timelock_days", Value: 6}), "bureau")
}

func TestBrokenProposalIsParked(t *testing.T) {
	w := newWorld(t)
	id := w.open(days(9))
	w.vote(id, true, "bureau", "health", "water")
	p, _ := proposals.Get(w.store, id)
	p.Act.Parameter, p.Act.Value = "nothing.such", 0 // as only a mistake of ours could write
	proposals.Set(w.store, id, p)
	w.end(3)
	w.status(id, Failed)
	if p, _ := proposals.Get(w.store, id); p.Cause != rule.Internal.Name {
		t.Fatalf("%+v", p)
	}
}
