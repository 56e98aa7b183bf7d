package fault

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/app/govern"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// Programs of two rules versions on one ledger under load (rulings E10). One upgrade is planned by
// vote and cancelled; another one holds. Programs are exchanged one node after another before its
// height, one is forgotten: it stops before the height and comes back with the new program.
func TestUpgradeUnderLoad(t *testing.T) {
	t.Parallel()
	next, err := after()
	if err != nil {
		t.Fatal(err)
	}
	u := upgrade{network: up(t, "testdata/parties.yaml", nil), old: binary, next: next}
	l, p := u.file("gz-water"), u.pulse()
	first := u.nodes[0]
	cancelled := u.height() + 120
	u.decide(first, 1, u.upgradeTo(nextRules, uint64(cancelled)))
	if all := u.plans(first).Plans; len(all) != 1 || all[0].Rules != nextRules {
		t.Fatalf("%+v", all)
	}
	u.decide(first, 2, govern.Act{Action: govern.CancelUpgrade, Value: nextRules})

	began := time.Now()
	u.exchange(u.next, u.nodes[0]) // too early, and it carries on
	u.from = max(uint64(cancelled)+5, uint64(u.height())+40+uint64(6*u.rate(first)))
	u.decide(first, 3, u.upgradeTo(nextRules, u.from))
	u.doctorTells("upgrade", u.nodes[3])
	u.exchange(u.next, u.nodes[1])
	u.exchange(u.next, u.nodes[2])
	u.exchange(u.next, u.nodes[4])
	t.Logf("four programs exchanged in %s, the upgrade is at height %d",
		time.Since(began).Round(time.Millisecond), u.from)
	u.forgotten(u.nodes[3])
	u.matrix()
	began = time.Now()
	u.exchange(u.next, u.nodes[3])
	u.agree()
	t.Logf("the forgotten node was back within %s", time.Since(began).Round(time.Millisecond))
	t.Logf("%s without a block at most", p.end())
	l.end()
	u.switched(l, uint64(cancelled))
	// The old program has nothing to do with what came after the height.
	u.kill(u.nodes[1].Name)
	u.refuses(u.old, u.nodes[1], 0, nextRules)
	u.exchange(u.next, u.nodes[1])
	u.agree()
	u.sound()
}

// upgrade is a network that goes from one program to the next.
type upgrade struct {
	*network
	old, next string
	from      uint64 // first height under the next rules
}

// forgotten waits until the node with the old program stopped, and rehearses on its home.
func (u *upgrade) forgotten(node localnet.Node) {
	u.t.Helper()
	u.await(node.Name+" stops before the height", 2*startWithin, func() bool { return !u.runs(node) })
	tellsRules(u.t, lastWords(u.t, node), u.from, nextRules)
	u.refuses(u.old, node, u.from, nextRules)
	u.doctorTells("data", node)

	rehearse := func(program string, rules int) (r abci.Rehearsal, err error) {
		return r, commandOf(program, &r, "upgrade", "rehearse", "--home", node.Home, "--rules",
			strconv.Itoa(rules), "--blocks", "20", "--empty", "3", "--scratch", u.t.TempDir())
	}
	if _, err := rehearse(u.old, nextRules); err == nil ||
		!strings.Contains(err.Error(), "cannot rehearse") {
		u.t.Errorf("the old program rehearses rules that it does not know: %v", err)
	}
	if r, err := rehearse(u.next, abci.Rules); err != nil || r.Executed == 0 || len(r.Changed) > 0 {
		u.t.Errorf("the rules in force: %+v %v", r, err)
	}
	r, err := rehearse(u.next, nextRules)
	if err == nil || !strings.Contains(err.Error(), "exit status 10") || r.Parted == 0 ||
		r.Broken != "" {
		u.t.Fatalf("%+v %v", r, err)
	}
	said := fmt.Sprintf("%+v", r.Changed)
	for _, words := range []string{"app_hash", "gz-water", "Weight=1", "Weight=2"} {
		if !strings.Contains(said, words) {
			u.t.Errorf("the rehearsal does not say %s: %s", words, said)
		}
	}
	u.t.Logf("rehearsed on %d blocks: %d differ, from height %d on", r.Executed, r.Parted,
		r.Changed[0].Height)
}

// doctorTells wants the old program's doctor to find, by one of its checks, that it does not know
// the next rules.
func (u *upgrade) doctorTells(check string, node localnet.Node) {
	u.t.Helper()
	var doc struct {
		Checks []struct{ Check, Result, En string }
	}
	_ = commandOf(u.old, &doc, "doctor", "--home", node.Home) // exit 10: it finds something
	for _, c := range doc.Checks {
		if c.Check == check && c.Result == "found" {
			tellsRules(u.t, c.En, u.from, nextRules)
			return
		}
	}
	u.t.Errorf("the doctor finds nothing by %s: %+v", check, doc.Checks)
}

// matrix has homes join that begin by blocks, by peers' snapshots and by a snapshot file: with the
// next program each follows, with the old one each is told why it cannot.
func (u *upgrade) matrix() {
	u.t.Helper()
	first := u.nodes[0]
	u.await("blocks under the next rules", startWithin, func() bool {
		s, ok := u.info(first)
		return ok && s.Rules == nextRules && s.Height > u.from+1
	})
	g, err := u.guest(u.old)
	if err != nil {
		u.t.Fatal(err)
	}
	u.stops(run(u.t, g.Log, u.old, "start", "--home", g.Home, "--lang", "en"), g, u.from, nextRules)
	with := *u.network
	with.nodes = append(append([]localnet.Node{}, u.nodes[:3]...), u.nodes[4])
	with.joins(u.next, g).kill() // the same home, by blocks of both versions

	var made struct{ Height uint64 }
	if err := commandOf(u.next, &made, "snapshot", "create", "--home", first.Home); err != nil {
		u.t.Fatal(err)
	}
	u.await("two blocks above the snapshot", startWithin, func() bool {
		s, ok := u.info(first)
		return ok && s.Height > made.Height+2
	})
	file := filepath.Join(u.t.TempDir(), "snapshot.tar")
	err = commandOf(u.next, nil, "snapshot", "export", file, "--home", first.Home, "--node", first.RPC)
	if err != nil {
		u.t.Fatal(err)
	}
	if _, err := u.guest(u.old, "--snapshot", file); err == nil ||
		!strings.Contains(err.Error(), "rules version") {
		u.t.Errorf("the old program begins with a snapshot of the next rules: %v", err)
	}
	if !soak {
		return
	}
	for _, way := range [][]string{{"--snapshot", file}, {"--snapshot-from", first.RPC}} {
		g, err := u.guest(u.next, way...)
		if err != nil {
			u.t.Fatal(err)
		}
		with.joins(u.next, g).kill()
	}
}

// switched wants every node to have gone by the next rules from the planned height on and not
// before, and nothing to have happened at the cancelled one.
func (u *upgrade) switched(l *load, cancelled uint64) {
	u.t.Helper()
	for h, want := range map[uint64]uint64{u.from - 1: abci.Rules, u.from: nextRules} {
		if got := u.versionOf(u.nodes[0], h); got != want {
			u.t.Errorf("the header of height %d is of rules version %d, want %d", h, got, want)
		}
	}
	if u.versionOf(u.nodes[0], cancelled) != abci.Rules {
		u.t.Error("the cancelled upgrade took place")
	}
	under := map[uint32]int{}
	for i, p := range l.taken {
		r := u.receipt(u.nodes[0], p)
		want := uint32(1)
		if r.Height >= u.from {
			want = 2
		}
		under[want]++
		node := u.nodes[i%len(u.nodes)]
		var v struct{ Weight uint32 }
		id := fmt.Sprintf("gz-water/l%d", i+1)
		if !u.query(node, "resource", map[string]string{"id": id}, &v) || v.Weight != want {
			u.t.Errorf("%s of height %d weighs %d on %s, want %d", id, r.Height, v.Weight, node.Name, want)
		}
	}
	if under[1] == 0 || under[2] == 0 {
		u.t.Errorf("papers under the two versions: %v", under)
	}
	u.t.Logf("papers by weight: %v", under)
}

// versionOf is the rules version in the header of a height.
func (n *network) versionOf(node localnet.Node, height uint64) (version uint64) {
	n.t.Helper()
	var r struct {
		Signed struct {
			Header struct {
				Version struct{ App string }
			}
		} `json:"signed_header"`
	}
	err := client(node).Call(context.Background(), "commit",
		map[string]any{"height": strconv.FormatUint(height, 10)}, &r)
	if err == nil {
		version, err = strconv.ParseUint(r.Signed.Header.Version.App, 10, 64)
	}
	if err != nil {
		n.t.Fatal(err)
	}
	return version
}
