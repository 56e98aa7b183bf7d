package abci

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/suyuan-ledger/suyuan/tx"
	"github.com/suyuan-ledger/suyuan/wire"
)

// story plays eight blocks, the same every time, calling between after each.
func story(t *testing.T, between func(*chain)) (hashes [][]byte, c *chain) {
	c = newChain(t)
	for i := range 8 {
		for j := range 3 {
			account := []string{"bureau/1", "alpha/1", "beta/2"}[j]
			key := fmt.Sprintf("k%d", (i*3+j)%5)
			if i == 4 && j == 1 {
				key = "refuse"
			}
			if res := c.check(c.paper(account, "note.put", key, fmt.Sprint(i))); res.Code != 0 {
				t.Fatalf("block %d: %s", i, res.Log)
			}
		}
		if raws := c.block(); len(raws) != 3 {
			t.Fatalf("block %d has %d papers", i, len(raws))
		}
		hash := c.app.head.Load().hash
		hashes = append(hashes, hash[:])
		between(c)
	}
	return hashes, c
}

func TestRestartAfterEachBlock(t *testing.T) {
	want, _ := story(t, func(*chain) {})
	got, c := story(t, func(c *chain) {
		c.restart()
		info, err := c.app.Info(context.Background(), &abci.RequestInfo{})
		c.must(info, err)
		if info.LastBlockHeight != c.height || info.AppVersion != Rules {
			t.Fatalf("info %+v at height %d", info, c.height)
		}
	})
	for i := range want {
		if !bytes.Equal(want[i], got[i]) {
			t.Fatalf("height %d: %x with restarts, %x without", i+1, got[i], want[i])
		}
	}
	if s := c.app.State(); s.Height != 8 || s.Header != wire.At(began)+14 {
		t.Fatalf("%+v", s)
	}
}

// A crash between FinalizeBlock and Commit, or a second call, replays the block to the same hash.
func TestReplay(t *testing.T) {
	c := newChain(t)
	raw := c.paper("alpha/1", "note.put", "k", "v")
	first := c.finalize(raw)
	again := c.finalize(raw)
	c.restart()
	third := c.finalize(raw)
	if !bytes.Equal(first.AppHash, again.AppHash) || !bytes.Equal(first.AppHash, third.AppHash) {
		t.Fatal("replaying a block changes its hash")
	}
	if _, found, _ := c.app.Receipt(idOf(t, raw)); found {
		t.Fatal("a receipt before the block is saved")
	}
	c.commit()
	if hash := c.db.Root(); !bytes.Equal(hash[:], first.AppHash) {
		t.Fatal("the saved root is not the app hash")
	}
	if c.app.Info(context.Background(), nil); c.fault != nil {
		t.Fatal(c.fault)
	}
}

func idOf(t testing.TB, raw []byte) wire.Hash {
	t.Helper()
	p, err := tx.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

func TestReceipts(t *testing.T) {
	c := newChain(t)
	good, bad := c.paper("alpha/1", "note.put", "k", "v"), c.paper("alpha/1", "note.put", "refuse", "")
	res := c.finalize(good, bad)
	c.commit()
	if len(res.TxResults) != 2 || res.TxResults[0].Code != 0 || res.TxResults[1].Code != 9001 {
		t.Fatalf("%+v", res.TxResults)
	}
	if e := res.TxResults[0].Events; len(e) != 1 || e[0].Type != "note.put" ||
		e[0].Attributes[0].Key != "key" || e[0].Attributes[0].Value != "k" {
		t.Fatalf("%+v", e)
	}
	if codeOf(t, res.TxResults[1].Log) != "note.refused" || len(res.TxResults[0].Data) != 32 {
		t.Fatalf("%+v", res.TxResults)
	}
	c.restart()
	id := idOf(t, bad)
	var r Receipt
	c.decode(c.query(PathReceipt, id[:], 0).Value, &r)
	if r.ID != id || r.Height != 1 || r.Index != 1 || r.Code != 9001 || r.Refusal == nil ||
		r.Refusal.Code != "note.refused" || r.Header != wire.At(began) || r.Time != r.Header {
		t.Fatalf("%+v", r)
	}
	var b BlockRecord
	c.decode(c.query(PathBlock, nil, 1).Value, &b)
	if len(b.Papers) != 2 || b.Papers[1] != id {
		t.Fatalf("%+v", b)
	}
}

func TestFaultStops(t *testing.T) {
	c := newChain(t)
	req := &abci.RequestFinalizeBlock{Height: 3, Time: c.now}
	_, err := c.app.FinalizeBlock(context.Background(), req)
	if err == nil || c.fault == nil {
		t.Fatal("a block that does not follow is executed")
	}
	c.block()
	if err := c.db.Close(); err != nil {
		t.Fatal(err)
	}
	c.fault, c.app.failed = nil, sync.Once{}
	req = &abci.RequestFinalizeBlock{Height: 2, Time: c.now,
		Txs: [][]byte{c.paper("alpha/1", "note.put", "new", "v")}}
	// What the block needs may still be in memory: the store is missed when it is to be read, or when
	// the block is to be saved.
	_, err = c.app.FinalizeBlock(context.Background(), req)
	if err == nil {
		_, err = c.app.Commit(context.Background(), &abci.RequestCommit{})
	}
	if err == nil || c.fault == nil {
		t.Fatal("a store that cannot be used does not stop the node")
	}
}

func TestInitChainChecksItsDocument(t *testing.T) {
	c := newChain(t)
	for name, change := range map[string]func(*abci.RequestInitChain){
		"chain":      func(r *abci.RequestInitChain) { r.ChainId = "other" },
		"document":   func(r *abci.RequestInitChain) { r.AppStateBytes = []byte("{}") },
		"validators": func(r *abci.RequestInitChain) { r.Validators[0].Power++ },
		"missing":    func(r *abci.RequestInitChain) { r.Validators = nil },
	} {
		req := c.initRequest()
		change(req)
		if _, err := c.app.InitChain(context.Background(), req); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	res, err := c.app.InitChain(context.Background(), c.initRequest())
	c.must(res, err)
	if !bytes.Equal(res.AppHash, c.g.Digest[:]) {
		t.Fatal("the first app hash is not the genesis digest")
	}
}
