package fault

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/abci"
	"github.com/suyuan-ledger/suyuan/localnet"
)

// offered is a snapshot that a command took, or listed.
type offered struct {
	Height uint64 `json:"height"`
	Hash   string `json:"hash"`
}

// A node takes its first state from peers, and the one peer that has the snapshot gives a chunk
// with a flipped bit. The node refuses it, says what it lacks and whom it refused, waits, and joins
// as soon as another peer has it. A file carried by hand with such a chunk replaces nothing.
func TestBadChunk(t *testing.T) {
	t.Parallel()
	n := up(t, "testdata/parties.yaml", nil)
	n.grow(3)
	bad, good, third := n.nodes[0], n.nodes[1], n.nodes[2]
	var first, again offered
	n.must(&first, bad, "snapshot", "create")
	n.must(&again, good, "snapshot", "create", "--at-height", fmt.Sprint(first.Height))
	if first != again || first.Height == 0 {
		t.Fatalf("two nodes took different snapshots: %+v %+v", first, again)
	}
	n.grow(3)
	n.carried(good, third)
	n.kill(good.Name)
	flipChunk(t, filepath.Join(bad.Home, abci.SnapshotDir, fmt.Sprint(first.Height),
		"chunk-000000.gz"))

	g := n.seeker([]localnet.Node{bad, good}, []localnet.Node{bad, third})
	run(t, g.Log, binary, "start", "--home", g.Home)
	began := time.Now()
	var line string
	n.await("the guest says what it waits for", 2*startWithin, func() bool {
		line = lineWith(n.log(g), "state sync waits")
		return line != ""
	})
	t.Logf("after %s: %s", time.Since(began).Round(time.Second), line)
	for _, word := range []string{fmt.Sprintf("height %d", first.Height), "chunk 0 of", bad.NodeID} {
		if !strings.Contains(line, word) {
			t.Errorf("it does not say %q", word)
		}
	}
	if s, ok := n.info(g); ok && s.Height > 0 {
		t.Errorf("it has a state of height %d from a damaged chunk", s.Height)
	}
	n.start(good.Name)
	began = time.Now()
	n.grows(g, 2, 2*startWithin)
	t.Logf("joined %s after another peer had it", time.Since(began).Round(time.Second))
	n.nodes = append(n.nodes, g)
	n.agree()
	n.nodes = n.nodes[:len(n.nodes)-1]
}

// must runs the program on a node's home.
func (n *network) must(into any, node localnet.Node, args ...string) {
	n.t.Helper()
	if err := n.command(into, node, args...); err != nil {
		n.t.Fatal(err)
	}
}

// carried carries a snapshot by hand from one home to another, first with a flipped bit: the shelf
// stays as it was, and so does a home that would begin with it.
func (n *network) carried(from, to localnet.Node) {
	n.t.Helper()
	whole := filepath.Join(n.t.TempDir(), "snapshot.tar")
	n.must(nil, from, "snapshot", "export", whole, "--node", from.RPC)
	b, err := os.ReadFile(whole)
	if err != nil {
		n.t.Fatal(err)
	}
	broken := whole + ".broken"
	if err := os.WriteFile(broken, b, 0o600); err != nil {
		n.t.Fatal(err)
	}
	flipChunk(n.t, broken)
	listed := func() (l struct{ Snapshots []offered }) {
		n.must(&l, to, "snapshot", "list")
		return l
	}
	before := len(listed().Snapshots)
	err = n.command(nil, to, "snapshot", "import", broken)
	if err == nil || len(listed().Snapshots) != before {
		n.t.Errorf("a damaged file: %v, %d snapshots", err, len(listed().Snapshots))
	}
	n.t.Logf("a damaged file: %v", err)
	n.must(nil, to, "snapshot", "import", whole)
	if len(listed().Snapshots) != before+1 {
		n.t.Errorf("%d snapshots after the whole file", len(listed().Snapshots))
	}
	n.must(nil, to, "snapshot", "delete", fmt.Sprint(listed().Snapshots[before].Height))
}

// seeker makes the home of a node that is to take its state from peers.
func (n *network) seeker(peers, servers []localnet.Node) localnet.Node {
	n.t.Helper()
	dir := n.t.TempDir()
	rpc := freeAddress(n.t)
	g := localnet.Node{Name: "guest", Home: filepath.Join(dir, "home"), Log: filepath.Join(dir, "log"),
		RPC: "http://" + rpc}
	args := []string{"join", "guest", "--genesis", filepath.Join(n.nodes[0].Home, abci.GenesisFile),
		"--p2p", "tcp://" + freeAddress(n.t), "--rpc", "tcp://" + rpc, "--api", "off"}
	for _, p := range peers {
		args = append(args, "--peers", p.NodeID+"@"+strings.TrimPrefix(p.P2P, "tcp://"))
	}
	for _, s := range servers {
		args = append(args, "--snapshot-from", s.RPC)
	}
	n.must(nil, g, args...)
	return g
}

// flipChunk flips a bit inside the first compressed chunk of a file: a bit of an archive's own
// padding means nothing.
func flipChunk(t *testing.T, file string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	chunk := bytes.Index(b, []byte{0x1f, 0x8b, 8})
	if chunk < 0 || len(b) < chunk+128 {
		t.Fatalf("%s holds no chunk", file)
	}
	b[chunk+64] ^= 1
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// lineWith is the first line of a text that has some words.
func lineWith(text, words string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, words) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
