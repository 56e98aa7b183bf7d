package abci

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/state"
)

// full is a chain whose state lies in tables on disk, nothing of it in memory.
func full(t *testing.T) *chain {
	c := newChain(t)
	for range 3 {
		for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
			c.check(c.paper("beta/1", "note.put", key, "text"))
		}
		c.block()
	}
	c.restart()
	return c
}

// A disk that fails to read, or reads something else, under a running node: the node executes the
// block as everybody does, or stops with a typed fault in one sentence. It never comes to another
// app hash, never takes the fault for the paper's, and saves nothing.
func TestDiskThatDoesNotRead(t *testing.T) {
	faults := 0
	for _, way := range []string{"cut", "garble", "zero"} {
		c, healthy := full(t), full(t)
		raws := [][]byte{c.paper("alpha/1", "note.put", "a", "new"),
			c.paper("bureau/1", "note.put", "z", "new")}
		want := healthy.finalize(raws...)
		spoilTables(t, c.dir, way)
		res, err := c.app.FinalizeBlock(context.Background(), &abci.RequestFinalizeBlock{
			Height: c.height + 1, Time: c.now, Txs: raws, Hash: []byte("4")})
		if err == nil {
			if string(res.AppHash) != string(want.AppHash) {
				t.Errorf("%s: app hash %x, the others' is %x", way, res.AppHash, want.AppHash)
			}
			t.Logf("%s: what the block needs was read before", way)
			continue
		}
		faults++
		var typed state.Fault
		if !errors.As(err, &typed) || c.fault == nil {
			t.Errorf("%s: no typed fault, or the node is not told: %v", way, err)
		}
		if text := c.fault.Error(); strings.ContainsRune(text, '\n') || len(text) > 400 ||
			strings.Contains(text, "goroutine") {
			t.Errorf("%s: not one sentence: %q", way, text)
		}
		t.Logf("%s: %v", way, c.fault)
		if _, err := c.app.Commit(context.Background(), &abci.RequestCommit{}); err == nil {
			t.Errorf("%s: a block that was not executed is saved", way)
		}
		if info, err := c.app.Info(context.Background(), nil); err != nil ||
			info.LastBlockHeight != c.height {
			t.Errorf("%s: %+v %v", way, info, err)
		}
	}
	if faults == 0 {
		t.Error("no fault was noticed")
	}
}

func spoilTables(t *testing.T, dir, way string) {
	t.Helper()
	tables, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil || len(tables) == 0 {
		t.Fatalf("%v %v", tables, err)
	}
	for _, name := range tables {
		if way == "cut" {
			if err := os.Truncate(name, 0); err != nil {
				t.Fatal(err)
			}
			continue
		}
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		info, err := f.Stat()
		bad := []byte{0xa5, 0x5a, 0xa5}
		if way == "zero" {
			bad = make([]byte, 300)
		}
		for at := int64(9); err == nil && at < info.Size()-400; at += 400 {
			_, err = f.WriteAt(bad, at)
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
