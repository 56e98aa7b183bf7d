package trace_test

import (
	"fmt"
	"testing"

	"github.com/suyuan-ledger/suyuan/app/party"
	"github.com/suyuan-ledger/suyuan/app/rule"
	"github.com/suyuan-ledger/suyuan/app/trace"
	"github.com/suyuan-ledger/suyuan/wire"
)

var nonce = seedOf("nonce of the auditor")

func challenge(id string, change ...func(*trace.ChallengeCommit)) *trace.ChallengeCommit {
	m := &trace.ChallengeCommit{ID: ref(id), Product: ref("operator/credit"), Version: 1,
		Reporter: "operator", First: date("2026-05-01"), Last: date("2026-05-05"), Confidence: 95,
		Tolerated: 1000, Commitment: trace.Commitment(nonce)}
	for _, f := range change {
		f(m)
	}
	return m
}

// challenged has sixty units of three days and a challenge that waits for its blocks.
func challenged(t testing.TB) *world {
	w := dualWorld(t)
	for i, d := range []string{"2026-05-02", "2026-05-03", "2026-05-05"} {
		now := at(d + " 12:00")
		w.ok(now, batch(fmt.Sprintf("operator/m%d", i), d+" 08:00", d+" 09:00"), "operator")
		w.ok(now, batch(fmt.Sprintf("operator/n%d", i), d+" 09:00", d+" 10:00", func(m *trace.Record) {
			m.Purpose = "welfare"
		}), "operator")
	}
	w.ok(at("2026-05-06 09:00"), challenge("audit/k1"), "audit")
	return w
}

// blocks makes n blocks with proposers in turn.
func (w *world) blocks(n, proposers int) (events []rule.Event) {
	for range n {
		events = append(events, w.endBlock(w.now, rule.Block{
			Hash:     seedOf(fmt.Sprint("block ", w.height+1)),
			Proposer: []byte{byte(w.height % uint64(proposers))}})...)
	}
	return events
}

func (w *world) stage(id string) string {
	return w.ask("challenge", "id", id).(trace.ChallengeView).Stage
}

func TestChallenge(t *testing.T) {
	w := challenged(t)
	now := w.now
	v, _ := trace.GetChallenge(w.s, ref("audit/k1"))
	if v.Population != 60 || v.Sample == 0 || len(v.Days) != 3 {
		t.Fatalf("committed: %+v", v)
	}
	// A batch recorded after the commitment is not of the population.
	w.ok(now, batch("operator/late", "2026-05-03 10:00", "2026-05-03 11:00"), "operator")
	w.refused(trace.ErrStage, now, &trace.ChallengeReveal{ID: v.ID, Nonce: nonce}, "audit")
	w.blocks(7, 4)
	if w.stage("audit/k1") != trace.StageCommitted {
		t.Fatal("seven blocks fix a seed")
	}
	if got := w.blocks(1, 4); len(got) != 2 {
		t.Fatalf("events %v", got)
	}
	w.blocks(3, 4)
	w.refused(trace.ErrNotYours, now, &trace.ChallengeReveal{ID: v.ID, Nonce: nonce}, "operator")
	w.refused(trace.ErrNonce, now, &trace.ChallengeReveal{ID: v.ID, Nonce: bank}, "audit")
	w.ok(now, &trace.ChallengeReveal{ID: v.ID, Nonce: nonce}, "audit")

	v, _ = trace.GetChallenge(w.s, ref("audit/k1"))
	if v.Seed != trace.Seed(v.ID, nonce, v.Beacon) {
		t.Error("the seed is not that of nonce and beacon")
	}
	page := w.ask("sample", "id", "audit/k1").(rule.Page[trace.Located])
	if len(page.Items) != int(v.Sample) || page.Next != "" {
		t.Fatalf("sample: %+v", page)
	}
	units := trace.Draw(v.Seed, v.Population, v.Sample)
	for i, d := range page.Items {
		b, ok := trace.GetBatch(w.s, d.Batch)
		if !ok || d.Unit != units[i] || d.Place >= b.Count || b.ID == ref("operator/late") ||
			b.From.Date() != d.Day || units[i]%20 != b.Offset+d.Place {
			t.Errorf("draw %+v of %+v", d, b)
		}
	}
	first := w.ask("sample", "id", "audit/k1", "limit", "2").(rule.Page[trace.Located])
	rest := w.ask("sample", "id", "audit/k1", "after", first.Next).(rule.Page[trace.Located])
	if len(first.Items)+len(rest.Items) != int(v.Sample) {
		t.Errorf("pages of %d and %d", len(first.Items), len(rest.Items))
	}

	w.refused(trace.ErrStage, now, &trace.ChallengeJudge{ID: v.ID, File: digest("f"), Passed: true},
		"audit")
	w.refused(trace.ErrNotYours, now, &trace.ChallengeAnswer{ID: v.ID, File: digest("f")}, "dev")
	w.ok(now, &trace.ChallengeAnswer{ID: v.ID, File: digest("f")}, "operator")
	w.refused(trace.ErrOtherFile, now, &trace.ChallengeJudge{ID: v.ID, File: digest("g"),
		Passed: true}, "audit")
	w.refused(trace.ErrDraw, now, &trace.ChallengeJudge{ID: v.ID, File: digest("f"),
		Findings: []trace.Finding{{Draw: v.Sample, Why: "missing"}}}, "audit")
	w.refused(rule.BadField, now, &trace.ChallengeJudge{ID: v.ID, File: digest("f")}, "audit")
	w.ok(now, &trace.ChallengeJudge{ID: v.ID, File: digest("f"),
		Findings: []trace.Finding{{Draw: 3, Why: "the trace is not shown"}}}, "audit")
	if w.stage("audit/k1") != trace.StageFailed {
		t.Errorf("stage %s", w.stage("audit/k1"))
	}
	contest := &trace.ChallengeContest{ID: v.ID, Reason: "it is shown", Evidence: paper("log")}
	w.ok(now, contest, "operator")
	w.refused(trace.ErrContested, now, contest, "operator")
	list := w.ask("challenges", "reporter", "operator").(rule.Page[trace.ChallengeView])
	if len(list.Items) != 1 || list.Items[0].Stage != trace.StageContested ||
		list.Items[0].Decider != "bureau" || list.Items[0].Due == 0 {
		t.Errorf("list: %+v", list)
	}
}

// A body that is linked with neither side decides about an objection; its deadline is shown, and a
// decision after it still counts.
func TestContestIsDecided(t *testing.T) {
	for _, upheld := range []bool{false, true} {
		w := challenged(t)
		id, now := ref("audit/k1"), w.now
		decide := &trace.ChallengeDecide{ID: id, Upheld: upheld, Grounds: "logs read",
			Document: paper("decision")}
		w.blocks(8, 4)
		w.ok(now, &trace.ChallengeReveal{ID: id, Nonce: nonce}, "audit")
		contest := &trace.ChallengeContest{ID: id, Reason: "it is shown", Evidence: paper("log")}
		w.refused(trace.ErrStage, now, contest, "operator")
		over := w.ask("challenge", "id", "audit/k1").(trace.ChallengeView).Due.End()
		w.refused(trace.ErrNotYours, over, contest, "audit")
		w.refused(trace.ErrNotYours, over, decide, "bureau")
		w.ok(over, contest, "operator")
		w.now = over
		view := w.ask("challenge", "id", "audit/k1").(trace.ChallengeView)
		if view.Stage != trace.StageContested || view.Decider != "bureau" || view.Due <= over.Date() {
			t.Errorf("contested: %+v", view)
		}
		for _, by := range []string{"operator", "audit"} {
			w.refused(trace.ErrNotYours, over, decide, by)
		}
		w.refused(rule.BadField, over, &trace.ChallengeDecide{ID: id, Document: paper("d")}, "bureau")
		events := w.ok(view.Due.End()+1, decide, "bureau")
		w.refused(trace.ErrStage, over, decide, "bureau")
		want := trace.StageUnanswered
		if upheld {
			want = trace.StageOverturned
		}
		if got := w.stage("audit/k1"); got != want || len(events) != 2 {
			t.Errorf("upheld %v: %s, %v", upheld, got, events)
		}
	}
}

// Who decides is never under common control with a side.
func TestContestNeedsSomebodyIndependent(t *testing.T) {
	w := challenged(t)
	id, now := ref("audit/k1"), w.now
	w.blocks(8, 4)
	w.ok(now, &trace.ChallengeReveal{ID: id, Nonce: nonce}, "audit")
	w.ok(now, &trace.ChallengeAnswer{ID: id, File: digest("f")}, "operator")
	w.ok(now, &trace.ChallengeJudge{ID: id, File: digest("f"),
		Findings: []trace.Finding{{Draw: 0, Why: "missing"}}}, "audit")
	contest := &trace.ChallengeContest{ID: id, Reason: "it is shown", Evidence: paper("log")}
	type linkEnd struct {
		Party string
		Until wire.Time
		Link  wire.ID
	}
	type otherEnd struct {
		Other    string    `json:"other" max:"64"`
		Relation string    `json:"relation" max:"20"`
		From     wire.Time `json:"from"`
		Way      uint8     `json:"way"`
	}
	ends := table[linkEnd, otherEnd](party.Chapter(), "party/link_ends")
	for _, until := range []wire.Time{now + 1, now} { // bureau controls the reporter until then
		ends.Set(w.s, linkEnd{"bureau", until, ref("audit/l")}, otherEnd{"operator", party.Control, 1, 2})
		ends.Set(w.s, linkEnd{"operator", until, ref("audit/l")}, otherEnd{"bureau", party.Control, 1, 1})
		if until > now {
			w.refused(trace.ErrNoDecider, now, contest, "operator")
			ends.Delete(w.s, linkEnd{"bureau", until, ref("audit/l")})
			ends.Delete(w.s, linkEnd{"operator", until, ref("audit/l")})
		}
	}
	for _, group := range []string{"city", ""} {
		for _, who := range []string{"bureau", "operator"} {
			parties := table[string, party.Party](party.Chapter(), "party/parties")
			p, _ := parties.Get(w.s, who)
			p.Group = group
			parties.Set(w.s, who, p)
		}
		if group != "" {
			w.refused(trace.ErrNoDecider, now, contest, "operator")
		} else {
			w.ok(now, contest, "operator")
		}
	}
}

// An auditor that does not show its nonce in time has no sample: the challenge lapses at the
// instant its last day is over, and takes no step any more.
func TestChallengeLapses(t *testing.T) {
	w := challenged(t)
	w.blocks(8, 4)
	reveal := &trace.ChallengeReveal{ID: ref("audit/k1"), Nonce: nonce}
	due := w.ask("challenge", "id", "audit/k1").(trace.ChallengeView).Due
	if due <= w.now.Date() {
		t.Fatalf("due %s", due)
	}
	w.refused(trace.ErrStage, due.End(), reveal, "audit")
	if w.now = due.End(); w.stage("audit/k1") != trace.StageLapsed {
		t.Errorf("stage %s", w.stage("audit/k1"))
	}
	w.refused(trace.ErrStage, due.End(), &trace.ChallengeContest{ID: ref("audit/k1"), Reason: "x",
		Evidence: paper("log")}, "operator")
	if w.now = due.End() - 1; w.stage("audit/k1") != trace.StageDrawn {
		t.Errorf("stage %s", w.stage("audit/k1"))
	}
	w.ok(due.End()-1, reveal, "audit")
}

// Without an answer in time a challenge has failed, from the instant its last day is over.
func TestChallengeUnanswered(t *testing.T) {
	w := challenged(t)
	w.blocks(8, 4)
	w.ok(w.now, &trace.ChallengeReveal{ID: ref("audit/k1"), Nonce: nonce}, "audit")
	due := w.ask("challenge", "id", "audit/k1").(trace.ChallengeView).Due
	answer := &trace.ChallengeAnswer{ID: ref("audit/k1"), File: digest("f")}
	if _, err := w.apply(due.End(), answer, "operator"); err == nil {
		t.Error("answered after the deadline")
	}
	if w.now = due.End(); w.stage("audit/k1") != trace.StageUnanswered {
		t.Errorf("stage %s", w.stage("audit/k1"))
	}
	if w.now = due.End() - 1; w.stage("audit/k1") != trace.StageRevealed {
		t.Errorf("stage %s", w.stage("audit/k1"))
	}
	w.ok(due.End()-1, answer, "operator")
}

// Blocks of fewer than three proposers fix nothing; a gap begins anew.
func TestBeaconNeedsProposers(t *testing.T) {
	w := challenged(t)
	w.blocks(30, 2)
	if w.stage("audit/k1") != trace.StageCommitted {
		t.Error("two proposers fix a seed")
	}
	w.height++ // a block that nobody of this test has seen
	w.blocks(7, 4)
	if w.stage("audit/k1") != trace.StageCommitted {
		t.Error("seven blocks after a gap fix a seed")
	}
	w.blocks(1, 4)
	if w.stage("audit/k1") != trace.StageDrawn {
		t.Error("eight blocks of four proposers fix nothing")
	}
}

// The block of the commitment is no part of the beacon, nor is any before it.
func TestBeaconBeginsAfterCommitment(t *testing.T) {
	w := challenged(t)
	w.blocks(6, 4)
	w.ok(w.now, challenge("audit/k2"), "audit")
	committed := w.height
	w.height-- // the paper's block ends like any other
	w.blocks(2, 4)
	if w.stage("audit/k1") != trace.StageDrawn || w.stage("audit/k2") != trace.StageCommitted {
		t.Errorf("stages %s, %s", w.stage("audit/k1"), w.stage("audit/k2"))
	}
	w.blocks(20, 4)
	if v, _ := trace.GetChallenge(w.s, ref("audit/k2")); v.BeaconFrom <= committed {
		t.Errorf("committed in %d, drawn from %d", committed, v.BeaconFrom)
	}
}

func TestChallengeRefused(t *testing.T) {
	w := challenged(t)
	now := w.now
	for _, c := range []struct {
		name string
		def  *rule.Refusal
		m    *trace.ChallengeCommit
		by   string
	}{
		{"same id", trace.ErrExists, challenge("audit/k1"), "audit"},
		{"no auditor", trace.ErrAuditor, challenge("bank/k"), "bank"},
		{"nothing", trace.ErrNothing, challenge("audit/k", func(m *trace.ChallengeCommit) {
			m.Reporter = "platform"
		}), "audit"},
		{"unknown product", trace.ErrUnknownProduct, challenge("audit/k",
			func(m *trace.ChallengeCommit) { m.Version = 9 }), "audit"},
		{"days", rule.BadField, challenge("audit/k", func(m *trace.ChallengeCommit) {
			m.Last = m.First.Add(92)
		}), "audit"},
		{"confidence", rule.BadField, challenge("audit/k", func(m *trace.ChallengeCommit) {
			m.Confidence = 100
		}), "audit"},
		{"tolerated", rule.BadField, challenge("audit/k", func(m *trace.ChallengeCommit) {
			m.Tolerated = 0
		}), "audit"},
		{"no commitment", rule.BadField, challenge("audit/k", func(m *trace.ChallengeCommit) {
			m.Commitment = wire.Hash{}
		}), "audit"},
	} {
		t.Run(c.name, func(t *testing.T) { w.refused(c.def, now, c.m, c.by) })
	}
	w.ok(now, batch("operator/big", "2026-05-06 00:00", "2026-05-06 01:00", func(m *trace.Record) {
		m.Counters, m.Count = []trace.Counter{{Members: []uint16{0}, Units: 10_000_000}}, 10_000_000
	}), "operator")
	w.refused(trace.ErrSampleSize, now, challenge("audit/k", func(m *trace.ChallengeCommit) {
		m.Last, m.Confidence, m.Tolerated = date("2026-05-06"), 99, 1
	}), "audit")
	w.refused(trace.ErrNoChallenge, now, &trace.ChallengeReveal{ID: ref("audit/none")}, "audit")
	for i := range 63 {
		w.ok(now, challenge(fmt.Sprintf("audit/x%d", i)), "audit")
	}
	w.refused(trace.ErrWaiting, now, challenge("audit/k"), "audit")
}
