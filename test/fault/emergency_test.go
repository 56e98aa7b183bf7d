package fault

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/api/audit"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// An upgrade is due that no program can run: every node stops before its height. The members revive
// the ledger by a plan that the root keys of two thirds of them sign, as the runbook says line by
// line; the first block records it. A node without the plan stops and comes back by it, and so does
// one that joins by blocks later.
func TestHaltedChainIsRevived(t *testing.T) {
	t.Parallel()
	n := up(t, "testdata/parties.yaml", nil)
	l := n.file("gz-water")
	due := uint64(n.height()) + 60 + uint64(3*n.rate(n.nodes[0]))
	n.decide(n.nodes[0], 1, n.upgradeTo(nextRules, due))
	highest := n.halted(due)
	began := time.Now()
	n.refuses(binary, highest, due, nextRules)
	if err := n.command(nil, highest, "snapshot", "create"); err != nil {
		t.Fatal(err)
	}

	file := filepath.Join(t.TempDir(), "plan.json")
	n.drawnUp(file, highest, due)
	n.signed(file, highest)
	late := n.nodes[slices.IndexFunc(n.nodes[:4], func(o localnet.Node) bool {
		return o.Name != highest.Name
	})]
	for _, node := range n.nodes {
		if node.Name == late.Name {
			continue
		}
		var a applied
		if err := n.command(&a, node, "emergency", "apply", file); err != nil || !a.Applied {
			t.Fatalf("%s: %+v %v", node.Name, a, err)
		}
		n.start(node.Name)
	}
	n.grows(highest, 2, startWithin)
	t.Logf("plan, signatures and start: %s", time.Since(began).Round(time.Millisecond))
	var all []govern.Emergency
	if !n.query(highest, "emergencies", nil, &all) || len(all) != 1 ||
		all[0].Plan.Height != due || all[0].Plan.Rules != abci.Rules || len(all[0].Approvals) != 10 {
		t.Fatalf("%+v", all)
	}
	if s, ok := n.info(highest); !ok || s.Rules != abci.Rules {
		t.Errorf("rules version %d", s.Rules)
	}
	n.withoutPlan(late, highest, due)
	n.agree()
	n.joinsLater(highest, due)
	n.beginsBefore(highest, due)
	l.end()
	n.replayed(highest)
	n.sound()
}

// applied is what the commands tell of a plan.
type applied struct {
	Plan     govern.EmergencyPlan
	Standing govern.Standing
	Enough   bool
	Applied  bool
	Behind   bool
}

// halted waits until no node makes blocks any more, ends those that wait for a block that nobody
// hands on, and returns a node that stands right before the height.
func (n *network) halted(due uint64) (highest localnet.Node) {
	n.t.Helper()
	running := func() (names []string) {
		for _, node := range n.nodes {
			if n.runs(node) {
				names = append(names, node.Name)
			} else {
				highest = node
			}
		}
		return names
	}
	n.await("the upgrade that nobody can run stops a node", 2*startWithin, func() bool {
		return len(running()) < len(n.nodes)
	})
	// A node may stop before it has handed the last block on. Who lacks it waits for it.
	for end := time.Now().Add(lasting); len(running()) > 0 && time.Now().Before(end); {
		time.Sleep(100 * time.Millisecond)
	}
	for _, node := range n.nodes {
		if n.runs(node) {
			n.t.Logf("%s waits for the last block", node.Name)
			n.kill(node.Name)
		} else {
			tellsRules(n.t, lastWords(n.t, node), due, nextRules)
		}
	}
	return highest
}

// drawnUp draws the plan up on a stopped home.
func (n *network) drawnUp(file string, at localnet.Node, due uint64) {
	n.t.Helper()
	digest := book(n.t).String()
	draw := func(flags ...string) error {
		return n.command(nil, at, append([]string{"emergency", "plan", file, "--reason",
			"没有程序支持版本 " + strconv.Itoa(nextRules)}, flags...)...)
	}
	if draw("--manifest", digest) == nil || draw("--rules", strconv.Itoa(abci.Rules)) == nil {
		n.t.Error("a plan under rules that nobody knows, or of no book, is drawn up")
	}
	if err := draw("--manifest", digest, "--rules", strconv.Itoa(abci.Rules)); err != nil {
		n.t.Fatal(err)
	}
	e, err := abci.ReadEmergency(file)
	if err != nil || e.Plan.Height != due {
		n.t.Fatalf("%+v %v", e, err)
	}
}

// signed has ten of fifteen institutions sign with their root keys; nine are not enough.
func (n *network) signed(file string, at localnet.Node) {
	n.t.Helper()
	var a applied
	if err := n.command(&a, at, "emergency", "check", file); err == nil {
		n.t.Error("a plan that nobody signed can be applied")
	}
	members := a.standing(n, file, at).Missing
	if len(members) != 15 {
		n.t.Fatalf("members %v", members)
	}
	for i, party := range members[:10] {
		if i == 9 {
			if err := n.command(nil, at, "emergency", "apply", file); err == nil {
				n.t.Error("nine of fifteen signatures are enough")
			}
		}
		home := n.dir // members without a node keep their keys elsewhere
		for _, node := range n.nodes {
			if node.Party == party {
				home = node.Home
			}
		}
		err := commandOf(binary, nil, "emergency", "sign", file, "--home", home, "--account",
			party+"/0", "--password-file", filepath.Join(n.dir, "password"))
		if err != nil {
			n.t.Fatal(err)
		}
	}
	if s := a.standing(n, file, at); !s.Enough() || len(s.Missing) != 5 {
		n.t.Fatalf("%+v", s)
	}
}

// standing is how far the signatures reach, by check.
func (a applied) standing(n *network, file string, at localnet.Node) govern.Standing {
	n.t.Helper()
	_ = commandOf(binary, &a, "emergency", "check", file, "--home", at.Home) // exit 10: not enough yet
	return a.Standing
}

// withoutPlan starts a node that has no plan: it stops, and comes back with the one on record.
func (n *network) withoutPlan(late, from localnet.Node, due uint64) {
	n.t.Helper()
	began := time.Now()
	said := n.listen(late)
	_, err := localnet.Start(n.dir, startWithin, late.Name)
	switch {
	case err == nil: // it lacked a block of before, fetches it and stops then
		n.await(late.Name+" stops", startWithin, func() bool { return !n.runs(late) })
		tellsRules(n.t, lastWords(n.t, late), due, nextRules)
	case errors.Is(err, localnet.ErrNode):
		tellsRules(n.t, said(), due, nextRules)
	default:
		n.t.Fatal(err)
	}
	file := n.fetched(from)
	if err := n.command(nil, late, "emergency", "apply", file); err != nil {
		n.t.Fatal(err)
	}
	n.start(late.Name)
	n.agree()
	n.t.Logf("the node without the plan was back within %s",
		time.Since(began).Round(time.Millisecond))
}

// fetched gets the plan on record from a running node.
func (n *network) fetched(from localnet.Node) (file string) {
	n.t.Helper()
	file = filepath.Join(n.t.TempDir(), "fetched.json")
	if err := commandOf(binary, nil, "emergency", "fetch", file, "--node", from.RPC); err != nil {
		n.t.Fatal(err)
	}
	return file
}

// joinsLater has a home follow all blocks, from before the plan's height.
func (n *network) joinsLater(from localnet.Node, due uint64) {
	n.t.Helper()
	g, err := n.guest(binary)
	if err != nil {
		n.t.Fatal(err)
	}
	n.stops(run(n.t, g.Log, binary, "start", "--home", g.Home, "--lang", "en"), g, due, nextRules)
	if err := os.Remove(g.Log); err != nil {
		n.t.Fatal(err)
	}
	fresh, err := n.guest(binary)
	if err != nil {
		n.t.Fatal(err)
	}
	var a applied
	file := n.fetched(from)
	for _, home := range []localnet.Node{g, fresh} {
		if err := n.command(&a, home, "emergency", "apply", file); err != nil || !a.Applied ||
			a.Behind != (home.Home == fresh.Home) {
			n.t.Fatalf("%+v %v", a, err)
		}
		n.joins(binary, home).kill()
		if !soak {
			return
		}
	}
}

// beginsBefore has a home begin with the snapshot of the very height before the plan's, after which
// the rules hold that no program knows: with the plan it does.
func (n *network) beginsBefore(from localnet.Node, due uint64) {
	n.t.Helper()
	file := filepath.Join(n.t.TempDir(), "snapshot.tar")
	err := n.command(nil, from, "snapshot", "export", file, "--height",
		strconv.FormatUint(due-1, 10), "--node", from.RPC)
	if err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.guest(binary, "--snapshot", file); err == nil ||
		!strings.Contains(err.Error(), "suyuan emergency fetch") {
		n.t.Errorf("without the plan: %v", err)
	}
	g, err := n.guest(binary, "--snapshot", file, "--emergency", n.fetched(from))
	if err != nil {
		n.t.Fatal(err)
	}
	n.joins(binary, g).kill()
}

// replayed has an auditor execute every block again, who needs the plan for it.
func (n *network) replayed(from localnet.Node) {
	n.t.Helper()
	blocks := filepath.Join(n.t.TempDir(), "blocks.jsonl")
	err := commandOf(binary, nil, "audit", "export", "--out", blocks, "--node", from.RPC)
	if err != nil {
		n.t.Fatal(err)
	}
	if err := commandOf(binary, nil, "audit", "replay", blocks); err == nil ||
		!strings.Contains(err.Error(), "emergency plan") {
		n.t.Errorf("a replay without the plan: %v", err)
	}
	var r audit.Report
	err = commandOf(binary, &r, "audit", "replay", blocks, "--emergency", n.fetched(from))
	if err != nil || !r.Sound() || r.Blocks == 0 {
		n.t.Errorf("%+v %v", r, err)
	}
}
