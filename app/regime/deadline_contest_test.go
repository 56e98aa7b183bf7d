package regime

import (
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/crypto"
	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

var contestedPaper = wire.Hash{7}

// admission is the word of a founder's node.
func admission(t testing.TB, id, at string) tx.Admission {
	t.Helper()
	a := tx.Admission{Paper: contestedPaper, Time: instant(t, at), Node: tx.Account{Party: id}}
	must(t, a.Sign(crypto.FromSeed(crypto.Secp256k1, id), party.FirstKey))
	return a
}

var lateDuty = DutyID{"gz-operator", "agreement.filing", "gz-operator/a1"}

// late is a ledger with a duty of gz-operator, due 2026-09-20, a worked Sunday.
func late(t testing.TB) *rule.Ctx {
	t.Helper()
	l := ledger(t, section(t, profile("520000", 1, plain)))
	p, _ := Current(l.Store, "520000", l.Time)
	l.Time = instant(t, "2026-09-18 17:30:00")
	must(t, Open(l, p, lateDuty, l.Time.Date(), Span{1, UnitWorkingDays}))
	l.Time = instant(t, "2026-09-24 10:00:00")
	return l
}

func contest(nodes ...tx.Admission) *DeadlineContest {
	return &DeadlineContest{Duty: lateDuty.Duty, Object: lateDuty.Object, Paper: contestedPaper,
		Admissions: nodes}
}

func tell(m rule.Msg, c *rule.Ctx) error {
	if err := m.Check(); err != nil {
		return err
	}
	return m.Apply(c)
}

const inTime = "2026-09-20 11:00:00"

// A paper that two nodes of different groups took in time makes its duty met (contested), whether
// the ledger took it late or not at all (rulings E15).
func TestContestUpheld(t *testing.T) {
	for _, landed := range []bool{true, false} {
		l := late(t)
		if landed {
			must(t, Meet(l, lateDuty))
		}
		l.Time = instant(t, "2026-09-28 10:00:00")
		if s, _ := Deadline(l.Store, lateDuty, l.Time); !s.Overdue {
			t.Fatalf("%+v", s)
		}
		must(t, tell(contest(admission(t, "gz-operator", "2026-09-20 10:59:00"),
			admission(t, "yn-bureau", inTime)), signed(l, "gz-operator")))
		must(t, tell(&ContestJudge{Duty: lateDuty, Upheld: true, Reason: "节点停摆"},
			signed(l, "gz-bureau")))
		s, _ := Deadline(l.Store, lateDuty, instant(t, "2026-12-01 00:00:00"))
		if s.State != StateMet || s.Overdue || s.DaysLate != 0 || s.Contested != instant(t, inTime) {
			t.Fatalf("%+v", s)
		}
		must(t, checkLists(l.Store))
		out, err := serveStats(rule.Ask{Store: l.Store, Time: l.Time,
			Args: map[string]string{"owner": "gz-operator"}})
		must(t, err)
		if n := out.(Punctuality).Total; n.MetInTime != 1 || n.MetLate != 0 || n.DaysLate != 0 ||
			n.Open != 0 {
			t.Fatalf("landed %v: %+v", landed, n)
		}
		if got := refused(t, tell(&ContestJudge{Duty: lateDuty, Reason: "again"},
			signed(l, "gz-bureau"))); got != "contest.none" {
			t.Errorf("judged twice: %q", got)
		}
	}
}

func TestContestDismissed(t *testing.T) {
	l := late(t)
	m := contest(admission(t, "gz-bureau", inTime), admission(t, "yn-bureau", inTime))
	must(t, tell(m, signed(l, "gz-operator")))
	must(t, tell(&ContestJudge{Duty: lateDuty, Reason: "正文不是该报告"}, signed(l, "gz-bureau")))
	s, _ := Deadline(l.Store, lateDuty, l.Time)
	x, _ := ContestOf(l.Store, lateDuty)
	if s.State != StateOverdue || x.Upheld || x.By != "gz-bureau" {
		t.Fatalf("%+v, %+v", s, x)
	}
	if got := refused(t, tell(m, signed(l, "gz-operator"))); got != "contest.exists" {
		t.Errorf("contested twice: %q", got)
	}
	out, err := serveContests(rule.Ask{Store: l.Store,
		Args: map[string]string{"owner": "gz-operator"}})
	must(t, err)
	page := out.(rule.Page[ContestView])
	if len(page.Items) != 1 || page.Items[0].Owner != "gz-operator" {
		t.Fatalf("%+v", page)
	}
}

func TestContestRefused(t *testing.T) {
	good, other := admission(t, "gz-bureau", inTime), admission(t, "yn-bureau", inTime)
	changed := func(change func(*tx.Admission)) tx.Admission {
		a := other
		change(&a)
		return a
	}
	for _, c := range []struct {
		name, code, by, at string
		m                  *DeadlineContest
	}{
		{"one node", "body.field", "", "", contest(good)},
		{"another paper", "body.field", "", "",
			contest(good, changed(func(a *tx.Admission) { a.Paper[3] = 1 }))},
		{"no name", "body.field", "", "",
			contest(good, changed(func(a *tx.Admission) { a.Node.Party = "?" }))},
		{"no duty", "body.field", "", "", &DeadlineContest{Paper: contestedPaper,
			Admissions: []tx.Admission{good, other}}},
		{"forged", "contest.admission", "", "",
			contest(good, changed(func(a *tx.Admission) { a.Time++ }))},
		{"unknown key", "contest.admission", "", "",
			contest(good, changed(func(a *tx.Admission) { a.Signature.Key = 9 }))},
		{"one group", "contest.group", "", "", contest(good, admission(t, "gz-centre", inTime))},
		{"one node twice", "contest.group", "", "", contest(good, good)},
		{"after its day", "contest.late", "", "",
			contest(good, admission(t, "yn-bureau", "2026-09-21 00:00:00"))},
		{"before it was opened", "contest.late", "", "",
			contest(good, admission(t, "yn-bureau", "2026-09-18 17:29:59"))},
		{"another's duty", "duty.none", "gz-finance", "", contest(good, other)},
		{"still in time", "contest.not_overdue", "", "2026-09-20 23:59:59", contest(good, other)},
	} {
		l := late(t)
		if c.at != "" {
			l.Time = instant(t, c.at)
		}
		by := c.by
		if by == "" {
			by = "gz-operator"
		}
		if got := refused(t, tell(c.m, signed(l, by))); got != c.code {
			t.Errorf("%s: %q, want %q", c.name, got, c.code)
		}
	}
}

// A node of nobody's body proves nothing, and a waived duty cannot be contested.
func TestContestWitness(t *testing.T) {
	l := late(t)
	k := crypto.FromSeed(crypto.Secp256k1, "shop")
	l.Time = instant(t, "2026-09-01 10:00:00")
	register(t, l, "shop", k)
	l.Time = instant(t, "2026-09-24 10:00:00")
	m := contest(admission(t, "gz-bureau", inTime), admission(t, "shop", inTime))
	if got := refused(t, tell(m, signed(l, "gz-operator"))); got != "contest.node" {
		t.Errorf("a shop's node: %q", got)
	}
	must(t, Waive(l, lateDuty, "object.withdrawn"))
	m.Admissions[1] = admission(t, "yn-bureau", inTime)
	if got := refused(t, tell(m, signed(l, "gz-operator"))); got != "contest.not_overdue" {
		t.Errorf("a waived duty: %q", got)
	}
}

// register enters a party that did not found the ledger.
func register(t testing.TB, l *rule.Ctx, id string, k crypto.PrivateKey) {
	t.Helper()
	maker := crypto.FromSeed(crypto.Secp256k1, id+"/1")
	root, err := party.EnrolProof(l.Chain, tx.Account{Party: id}, party.FirstKey, k)
	must(t, err)
	first, err := party.EnrolProof(l.Chain, tx.Account{Party: id, Number: 1}, party.FirstKey, maker)
	must(t, err)
	m := &party.Register{ID: id, Name: id, Nature: party.Enterprise, Jurisdiction: "520000",
		RootKey: k.Public(), RootProof: root, Accounts: []party.FirstAccount{{Number: 1,
			Duty: party.DutyMaker, Key: maker.Public(), Proof: first}}}
	must(t, tell(m, signed(l, "gz-bureau")))
}

func TestContestJudgeRefused(t *testing.T) {
	for _, c := range []struct{ name, by, code string }{
		{"the owner itself", "gz-operator", "contest.judge"},
		{"a body without the role", "gz-finance", "contest.judge"},
		{"another province", "yn-bureau", "contest.judge"},
	} {
		l := late(t)
		must(t, tell(contest(admission(t, "gz-bureau", inTime), admission(t, "yn-bureau", inTime)),
			signed(l, "gz-operator")))
		m := &ContestJudge{Duty: lateDuty, Upheld: true, Reason: "r"}
		if got := refused(t, tell(m, signed(l, c.by))); got != c.code {
			t.Errorf("%s: %q, want %q", c.name, got, c.code)
		}
	}
	l := late(t)
	for _, m := range []*ContestJudge{{Duty: lateDuty}, {Reason: "r"}} {
		if got := refused(t, tell(m, signed(l, "gz-bureau"))); got != "body.field" {
			t.Errorf("%+v: %q", m, got)
		}
	}
	if got := refused(t, tell(&ContestJudge{Duty: lateDuty, Reason: "r"},
		signed(l, "gz-bureau"))); got != "contest.none" {
		t.Errorf("nothing waits: %q", got)
	}
}
