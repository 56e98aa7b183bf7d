package fault

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/access"
	"github.com/suyuan-ledger/suyuan/app/settle"
	"github.com/suyuan-ledger/suyuan/localnet"
	"github.com/suyuan-ledger/suyuan/localnet/scenario"
	"github.com/suyuan-ledger/suyuan/settlement"
	"github.com/suyuan-ledger/suyuan/wire"
)

// idle is the longest time without a block on a real network (rulings E5).
const idle = 5 * time.Second

// Law time on one network: it passes while nothing happens, while nothing runs, and over a period's
// end while nodes are killed.
func TestTimePasses(t *testing.T) {
	t.Parallel()
	random := dice(t)
	n := up(t, "testdata/time.yaml", func(m *localnet.Manifest) { m.Idle = idle.String() })
	n.play(n.story.Steps, scenario.Options{})
	for _, part := range []struct {
		name string
		run  func(*network)
	}{
		{"idle", idleExpiry}, {"settlement", func(n *network) { settleKilled(n, random) }},
		{"stopped", stoppedExpiry},
	} {
		t.Run(part.name, func(t *testing.T) {
			of := *n
			of.t = t
			part.run(&of)
		})
	}
}

func instant(t *testing.T, text string) wire.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateTime, text, wire.Beijing)
	if err != nil {
		t.Fatal(err)
	}
	return wire.At(at)
}

// idleExpiry: a grant's last day ends while no paper comes. The auditor's node says so within a few
// seconds, because empty blocks move time.
func idleExpiry(n *network) {
	const lead = 6 // seconds
	auditor := n.nodes[4]
	end := instant(n.t, "2026-03-11 00:00:00")
	n.advance(n.nodes[0], 1, end-lead)
	usable := func() bool {
		var g access.GrantView
		if !n.query(auditor, "grant", map[string]string{"id": "gz-bureau/g-short"}, &g) {
			n.t.Fatal("the grant is gone")
		}
		return g.Usable
	}
	var from abci.State
	n.await("the auditor's node follows the clock", startWithin, func() bool {
		from, _ = n.info(auditor)
		return from.Law >= end-lead
	})
	if !usable() {
		n.t.Fatal("the grant ended before its day did")
	}
	var oldest time.Duration // age of law time
	n.await("the grant ends", 30*time.Second, func() bool {
		s, ok := n.info(auditor)
		if ok {
			law := s.Law.Std().Add(-time.Duration(s.Offset) * time.Second)
			oldest = max(oldest, time.Since(law))
		}
		return !usable()
	})
	now := wire.At(time.Now()) + wire.Time(from.Offset)
	n.t.Logf("ended %d s after its last instant; law time was at most %s old", now-end, oldest)
	s, _ := n.info(auditor)
	for h := from.Height + 1; h <= s.Height; h++ {
		var b abci.BlockRecord
		if n.ask(auditor, abci.PathBlock, nil, h, &b) && len(b.Papers) > 0 {
			n.t.Errorf("block %d has %d papers: nothing was to happen", h, len(b.Papers))
		}
	}
	if oldest > 2*idle+3*time.Second {
		n.t.Errorf("law time was %s old with a block every %s", oldest, idle)
	}
}

// settleKilled: all nodes are killed when the first quarter is frozen and not landed, two of them
// stay away while it lands; the second quarter lands under kills at random instants. Every node
// ends with the same lines.
func settleKilled(n *network, random *rand.Rand) {
	at := n.nodes[0]
	n.advance(at, 2, instant(n.t, "2026-04-11 00:00:00"))
	n.await("the first quarter is frozen", startWithin, func() bool {
		run := n.run(at, "2026Q1")
		return run.Stage == settle.Frozen && run.Cut > 0
	})
	n.kill(n.names()...)
	n.start(n.names()[:3]...)
	n.advance(at, 3, instant(n.t, "2026-04-11 00:01:00"))
	n.landed(at, "2026Q1")
	n.start(n.names()[3:]...)
	n.sameLines("2026Q1")

	n.advance(at, 4, instant(n.t, "2026-07-11 00:00:00"))
	for range 3 {
		time.Sleep(between(random, 0, time.Second))
		victims := n.names()
		random.Shuffle(len(victims), func(i, j int) {
			victims[i], victims[j] = victims[j], victims[i]
		})
		victims = victims[:1+random.IntN(len(victims))]
		n.t.Logf("2026Q2 is %s; killed: %v", n.run(at, "2026Q2").Stage, victims)
		n.kill(victims...)
		n.start(victims...)
	}
	n.advance(at, 5, instant(n.t, "2026-07-11 00:01:00"))
	n.landed(at, "2026Q2")
	n.sameLines("2026Q2")
	n.agree()
}

// stoppedExpiry: the agreement's last instant passes while no node runs. The first paper under it
// is handed in as soon as a node listens, and is refused: time moves first (rulings E5).
func stoppedExpiry(n *network) {
	end := instant(n.t, "2026-07-26 00:00:00")
	n.advance(n.nodes[0], 6, end-15)
	open := func(local string) *access.GrantOpen {
		return &access.GrantOpen{ID: wire.ID{Party: "gz-bureau", Local: local},
			Layer: access.LayerOperator, Holder: "gz-operator",
			Agreement: wire.ID{Party: "gz-bureau", Local: "ag"},
			Items: []access.Item{{Object: wire.ID{Party: "gz-health", Local: "clinic"},
				Kind: access.KindResource, Fields: []string{"visits"}}}}
	}
	good := n.sign(end, 7, "grant.open", open("in-time"), "gz-bureau/1", "gz-bureau/2")
	late := n.sign(end, 8, "grant.open", open("too-late"), "gz-bureau/1", "gz-bureau/2")
	if refusal, answered := hand(n.t, n.nodes[0], good); !answered || refusal != nil {
		n.t.Fatalf("%v %+v", answered, refusal)
	}
	in := n.receipt(n.nodes[0], good)
	if in.Refusal != nil {
		n.t.Fatalf("before the end: %+v", in.Refusal)
	}
	// The block after it confirms its state. Only then do the nodes wait for papers, so that the next
	// block, of the time before the stop, would hold the late one if the proposer let it.
	for _, node := range n.nodes {
		n.await(node.Name+" rests", startWithin, func() bool {
			s, ok := n.info(node)
			return ok && s.Height > in.Height
		})
	}
	time.Sleep(500 * time.Millisecond)
	n.kill(n.names()...)
	stopped := time.Now()
	time.Sleep(19 * time.Second)

	given := make(chan struct{}) // to every node, the moment it listens
	for _, node := range n.nodes {
		go func() {
			for begin := time.Now(); time.Since(begin) < startWithin; time.Sleep(time.Millisecond) {
				if _, answered := hand(n.t, node, late); answered {
					break
				}
			}
			given <- struct{}{}
		}()
	}
	n.start(n.names()...)
	for range n.nodes {
		<-given
	}
	r := n.receipt(n.nodes[0], late)
	var block, before abci.BlockRecord
	if !n.ask(n.nodes[0], abci.PathBlock, nil, r.Height, &block) ||
		!n.ask(n.nodes[0], abci.PathBlock, nil, r.Height-1, &before) {
		n.t.Fatal("the block is gone")
	}
	n.t.Logf("stopped %s; paper in block %d of law time %s, the block before of %s",
		time.Since(stopped).Round(time.Second), r.Height, block.Law, before.Law)
	if r.Refusal == nil || r.Refusal.Code != "access.agreement_not_running" {
		n.t.Errorf("the first paper after the end: %+v", r)
	}
	if block.Law < end {
		n.t.Errorf("it was judged at %s, before the end", block.Law)
	}
	n.agree()
}

func (n *network) run(node localnet.Node, period string) (run settle.RunShown) {
	n.query(node, "run", map[string]string{"period": period}, &run)
	return run
}

func (n *network) landed(node localnet.Node, period string) {
	n.t.Helper()
	n.await(period+" lands on "+node.Name, startWithin, func() bool {
		return n.run(node, period).Stage == settle.Landed
	})
}

// sameLines compares the run and its lines on all nodes. Each computes lines by itself.
func (n *network) sameLines(period string) {
	n.t.Helper()
	var first settle.RunShown
	for i, node := range n.nodes {
		n.landed(node, period)
		run := n.run(node, period)
		if i == 0 {
			first = run
		}
		if run != first || run.Lines == 0 {
			n.t.Errorf("%s: %s has %+v, %s %+v", period, n.nodes[0].Name, first, node.Name, run)
		}
		var lines abci.Lines
		if !n.ask(node, abci.PathLines, []byte(period), 0, &lines) {
			n.t.Fatalf("%s has no lines of %s", node.Name, period)
		}
		leaves := make([][]byte, len(lines.Leaves))
		for i, l := range lines.Leaves {
			leaves[i] = l
		}
		if root := settlement.Root(leaves); root != run.LinesRoot || len(leaves) != int(run.Lines) {
			n.t.Errorf("%s on %s: %d lines of root %s, %d of %s landed", period, node.Name, len(leaves),
				root, run.Lines, run.LinesRoot)
		}
	}
	n.t.Logf("%s: %d lines, root %s on %d nodes", period, first.Lines, first.LinesRoot, len(n.nodes))
}
