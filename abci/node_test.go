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

	cmtcfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"

	"github.com/suyuan-ledger/suyuan/wire"
)

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
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if err = fn(); err == nil {
			return
		}
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
		if err := r.get("/broadcast_tx_sync?tx=0x"+hex.EncodeToString(raw), &res); err != nil || res.Code != 0 {
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
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
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

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// Every home that must not run says why in one sentence and signs nothing.
func TestPreflight(t *testing.T) {
	home, g := newHome(t, "note-1", false)
	n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	rpcOf(t, home).until(4)
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	other, _ := newHome(t, "note-2", false)
	remove := func(home string, names ...string) {
		for _, name := range names {
			if err := os.RemoveAll(filepath.Join(home, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	genesisOf := func(home string, d time.Duration) {
		h, err := NewFounding(testDocument(t, "note-1", g.Doc.GenesisTime.Add(d),
			g.Ledger.Party.Validators[0].PubKey))
		if err == nil {
			err = h.Write(filepath.Join(home, GenesisFile))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	unpin := func(home string) { rewrite(t, filepath.Join(home, AppFile), g.Digest.String(), "") }
	for _, c := range []struct {
		name, want string
		break_     func(home string)
	}{
		{"genesis is not the pinned one", "the configuration asks for", func(h string) { genesisOf(h, time.Hour) }},
		{"genesis is another", "not the one this data directory began with", func(h string) {
			unpin(h)
			genesisOf(h, time.Hour)
		}},
		{"genesis is another and CometBFT's data are gone", "belongs to chain", func(h string) {
			unpin(h)
			genesisOf(h, time.Hour)
			remove(h, "data/blockstore.db", "data/state.db", "data/cs.wal")
		}},
		{"genesis is damaged", "is wrong", func(h string) {
			rewrite(t, filepath.Join(h, GenesisFile), `"quarter"`, `"fortnight"`)
		}},
		{"genesis is missing", "there is no genesis", func(h string) { remove(h, GenesisFile) }},
		{"chain ids differ", "chain_id", func(h string) {
			rewrite(t, filepath.Join(h, GenesisFile), `"chain_id": "note-1",
  "initial_height"`, `"chain_id": "note-3",
  "initial_height"`)
		}},
		{"test chain id without a test clock", "test-", func(h string) {
			rewrite(t, filepath.Join(h, GenesisFile), "note-1", "test-note-1")
		}},
		{"validators differ", "validator", func(h string) {
			rewrite(t, filepath.Join(h, GenesisFile), `"power": "1000"`, `"power": "1001"`)
		}},
		{"foreign data directory", "belongs to chain note-1", func(h string) {
			copyTree(t, filepath.Join(other, "config"), filepath.Join(h, "config"))
		}},
		{"foreign store of ours", "belongs to chain", func(h string) {
			copyTree(t, filepath.Join(h, StoreDir), filepath.Join(other, StoreDir))
			copyTree(t, other, h)
			remove(other, StoreDir)
		}},
		{"ahead of CometBFT", "ahead of the block store", func(h string) {
			remove(h, "data/blockstore.db", "data/state.db", "data/cs.wal")
		}},
		{"behind what can be replayed", "cannot be replayed", func(h string) {
			prune(t, h, 4)
			remove(h, StoreDir)
		}},
		{"our store is damaged", "is damaged", func(h string) {
			damage(t, filepath.Join(h, StoreDir), "*.mem", "MANIFEST", "*.vlog")
		}},
		{"our store is not one", "is not a store", func(h string) { remove(h, StoreDir+"/STORE") }},
		{"CometBFT's store is damaged", "consensus engine's database", func(h string) {
			damage(t, filepath.Join(h, "data/blockstore.db"), "MANIFEST-*", "CURRENT")
		}},
		{"CometBFT's states are gone", "consensus engine's database", func(h string) {
			remove(h, "data/state.db")
		}},
		{"sign state is gone", "sign state", func(h string) { remove(h, "data/priv_validator_state.json") }},
		{"validator key is damaged", "validator key", func(h string) {
			rewrite(t, filepath.Join(h, "config/priv_validator_key.json"), "{", "[")
		}},
		{"node key is gone", "node key", func(h string) { remove(h, "config/node_key.json") }},
		{"unknown key in the configuration", "unknown key", func(h string) {
			rewrite(t, filepath.Join(h, ConfigFile), "timeout_propose =", "timeout_purpose =")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := filepath.Join(t.TempDir(), "home")
			copyTree(t, home, h)
			c.break_(h)
			signed, _ := os.ReadFile(filepath.Join(h, "data/priv_validator_state.json"))
			n, err := Start(NodeOptions{Home: h, Machine: noteMachine(t), Pass: notePass{},
				LogTo: io.Discard})
			if err == nil {
				_ = n.Stop()
				t.Fatal("the node starts")
			}
			if !isSentence(err, c.want) {
				t.Fatalf("%v", err)
			}
			t.Log(err)
			if now, _ := os.ReadFile(filepath.Join(h, "data/priv_validator_state.json")); !bytes.Equal(now, signed) {
				t.Fatal("it signed")
			}
		})
	}
	// What was copied and not broken runs, also when our store has to be rebuilt from the blocks.
	want := stateAt(t, home)
	remove(home, StoreDir)
	n, err = Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Stop()
	view, err := n.app.db.ViewAt(want.Height)
	if err != nil || wire.Hash(view.Root()) != want.AppHash {
		t.Fatalf("rebuilt state differs: %v", err)
	}
}

// A store whose state is not what the chain agreed on is found before anything is signed.
func TestDivergedState(t *testing.T) {
	home, g := newHome(t, "note-1", true)
	c := &chain{t: t, g: g, now: time.Now(), nonces: map[string]uint64{}}
	r := rpcOf(t, home)
	play := func(home string, fn func()) uint64 {
		n, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
			LogTo: io.Discard})
		if err != nil {
			t.Fatal(err)
		}
		fn()
		if err := n.Stop(); err != nil {
			t.Fatal(err)
		}
		http.DefaultClient.CloseIdleConnections()
		return n.App().State().Height
	}
	play(home, func() { r.until(2) })
	twin := filepath.Join(t.TempDir(), "twin")
	copyTree(t, home, twin)
	height := play(twin, func() {
		var res struct{ Code uint32 }
		raw := c.paper("alpha/1", "note.put", "k", "v")
		id := idOf(t, raw)
		if err := r.get("/broadcast_tx_sync?tx=0x"+hex.EncodeToString(raw), &res); err != nil || res.Code != 0 {
			t.Fatal(err, res)
		}
		until(t, "receipt", func() error { return r.query(PathReceipt, id[:], &Receipt{}) })
	})
	play(home, func() { r.until(height + 1) })
	copyTree(t, filepath.Join(twin, StoreDir), filepath.Join(home, StoreDir))
	_, err := Start(NodeOptions{Home: home, Machine: noteMachine(t), Pass: notePass{},
		LogTo: io.Discard})
	if !isSentence(err, "the chain agreed on") {
		t.Fatal(err)
	}
}

func stateAt(t *testing.T, home string) State {
	t.Helper()
	n := &Node{}
	defer n.Stop()
	c, own, err := ReadConfig(home)
	if err != nil {
		t.Fatal(err)
	}
	n.config = c
	g, err := ReadGenesis(c.GenesisFile())
	if err != nil {
		t.Fatal(err)
	}
	db, err := n.openStore(home, own, g)
	if err != nil {
		t.Fatal(err)
	}
	return State{Height: db.Version(), AppHash: db.Root()}
}

func rewrite(t *testing.T, file, old, with string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(old)) {
		t.Fatalf("%s holds no %s", file, old)
	}
	if err := os.WriteFile(file, bytes.ReplaceAll(b, []byte(old), []byte(with)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// damage overwrites the middle of every file that a pattern names.
func damage(t *testing.T, dir string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		files, err := filepath.Glob(filepath.Join(dir, p))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if err := os.WriteFile(file, bytes.Repeat([]byte("damaged!"), 40), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func prune(t *testing.T, home string, to int64) {
	t.Helper()
	c := homeConfig(home)
	open := func(id string) (*store.BlockStore, sm.Store) {
		db, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: id, Config: c})
		if err != nil {
			t.Fatal(err)
		}
		return store.NewBlockStore(db), sm.NewStore(db, sm.StoreOptions{})
	}
	blocks, _ := open("blockstore")
	_, states := open("state")
	s, err := states.Load()
	if err == nil {
		_, _, err = blocks.PruneBlocks(to, s)
	}
	if err := errors.Join(err, blocks.Close(), states.Close()); err != nil {
		t.Fatal(err)
	}
}
