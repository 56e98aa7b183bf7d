package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/suyuan-ledger/suyuan/localnet"
)

// guest is a node outside the network's record.
type guest struct {
	n         *network
	peers     []string // id@host:port; none: every node of the record
	host      string   // RPC of the node that it is compared with; none: the record's first
	home, rpc string
	p2p       string // host:port
	cmd       *exec.Cmd
}

// freePort asks the system for one. Another may take it meanwhile; the node then says so.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// join makes a home with the given flags of join.
func (n *network) join(v any, flags ...string) *guest {
	n.t.Helper()
	g := n.guest()
	expect(n.t, 0, v, g.args(flags...)...)
	return g
}

func (n *network) guest() *guest {
	g := &guest{n: n, home: filepath.Join(n.t.TempDir(), "home"), rpc: "http://" + freePort(n.t),
		p2p: freePort(n.t), host: n.record().Nodes[0].RPC}
	for _, node := range n.record().Nodes {
		g.peers = append(g.peers, node.NodeID+"@"+strings.TrimPrefix(node.P2P, "tcp://"))
	}
	return g
}

// args are those of join, with flags after them.
func (g *guest) args(flags ...string) []string {
	out := []string{"--home", g.home, "join", "guest", "--p2p", "tcp://" + g.p2p,
		"--rpc", strings.Replace(g.rpc, "http", "tcp", 1), "--api", "off"}
	for _, peer := range g.peers {
		out = append(out, "--peers", peer)
	}
	return append(out, flags...)
}

// denied wants a refusal to join, with its exit code and a word of its one sentence.
func (g *guest) denied(exit int, word string, flags ...string) {
	t := g.n.t
	t.Helper()
	var f failure
	expect(t, exit, &f, g.args(flags...)...)
	if !strings.Contains(f.Error.En, word) || f.Error.Zh == "" || strings.Contains(f.Error.En, "\n") {
		t.Errorf("%q has no %q", f.Error.En, word)
	}
	t.Log(f.Error.En)
}

// start runs the node until the test ends.
func (g *guest) start() {
	t := g.n.t
	t.Helper()
	log, err := os.OpenFile(g.home+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	g.cmd = exec.Command(binary, "start", "--home", g.home)
	g.cmd.Stdout, g.cmd.Stderr = log, log
	if err := g.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		g.stop(syscall.SIGKILL)
		_ = log.Close()
		if t.Failed() {
			tail, _ := localnet.Tail(g.home+".log", 40)
			t.Logf("guest %s:\n%s", g.home, tail)
		}
	})
}

func (g *guest) stop(s syscall.Signal) {
	if g.cmd != nil {
		_ = g.cmd.Process.Signal(s)
		_ = g.cmd.Wait()
		g.cmd = nil
	}
}

// again starts the guest once more after a kill.
func (g *guest) again() {
	g.n.t.Helper()
	g.stop(syscall.SIGKILL)
	g.start()
	g.follows()
}

// follows waits until the guest has itself computed the app hash of a height that is new.
func (g *guest) follows() {
	t := g.n.t
	t.Helper()
	height := g.n.heightAt(g.host) + 1
	theirs, ours := localnet.Client{URLs: []string{g.host}}, localnet.Client{URLs: []string{g.rpc}}
	g.n.await(fmt.Sprintf("the guest is at height %d", height), func() bool {
		s, err := ours.Status(context.Background())
		return err == nil && s.Height > height && g.n.heightAt(g.host) > height
	})
	want, err := theirs.OwnAppHash(context.Background(), height)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ours.OwnAppHash(context.Background(), height); err != nil || got != want {
		t.Fatalf("app hash of height %d is %s, the others have %s: %v", height, got, want, err)
	}
}

// A fifth node joins a network of four in each of the three ways, and what is missing or wrong is
// said before it starts.
func TestJoin(t *testing.T) {
	n := up(t, "--validators", "4")
	record := n.record()
	nodes, genesis := record.Nodes, filepath.Join(record.Nodes[0].Home, "config/genesis.json")
	paper := n.tx("gz-health/1", "gz-health/r1")

	toldWhatIsMissing(n, genesis)
	byBlocks := n.join(nil, "--genesis", nodes[1].RPC)
	byBlocks.start()
	byBlocks.follows()
	if a := run(t, "query", "tx", paper, "--node", byBlocks.rpc); a.code != 0 {
		t.Errorf("the paper is not known: %s", a.out)
	}
	byBlocks.stop(syscall.SIGTERM)

	var made struct {
		Height uint64 `json:"height"`
		Hash   string `json:"hash"`
	}
	expect(t, 0, &made, "--home", nodes[0].Home, "snapshot", "create")
	for _, node := range nodes[1:3] {
		again := made
		expect(t, 0, &again, "--home", node.Home, "snapshot", "create", "--at-height",
			fmt.Sprint(made.Height))
		if again != made {
			t.Fatalf("two nodes took different snapshots: %+v %+v", made, again)
		}
	}
	n.await("two blocks above the snapshot", func() bool { return n.height(nodes[0]) > made.Height+2 })
	// One of the three gives a chunk that is damaged.
	turnBit(t, filepath.Join(nodes[0].Home, "data/snapshots", fmt.Sprint(made.Height),
		"chunk-000000.gz"))

	began := time.Now()
	byState := n.join(nil, "--genesis", genesis, "--snapshot-from", nodes[1].RPC,
		"--snapshot-from", nodes[2].RPC)
	byState.start()
	byState.follows()
	t.Logf("joined by state sync in %.1f s", time.Since(began).Seconds())
	// What was before the snapshot is with those who have the blocks.
	expect(t, 4, nil, "query", "tx", paper, "--node", byState.rpc)
	byState.again()
	// It has no blocks from before the snapshot either: nobody joins by it alone.
	late := n.guest()
	late.peers = []string{byState.peer()}
	late.denied(4, "to archives", "--genesis", genesis)

	file := filepath.Join(t.TempDir(), "snapshot.tar")
	expect(t, 1, nil, "--home", nodes[0].Home, "--node", nodes[1].RPC, "snapshot", "export", file)
	expect(t, 0, nil, "--home", nodes[1].Home, "--node", nodes[1].RPC, "snapshot", "export", file)
	bad := copyFile(t, file)
	turnBit(t, bad)
	refused := n.guest()
	expect(t, 3, nil, refused.args("--genesis", genesis, "--snapshot", bad)...)
	expect(t, 3, nil, refused.args("--genesis", genesis, "--snapshot", file, "--trust",
		fmt.Sprintf("%d:%064d", made.Height, 7))...)
	byFile := n.join(nil, "--genesis", genesis, "--snapshot", file, "--digest",
		"sha256:"+n.record().Genesis.String())
	byFile.start()
	byFile.follows()
	byFile.again()
}

// toldWhatIsMissing tries what cannot work: each is one sentence before anything is made.
func toldWhatIsMissing(n *network, genesis string) {
	node, g := n.record().Nodes[0], n.guest()
	at := strings.TrimPrefix(node.P2P, "tcp://")
	g.denied(4, "snapshot create", "--genesis", genesis, "--snapshot-from", node.RPC)
	g.denied(8, "has digest", "--genesis", genesis, "--digest", strings.Repeat("0", 64))
	g.denied(8, "another genesis document", "--genesis", otherGenesis(n.t, genesis))
	g.denied(2, "leave --state out", "--genesis", genesis, "--state", "state.tar")
	g.peers = []string{node.NodeID + "@" + freePort(n.t)}
	g.denied(7, "cannot be reached", "--genesis", genesis)
	g.peers = []string{strings.Repeat("a", 40) + "@" + at}
	g.denied(8, "has the id "+node.NodeID, "--genesis", genesis)
	g.peers = []string{node.NodeID + "@" + strings.TrimPrefix(node.RPC, "http://")}
	g.denied(7, "not the port that nodes dial", "--genesis", genesis)
	g.peers = []string{"10.0.0.2:26656"}
	g.denied(2, "is not id@host:port", "--genesis", genesis)
	if _, err := os.Stat(g.home); !os.IsNotExist(err) {
		n.t.Errorf("a home was made: %v", err)
	}
}

// otherGenesis is a genesis document of the same chain with another name of an institution.
func otherGenesis(t *testing.T, genesis string) string {
	t.Helper()
	b, err := os.ReadFile(genesis)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(b, []byte("贵州省卫生健康委员会"), []byte("云南省卫生健康委员会"), 1)
	if bytes.Equal(b, changed) {
		t.Fatal("the document has no such name")
	}
	file := filepath.Join(t.TempDir(), "genesis.json")
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// peer is a running guest as others name it.
func (g *guest) peer() string {
	t := g.n.t
	t.Helper()
	s, err := (&localnet.Client{URLs: []string{g.rpc}}).Status(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s.NodeID + "@" + g.p2p
}

// turnBit turns a bit in the middle of a file.
func turnBit(t *testing.T, file string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		// Inside of a compressed chunk: bits of the archive's own padding mean nothing.
		chunk := bytes.Index(b, []byte{0x1f, 0x8b, 8})
		b[chunk+64] ^= 1
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err == nil {
		file = filepath.Join(t.TempDir(), filepath.Base(file))
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file
}
