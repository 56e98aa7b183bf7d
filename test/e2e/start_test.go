package e2e

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cmtcfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
)

// A node that must not start says so in one sentence, with the exit code of a wrong home, and
// signs nothing.
func TestHomesThatMustNotStart(t *testing.T) {
	n, other := up(t, "--validators", "1"), up(t, "--validators", "1")
	home := n.node("bureau").Home
	refuse(t, 9, "in use by process", home)

	n.tx("gz-health/1", "gz-health/r1")
	n.kill("bureau")
	early := copyTree(t, home)
	n.start("bureau")
	for _, id := range []string{"r2", "r3", "r4"} {
		n.tx("gz-health/1", "gz-health/"+id)
	}
	n.kill("bureau")
	other.kill("bureau")
	foreign := other.node("bureau").Home

	t.Run("wrong genesis", func(t *testing.T) {
		h := copyTree(t, home)
		replace(t, foreign, h, "config/genesis.json")
		refuse(t, 3, "digest", h)
		replace(t, foreign, h, "config/app.toml") // that asks for the other genesis
		refuse(t, 3, "genesis", h)
	})
	t.Run("foreign data", func(t *testing.T) {
		h := copyTree(t, home)
		replace(t, foreign, h, "data")
		refuse(t, 3, "genesis", h)
	})
	t.Run("foreign ledger store", func(t *testing.T) {
		h := copyTree(t, home)
		replace(t, foreign, h, "data/ledger")
		refuse(t, 3, "", h)
	})
	t.Run("state ahead", func(t *testing.T) {
		h := copyTree(t, home)
		replace(t, early, h, "data/blockstore.db")
		replace(t, early, h, "data/state.db")
		refuse(t, 3, "ahead of the block store", h)
	})
	t.Run("state behind", func(t *testing.T) {
		h := copyTree(t, home)
		replace(t, early, h, "data/ledger")
		pruneBlocks(t, h)
		refuse(t, 3, "cannot be replayed", h)
	})
	t.Run("corrupted store", func(t *testing.T) {
		h := copyTree(t, home)
		damage(t, filepath.Join(h, "data/ledger"))
		refuse(t, 3, "", h)
	})
	t.Run("no genesis", func(t *testing.T) {
		h := copyTree(t, home)
		if err := os.Remove(filepath.Join(h, "config/genesis.json")); err != nil {
			t.Fatal(err)
		}
		refuse(t, 3, "no genesis document", h)
	})
	n.start("bureau") // what was tried on copies did the home no harm
	n.tx("gz-health/1", "gz-health/r5")
}

// refuse starts a home and wants one sentence with a word in it.
func refuse(t *testing.T, exit int, word, home string) {
	t.Helper()
	state := filepath.Join(home, "signed.json")
	before, _ := os.ReadFile(state)
	var f failure
	a := expect(t, exit, &f, "start", "--home", home)
	if !strings.Contains(f.Error.En, word) || f.Error.Zh == "" || strings.Contains(f.Error.En,
		"\n") {
		t.Errorf("%q has no %q", f.Error.En, word)
	}
	if lines := strings.Split(strings.TrimSpace(a.chat),
		"\n"); !strings.Contains(lines[len(lines)-1], f.Error.En) ||
		strings.Contains(a.chat, "goroutine") {
		t.Errorf("stderr:\n%s", a.chat)
	}
	if after, _ := os.ReadFile(state); exit == 3 && !bytes.Equal(before, after) {
		t.Errorf("the sign state changed:\n%s\n%s", before, after)
	}
	t.Log(f.Error.En)
}

func copyTree(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "home")
	err := os.CopyFS(to, os.DirFS(from))
	for _, key := range []string{"node_key.json", "priv_validator_key.json"} { // CopyFS opens them
		err = errors.Join(err, os.Chmod(filepath.Join(to, "config", key), 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// replace takes a file or folder of another home.
func replace(t *testing.T, from, to, name string) {
	t.Helper()
	at := filepath.Join(to, name)
	if err := os.RemoveAll(at); err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(from, name)
	info, err := os.Stat(source)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(at, os.DirFS(source))
	} else {
		var b []byte
		if b, err = os.ReadFile(source); err == nil {
			err = os.WriteFile(at, b, 0o600)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// pruneBlocks leaves the last block only, as an operator who prunes too much would.
func pruneBlocks(t *testing.T, home string) {
	t.Helper()
	c := cmtcfg.DefaultConfig().SetRoot(home)
	c.DBBackend = "goleveldb"
	open := func(id string) (closer func(), blocks *store.BlockStore, states sm.Store) {
		db, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: id, Config: c})
		if err != nil {
			t.Fatal(err)
		}
		return func() { _ = db.Close() }, store.NewBlockStore(db), sm.NewStore(db, sm.StoreOptions{})
	}
	closeStates, _, states := open("state")
	last, err := states.Load()
	closeStates()
	if err != nil {
		t.Fatal(err)
	}
	closeBlocks, blocks, _ := open("blockstore")
	defer closeBlocks()
	if _, _, err := blocks.PruneBlocks(blocks.Height(), last); err != nil {
		t.Fatal(err)
	}
}

// damage overwrites the middle of every file of a store.
func damage(t *testing.T, dir string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := filepath.Join(dir, f.Name())
		b, err := os.ReadFile(name)
		if err != nil || len(b) == 0 {
			continue
		}
		for i := len(b) / 3; i < min(len(b), len(b)/3+64); i++ {
			b[i] ^= 0xa5
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
