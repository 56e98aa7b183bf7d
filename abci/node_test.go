package abci

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const signState = SignedFile

const nodeHome = "SUYUAN_TEST_NODE_HOME"

// TestMain runs a node instead of the tests when it is asked to: the child that a test kills.
func TestMain(m *testing.M) {
	home := os.Getenv(nodeHome)
	if home == "" {
		os.Exit(m.Run())
	}
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(fatal{}), Pass: notePass{}})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	panic(<-n.Failed())
}

type fatal struct{ testing.TB }

func (fatal) Helper()           {}
func (fatal) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// newHome makes a home with a genesis of one validator.
func newHome(t *testing.T, chain string, fast bool) (home string, g *Founding) {
	t.Helper()
	home = t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	id, err := MakeKeys(home)
	must(err)
	g, err = NewFounding(testDocument(t, chain, time.Now().Add(-time.Minute), id.PubKey))
	must(err)
	must(WriteConfig(home, Spec{Moniker: "solo", P2P: "tcp://127.0.0.1:0", RPC: "tcp://" + freePort(t),
		Fast: fast, IdleEvery: 200 * time.Millisecond, Genesis: g.Digest.String(), LogLevel: "error"}))
	must(g.Write(filepath.Join(home, GenesisFile)))
	return home, g
}

// newNetwork makes homes of one chain that know each other.
func newNetwork(t *testing.T, size int) (homes []string, g *Founding) {
	t.Helper()
	var keys, peers, p2p []string
	for i := range size {
		homes = append(homes, t.TempDir())
		id, err := MakeKeys(homes[i])
		if err != nil {
			t.Fatal(err)
		}
		p2p = append(p2p, freePort(t))
		keys, peers = append(keys, id.PubKey), append(peers, id.NodeID+"@"+p2p[i])
	}
	g, err := NewFounding(testDocument(t, "note-1", time.Now().Add(-time.Minute), keys...))
	for i, home := range homes {
		err = errors.Join(err, WriteConfig(home, Spec{P2P: "tcp://" + p2p[i], Peers: peers, Fast: true,
			RPC: "tcp://" + freePort(t), IdleEvery: 100 * time.Millisecond, LogLevel: "error"}),
			g.Write(filepath.Join(home, GenesisFile)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return homes, g
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

type rpc struct {
	t    *testing.T
	base string
}

// nodeOf runs a home as a node of notes until the test ends.
func nodeOf(t *testing.T, home string) *Node {
	t.Helper()
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Stop() })
	return n
}

// reach waits until a node is at a height.
func reach(t *testing.T, n *Node, height uint64) {
	t.Helper()
	for end := time.Now().Add(time.Minute); n.App().State().Height < height; {
		if time.Sleep(20 * time.Millisecond); time.Now().After(end) {
			t.Fatalf("height %d", n.App().State().Height)
		}
	}
}

func rpcOf(t *testing.T, home string) rpc {
	t.Helper()
	c, _, err := ReadConfig(home)
	if err != nil {
		t.Fatal(err)
	}
	return rpc{t, "http" + strings.TrimPrefix(c.RPC.ListenAddress, "tcp")}
}

func (r rpc) get(path string, v any) error {
	res, err := http.Get(r.base + path)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, &struct{ Result any }{v})
}

func (r rpc) query(path string, data []byte, v any) error {
	var q struct {
		Response struct {
			Code  uint32
			Log   string
			Value string
		}
	}
	err := r.get(fmt.Sprintf("/abci_query?path=%%22%s%%22&data=0x%x", path, data), &q)
	if err == nil && q.Response.Code != 0 {
		err = errors.New(q.Response.Log)
	}
	if err != nil {
		return err
	}
	b, err := base64.StdEncoding.DecodeString(q.Response.Value)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}

// until waits at most ten seconds for fn to succeed.
func until(t *testing.T, what string, fn func() error) {
	t.Helper()
	var err error
	for range 300 {
		if err = fn(); err == nil {
			return
		}
		time.Sleep(30 * time.Millisecond)
	}
	t.Fatalf("%s: %v", what, err)
}

func (r rpc) until(height uint64) State {
	r.t.Helper()
	var s State
	until(r.t, fmt.Sprint("height ", height), func() error {
		if err := r.query(PathInfo, nil, &s); err != nil {
			return err
		}
		if s.Height < height {
			return fmt.Errorf("height %d", s.Height)
		}
		return nil
	})
	return s
}

func startChild(t *testing.T, home string) (kill func(), log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), nodeHome+"="+home)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dead := false
	kill = func() {
		if !dead {
			dead = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	return kill, log
}

// A node is killed with SIGKILL after a paper was final, and goes on: the receipt is there, block
// time moves, the next paper is final.
func TestNodeSurvivesKill(t *testing.T) {
	home, g := newHome(t, "note-1", true)
	c := &chain{t: t, g: g, now: time.Now(), nonces: map[string]uint64{}}
	r := rpcOf(t, home)
	send := func(key string) {
		raw := c.paper("alpha/1", "note.put", key, "v")
		var res struct {
			Code uint32
			Log  string
		}
		err := r.get("/broadcast_tx_sync?tx=0x"+hex.EncodeToString(raw), &res)
		if err != nil || res.Code != 0 {
			t.Fatal(err, res)
		}
		id := idOf(t, raw)
		until(t, "receipt of "+key, func() error {
			var got Receipt
			if err := r.query(PathReceipt, id[:], &got); err != nil {
				return err
			}
			if got.Code != 0 || got.ID != id {
				return fmt.Errorf("%+v", got)
			}
			return nil
		})
	}
	for i := range 3 {
		kill, log := startChild(t, home)
		before := r.until(2)
		if _, err := Start(NodeOptions{Home: home, Machine: noteMachine(t)}); !isSentence(err, "in use") {
			t.Fatalf("a second process: %v", err)
		}
		send(fmt.Sprint("k", i))
		kill()
		if log.Len() > 0 {
			t.Log(log)
		}
		if before.Chain != "note-1" || before.Genesis != g.Digest || before.Test {
			t.Fatalf("%+v", before)
		}
	}
	n := nodeOf(t, home)
	for i := range 3 {
		if _, ok := notes.Get(n.App().head.Load().store, fmt.Sprint("k", i)); !ok {
			t.Fatalf("note %d is lost", i)
		}
	}
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	if s := n.App().State(); time.Since(s.Header.Std()) > 10*time.Second {
		t.Fatalf("block time is %s", s.Header)
	}
}

func isSentence(err error, part string) bool {
	var s *Sentence
	return errors.As(err, &s) && s.Zh != "" && strings.Contains(s.En, part) &&
		!strings.ContainsAny(s.En+s.Zh, "\n") && !strings.Contains(s.En+s.Zh, "%!")
}
