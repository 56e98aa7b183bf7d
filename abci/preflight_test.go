package abci

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"

	"github.com/suyuan-ledger/suyuan/wire"
)

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	copyHome(t, from, to)
}

// Every home that must not run says why in one sentence and signs nothing.
func TestPreflight(t *testing.T) {
	home, g := newHome(t, "note-1", false)
	n := nodeOf(t, home)
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
		{"genesis is not the pinned one", "the configuration asks for", func(h string) {
			genesisOf(h, time.Hour)
		}},
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
		{"the database of evidence is damaged", "put data aside", func(h string) {
			damage(t, filepath.Join(h, "data/evidence.db"), "MANIFEST-*", "CURRENT")
		}},
		{"CometBFT's states are gone", "consensus engine's database", func(h string) {
			remove(h, "data/state.db")
		}},
		{"data are older than what the only validator signed", "they are an old copy",
			func(h string) {
				remove(h, "data/blockstore.db", "data/state.db", "data/cs.wal", StoreDir)
			}},
		{"sign state is gone", "sign state", func(h string) { remove(h, signState) }},
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
			signed, _ := os.ReadFile(filepath.Join(h, signState))
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
			if now, _ := os.ReadFile(filepath.Join(h, signState)); !bytes.Equal(now, signed) {
				t.Fatal("it signed")
			}
		})
	}
	// What was copied and not broken runs, also when our store has to be rebuilt from the blocks.
	want := stateAt(t, home)
	remove(home, StoreDir)
	n = nodeOf(t, home)
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
		n := nodeOf(t, home)
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
		err := r.get("/broadcast_tx_sync?tx=0x"+hex.EncodeToString(raw), &res)
		if err != nil || res.Code != 0 {
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
	n.keepTime(nil)
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
